"""The page of topics equals the registry."""

from schemas.topics import PARTITIONS, RECORD_BYTES_MAX, STAGES, TOPICS
from tests.docs.pages import codes, page, rows

PAGE = page("reference/topics.md")


def test_the_page_has_each_topic_with_its_events() -> None:
    told = {name: codes(cells[0]) for name, cells in rows(PAGE, "Topics").items()}
    assert told == {
        name: [event.__name__ for event in topic.events]
        for name, topic in TOPICS.items()
    }


def test_the_page_says_which_topics_are_compacted() -> None:
    kept = {name: cells[2] for name, cells in rows(PAGE, "Topics").items()}
    assert {name for name, told in kept.items() if told.startswith("Compacted")} == {
        name for name, topic in TOPICS.items() if topic.cleanup == "compact"
    }


def test_the_page_has_each_stage_with_the_topics_that_it_reads() -> None:
    told = {name: codes(cells[0]) for name, cells in rows(PAGE, "Stages").items()}
    assert told == {stage: list(topics) for stage, topics in STAGES.items()}


def test_the_page_gives_the_sizes_of_the_code() -> None:
    assert f"has {PARTITIONS} partitions" in PAGE
    assert f"at most {RECORD_BYTES_MAX // 1024**2} MiB" in PAGE
