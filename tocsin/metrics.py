"""What Prometheus reads from every service. Base units: seconds and bytes.

One Metrics belongs to one process and has a registry of its own, so that tests and
several services in one process do not share counters by accident.
"""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

# From a cached page to the time limit of an extraction.
_DURATIONS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
# From "at once" to "since last week": a backlog must not vanish in one last bucket.
_AGES_S = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 3600, 21600, 86400, 604800)


class Metrics:
    """The metrics of one process.

    Attributes:
        registry: what `render` shows.
        messages: records handled, by stage and outcome (done, retried, dead_letter).
        stage_duration: seconds that a stage took for one batch or one request.
        event_age: seconds from when the log took a record until its stage was done.
        inflight_records: records polled and not finished.
        oldest_unacked: seconds that the oldest unfinished record has waited.
        committed_offset: next offset to read, by stage, topic and partition.
        retries: attempts that failed and were repeated, by stage and reason.
        dead_letters: records set aside, by stage and reason.
        bulk_items: documents written, by the fate that the index gave.
        paused_partitions: partitions that are not read for now.
        rebalances: times that partitions were given to the worker.
        file_scans: files that the malware scanner was asked about, by its answer.
        http_requests: answers, by method, route template and status.
        http_duration: seconds from request to answer, by method and route template.
    """

    def __init__(self) -> None:
        """Make a registry with this process's memory, files and collections."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._make_stage_metrics()
        self._make_position_metrics()
        self._make_http_metrics()

    def render(self) -> bytes:
        """The text format of Prometheus; its media type is CONTENT_TYPE."""
        return generate_latest(self.registry)

    def _make_stage_metrics(self) -> None:
        self.messages = Counter(
            "tocsin_messages_total",
            "Records handled.",
            ["stage", "outcome"],
            registry=self.registry,
        )
        self.stage_duration = Histogram(
            "tocsin_stage_duration_seconds",
            "Time that a stage took.",
            ["stage"],
            buckets=_DURATIONS_S,
            registry=self.registry,
        )
        self.event_age = Histogram(
            "tocsin_event_age_seconds",
            "From when the log took a record to the end of its stage.",
            ["stage"],
            buckets=_AGES_S,
            registry=self.registry,
        )
        self.retries = Counter(
            "tocsin_retries_total",
            "Attempts that failed and were repeated.",
            ["stage", "reason"],
            registry=self.registry,
        )
        self.dead_letters = Counter(
            "tocsin_dlq_total",
            "Records set aside as dead letters.",
            ["stage", "reason"],
            registry=self.registry,
        )
        self.bulk_items = Counter(
            "tocsin_bulk_items_total",
            "Documents written by the fate that the index gave.",
            ["status"],
            registry=self.registry,
        )

    def _make_position_metrics(self) -> None:
        self.inflight_records = Gauge(
            "tocsin_inflight_records",
            "Records polled and not finished.",
            ["stage"],
            registry=self.registry,
        )
        self.oldest_unacked = Gauge(
            "tocsin_oldest_unacked_seconds",
            "Wait of the oldest unfinished record.",
            ["stage"],
            registry=self.registry,
        )
        self.committed_offset = Gauge(
            "tocsin_committed_offset",
            "Next offset to read.",
            ["stage", "topic", "partition"],
            registry=self.registry,
        )
        self.paused_partitions = Gauge(
            "tocsin_paused_partitions",
            "Partitions that are not read for now.",
            ["stage"],
            registry=self.registry,
        )
        self.rebalances = Counter(
            "tocsin_rebalances_total",
            "Times that partitions were given to the worker.",
            ["stage"],
            registry=self.registry,
        )

    def _make_http_metrics(self) -> None:
        self.file_scans = Counter(
            "tocsin_file_scans_total",
            "Files that the malware scanner was asked about.",
            ["outcome"],
            registry=self.registry,
        )
        self.http_requests = Counter(
            "tocsin_http_requests_total",
            "Answers given.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.http_duration = Histogram(
            "tocsin_http_duration_seconds",
            "From request to answer.",
            ["method", "route"],
            buckets=_DURATIONS_S,
            registry=self.registry,
        )
