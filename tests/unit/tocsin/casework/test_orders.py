"""Whatever reviews come in whatever order of topics, the case is the same."""

from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis.strategies import randoms

from schemas.case import Case
from schemas.enrichment import Finding
from schemas.events import (
    Asked,
    Assigned,
    CaseReviewed,
    Change,
    Event,
    FindingAdded,
    FindingJudged,
    Merged,
    NoteAdded,
    ReferralProposed,
    ReferralWithdrawn,
    ReporterAnswered,
    StatusChanged,
    Undone,
    Unmerged,
)
from schemas.submission import Evidence
from schemas.topics import ENRICHED, RECEIVED, REVIEWED
from tests.builders import CASE, at, enriched, finding, received
from tocsin.casework import MOVES, Placed, fold
from tocsin.ids import case_id

CHANCE = randoms(use_true_random=True)
REVIEWS = 25


def added(chance: Random) -> Finding:
    one = finding(id=f"f-added-{chance.randrange(3)}")
    return one.model_copy(update={"found_by": "reviewer"})


def change(chance: Random, version: int) -> Change:
    """Any change, allowed or not."""
    text = f"words {chance.randrange(100)}"
    makers: list[Change] = [
        StatusChanged(status=chance.choice(sorted(MOVES))),
        StatusChanged(status="in_review"),
        ReferralProposed(reason=text),
        ReferralWithdrawn(),
        Assigned(assignee=chance.choice(["p-osei", None])),
        NoteAdded(text=text),
        FindingJudged(finding_id="f-organization", judgement="rejected"),
        FindingAdded(finding=added(chance), replaces="f-organization"),
        Asked(question_id=f"question-{version}", text=text),
        Merged(into=case_id("another")),
        Unmerged(),
        Undone(version=max(version, 1)),
    ]
    return chance.choice(makers)


def reviews(chance: Random) -> list[Event]:
    """Reviews of two people; some based on what they had not seen."""
    made: list[Event] = []
    case: Case | None = None
    for number in range(REVIEWS):
        version = case.version if case else 0
        seen = max(version - chance.choice([0, 0, 0, 1]), 0)
        event = CaseReviewed(
            id=f"review-{number}",
            source="tocsin/desk",
            # Two desks, whose clocks do not agree.
            time=at(number + chance.choice([0, 0, -3])),
            case_id=CASE,
            reviewer=chance.choice(["p-osei", "p-adeyemi"]),
            based_on_version=seen,
            changes=tuple(change(chance, seen) for _ in range(chance.randint(1, 3))),
        )
        case = fold(case, Placed(event, REVIEWED.name, 0, number))
        made.append(event)
    return made


def answers(chance: Random) -> list[Event]:
    return [
        ReporterAnswered(
            id=f"answer-{number}",
            source="tocsin/intake",
            time=at(chance.randrange(30)),
            case_id=CASE,
            question_id=f"question-{number}",
            answer=Evidence(text="In March."),
        )
        for number in range(3)
    ]


def topics(chance: Random) -> list[list[Placed]]:
    events: dict[str, list[Event]] = {
        RECEIVED.name: [received()],
        ENRICHED.name: [enriched(code="1"), enriched(code="2", minutes=9)],
        REVIEWED.name: reviews(chance),
        "reporters.answered": answers(chance),
    }
    return [
        [Placed(event, topic, 0, offset) for offset, event in enumerate(those)]
        for topic, those in events.items()
    ]


def interleaved(sources: list[list[Placed]], chance: Random) -> Case:
    """Each topic in its order, the topics in any; some records told twice."""
    waiting = [list(source) for source in sources]
    case: Case | None = None
    while any(waiting):
        source = chance.choice([one for one in waiting if one])
        placed = source.pop(0)
        for _ in range(chance.choice([1, 1, 2])):
            case = fold(case, placed)
    assert case is not None
    return case


@settings(max_examples=60, deadline=None)
@given(chance=CHANCE)
def test_a_case_does_not_depend_on_the_order_of_topics(chance: Random) -> None:
    sources = topics(chance)
    cases = [interleaved(sources, chance) for _ in range(4)]
    assert len({case.model_dump_json() for case in cases}) == 1


@settings(max_examples=60, deadline=None)
@given(chance=CHANCE)
def test_each_version_is_made_by_one_review_and_no_review_is_lost(
    chance: Random,
) -> None:
    case = interleaved(topics(chance), chance)
    entries = [e for e in case.history if e.type == CaseReviewed.TYPE]
    versions = sorted(e.version for e in entries if e.version is not None)
    assert versions == list(range(1, case.version + 1))
    assert len(entries) == REVIEWS
    assert {e.event_id for e in entries if e.refused} == set(case.refused)


@settings(max_examples=60, deadline=None)
@given(chance=CHANCE)
def test_the_details_of_the_history_tell_the_whole_way_of_a_status(
    chance: Random,
) -> None:
    case = interleaved(topics(chance), chance)
    applied = sorted(
        (e for e in case.history if e.version is not None),
        key=lambda entry: entry.version or 0,
    )
    moves = [d for e in applied for d in e.details if d.field == "status"]
    assert all(one.after == two.before for one, two in pairwise(moves))
    assert (moves[-1].after if moves else "new") == case.status


@settings(max_examples=60, deadline=None)
@given(chance=CHANCE)
def test_a_case_is_referred_by_two_persons_only(chance: Random) -> None:
    case: Case | None = None
    proposed_by = None
    for offset, event in enumerate(reviews(chance)):
        assert isinstance(event, CaseReviewed)
        after = fold(case, Placed(event, REVIEWED.name, 0, offset))
        entered = after.status == "referred" and (not case or case.status != "referred")
        if entered and not any(isinstance(c, Undone) for c in event.changes):
            assert event.reviewer != proposed_by
        case = after
        proposed_by = case.referral.reviewer if case.referral else None
