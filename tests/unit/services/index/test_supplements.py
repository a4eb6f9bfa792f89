"""What enrichment is told of a case that knows more than its report."""

from schemas.case import AddedFinding, Answer, Case
from schemas.events import (
    Event,
    FindingAdded,
    FindingJudged,
    NoteAdded,
)
from schemas.submission import Allegation, Evidence
from schemas.topics import RECORD_BYTES_MAX, SUPPLEMENTED
from services.index.supplements import calls_for_reading, supplement
from tests.builders import CASE, NARRATIVE, START, at, enriched, finding, reviewed
from tests.builders import received as report
from tocsin.log.codec import encode
from tocsin.log.limits import record_bytes
from tocsin.sealed import new_data_key

MEGABYTE = 1_000_000


def answer(number: int, text: str = "In March.") -> Answer:
    return Answer(id=f"answer-{number}", at=at(number), answer=Evidence(text=text))


def added(id: str = "f-added") -> AddedFinding:
    one = finding(id=id, value="veltrano mills")
    return AddedFinding(
        at=at(1), reviewer="R. Osei", finding=one, replaces="f-organization"
    )


def case(**fields: object) -> Case:
    return Case.model_validate(
        {
            "case_id": CASE,
            "version": 4,
            "received_id": "received-1",
            "received_at": START,
            "updated_at": at(9),
            "allegation": Allegation(narrative=NARRATIVE),
            **fields,
        }
    )


def test_a_case_that_knows_its_report_only_is_not_read_again() -> None:
    assert supplement(case(), None) is None
    assert supplement(case(answers=(answer(1),), allegation=None), None) is None


def test_answers_and_standing_findings_go_with_the_report() -> None:
    rejected = {"f-other": "rejected"}
    told = supplement(
        case(
            answers=(answer(1), answer(2)),
            added=(added(), added("f-other")),
            judgements=rejected,
        ),
        None,
    )
    assert told is not None
    assert (told.received_at, told.case_version) == (START, 4)
    assert [one.id for one in told.answers] == ["answer-1", "answer-2"]
    assert [one.finding.id for one in told.added] == ["f-added"]


def test_the_same_case_makes_the_same_id_and_another_answer_another() -> None:
    ids = [
        told.id
        for answers in ((answer(1),), (answer(1),), (answer(1), answer(2)))
        if (told := supplement(case(answers=answers), None)) is not None
    ]
    assert ids[0] == ids[1] != ids[2]


def test_the_latest_answers_are_left_out_where_a_record_has_no_room() -> None:
    many = tuple(answer(number, "x" * MEGABYTE) for number in range(9))
    told = supplement(case(answers=many), None)
    assert told is not None
    assert [one.id for one in told.answers] == [f"answer-{n}" for n in range(8)]
    record = encode(told, SUPPLEMENTED, new_data_key(CASE))
    assert record_bytes(record) <= RECORD_BYTES_MAX


def test_only_what_enrichment_can_use_calls_for_reading() -> None:
    mine = added()
    of_case = case(added=(mine,))

    def calls(*changes: FindingAdded | FindingJudged | NoteAdded) -> bool:
        return calls_for_reading(reviewed(*changes), of_case)

    assert calls(FindingAdded(finding=mine.finding))
    assert calls(FindingJudged(finding_id="f-added", judgement="rejected"))
    assert not calls(FindingJudged(finding_id="f-country", judgement="rejected"))
    assert not calls(NoteAdded(text="Ask for the contract."))
    events: list[Event] = [report(), enriched()]
    assert [calls_for_reading(event, of_case) for event in events] == [True, False]
