"""Rights at Kafka: intake writes only, and every topic has a writer."""

from schemas.topics import STAGES, TOPICS
from tocsin.log.kafka_rights import RIGHTS, Rights


def test_intake_writes_what_comes_in_and_reads_nothing() -> None:
    assert RIGHTS["intake"] == Rights(
        writes=frozenset(
            {"allegations.received", "reporters.sealed", "reporters.answered"}
        )
    )


def test_a_stage_reads_its_topics_and_writes_its_letters() -> None:
    assert RIGHTS["enrich"] == Rights(
        writes=frozenset(
            {
                "allegations.enriched",
                "allegations.received.dead-letters",
                "allegations.supplemented.dead-letters",
            }
        ),
        reads=frozenset({"allegations.received", "allegations.supplemented"}),
        joins=frozenset({"enrich"}),
    )
    assert RIGHTS["index"].reads == frozenset(STAGES["index"])
    assert RIGHTS["index"].joins == frozenset({"index"})


def test_who_reported_is_written_by_intake_alone() -> None:
    assert [s for s, r in RIGHTS.items() if "reporters.sealed" in r.writes] == [
        "intake"
    ]
    assert [s for s, r in RIGHTS.items() if "reporters.sealed" in r.reads] == ["desk"]


def test_each_topic_has_somebody_who_writes_it() -> None:
    written = {topic for rights in RIGHTS.values() for topic in rights.writes}
    assert written == set(TOPICS)
