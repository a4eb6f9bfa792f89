from itertools import permutations

import pytest

from schemas.case import Case
from schemas.events import Assigned, Event, FindingJudged, NoteAdded, StatusChanged
from schemas.topics import ENRICHED, RECEIVED, REVIEWED
from tests.builders import (
    CASE,
    at,
    dead_lettered,
    enriched,
    received,
    reviewed,
    settled,
)
from tocsin.casework import MOVES, Placed, fold

LETTERS = RECEIVED.dead_letters


def folded(*placed: Placed, start: Case | None = None) -> Case:
    case = start
    for event in placed:
        case = fold(case, event)
    assert case is not None
    return case


def stands(event: Event, topic: str, offset: int = 0) -> Placed:
    return Placed(event, topic, 0, offset)


def test_a_received_event_opens_a_case() -> None:
    case = folded(stands(received(), RECEIVED.name, 7))
    assert (case.case_id, case.status, case.received_at) == (CASE, "new", at(0))
    assert case.applied == {"allegations.received/0": 7}
    assert [entry.summary for entry in case.history] == ["received"]


def test_an_event_that_was_applied_before_changes_nothing() -> None:
    placed = stands(received(), RECEIVED.name, 7)
    case = folded(placed)
    assert fold(case, placed) is case


def test_the_same_fact_told_again_at_a_later_offset_changes_nothing() -> None:
    case = folded(stands(received(), RECEIVED.name), stands(enriched(), ENRICHED.name))
    assert fold(case, stands(received(), RECEIVED.name, 5)) is case
    assert fold(case, stands(enriched(), ENRICHED.name, 5)) is case


def test_a_case_is_the_same_whatever_order_the_topics_are_read_in() -> None:
    letter = dead_lettered()
    topics = [
        [stands(received(), RECEIVED.name)],
        [
            stands(enriched(minutes=1, code="1"), ENRICHED.name, 0),
            stands(enriched(minutes=9, code="2"), ENRICHED.name, 1),
        ],
        [stands(reviewed(StatusChanged(status="triage")), REVIEWED.name)],
        [stands(letter, LETTERS, 0), stands(settled(letter), LETTERS, 1)],
    ]
    cases = {
        folded(*(p for topic in order for p in topic)).model_dump_json()
        for order in permutations(topics)
    }
    assert len(cases) == 1


def test_a_later_enrichment_replaces_an_earlier_one() -> None:
    case = folded(
        stands(received(), RECEIVED.name),
        stands(enriched(code="1", points=10), ENRICHED.name, 0),
        stands(enriched(code="2", points=30, minutes=5), ENRICHED.name, 1),
    )
    assert case.enrichment is not None
    assert case.enrichment.priority.total == 30


def test_an_old_enrichment_that_is_replayed_replaces_nothing() -> None:
    case = folded(
        stands(enriched(code="2", points=30, minutes=5), ENRICHED.name, 0),
        stands(enriched(code="1", points=10, minutes=1), ENRICHED.name, 1),
    )
    assert case.enrichment is not None
    assert case.enrichment.priority.total == 30


def test_a_review_changes_status_assignee_notes_and_judgements() -> None:
    case = folded(
        stands(received(), RECEIVED.name),
        stands(
            reviewed(
                StatusChanged(status="triage"),
                Assigned(assignee="r.osei"),
                NoteAdded(text="Ask for the contract."),
                FindingJudged(finding_id="f-country", judgement="rejected"),
            ),
            REVIEWED.name,
        ),
    )
    assert (case.status, case.assignee, case.version) == ("triage", "r.osei", 1)
    assert [note.text for note in case.notes] == ["Ask for the contract."]
    assert case.judgements == {"f-country": "rejected"}


def test_a_review_based_on_an_older_version_is_refused_and_remembered() -> None:
    case = folded(
        stands(reviewed(Assigned(assignee="r.osei"), id="review-1"), REVIEWED.name, 0),
        stands(
            reviewed(Assigned(assignee="m.adeyemi"), id="review-2"), REVIEWED.name, 1
        ),
    )
    assert (case.assignee, case.version, case.refused) == ("r.osei", 1, ("review-2",))


def test_a_move_that_is_not_allowed_is_refused() -> None:
    case = folded(stands(reviewed(StatusChanged(status="referred")), REVIEWED.name))
    assert (case.status, case.refused) == ("new", ("review-1",))


@pytest.mark.parametrize("status", sorted(MOVES))
def test_every_status_can_be_left(status: str) -> None:
    assert MOVES[status]  # type: ignore[index]  # a parameter is a plain string


def test_a_dead_letter_shows_until_it_is_settled() -> None:
    letter = dead_lettered()
    case = folded(stands(received(), RECEIVED.name), stands(letter, LETTERS, 0))
    assert [failure.reason for failure in case.failures] == ["text_crashed"]
    assert folded(stands(settled(letter), LETTERS, 1), start=case).failures == ()


def test_a_letter_about_a_record_that_is_no_event_opens_no_case() -> None:
    case = folded(stands(dead_lettered(event_id=None), LETTERS))
    assert case.applied == {}


def test_of_two_enrichments_the_one_that_knows_more_stays() -> None:
    bare = enriched(minutes=9, code="2")
    with_answer = enriched(minutes=1, code="1").model_copy(
        update={"id": "with-answer", "answer_ids": ("answer-1",)}
    )
    with_review = with_answer.model_copy(
        update={"id": "with-review", "case_version": 3}
    )
    for order in permutations((bare, with_answer, with_review)):
        placed = [stands(each, ENRICHED.name, n) for n, each in enumerate(order)]
        case = folded(*placed)
        assert (case.enriched_id, case.enriched_answer_ids, case.enriched_version) == (
            "with-review",
            ("answer-1",),
            3,
        )
