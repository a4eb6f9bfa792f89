"""The names that dashboards and alerts are built on."""

import re

from tocsin.metrics import Metrics

NAMES = {
    "tocsin_messages_total",
    "tocsin_stage_duration_seconds",
    "tocsin_event_age_seconds",
    "tocsin_inflight_records",
    "tocsin_oldest_unacked_seconds",
    "tocsin_committed_offset",
    "tocsin_retries_total",
    "tocsin_dlq_total",
    "tocsin_bulk_items_total",
    "tocsin_paused_partitions",
    "tocsin_rebalances_total",
    "tocsin_file_scans_total",
    "tocsin_http_requests_total",
    "tocsin_http_duration_seconds",
}


def test_every_name_is_there_before_anything_has_happened() -> None:
    text = Metrics().render().decode()
    types = set(re.findall(r"^# TYPE (tocsin_\w+) ", text, re.MULTILINE))
    assert types == NAMES


def test_a_count_is_shown_with_its_labels() -> None:
    metrics = Metrics()
    metrics.messages.labels("enrich", "done").inc(3)
    metrics.event_age.labels("index").observe(0.7)
    text = metrics.render().decode()
    assert 'tocsin_messages_total{outcome="done",stage="enrich"} 3.0' in text
    assert 'tocsin_event_age_seconds_bucket{le="0.5",stage="index"} 0.0' in text
    assert 'tocsin_event_age_seconds_bucket{le="1.0",stage="index"} 1.0' in text


def test_two_processes_parts_do_not_share_counters() -> None:
    one, other = Metrics(), Metrics()
    one.messages.labels("enrich", "done").inc()
    assert b"tocsin_messages_total{" not in other.render()


def test_memory_of_the_process_is_shown() -> None:
    assert b"process_resident_memory_bytes" in Metrics().render()
