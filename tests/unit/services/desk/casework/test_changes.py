"""POST /v1/cases/{id}/changes: what holds, what is refused, who was first."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from tests.builders import START
from tests.casework_world import ADEYEMI, OSEI, CaseworkWorld
from tests.desk_world import case_document
from tocsin.ids import case_id

CASE = case_id("first")
TRIAGE = {"change": "status", "status": "triage"}
REVIEW = {"change": "status", "status": "in_review"}
TO_ME = {"change": "assign", "assignee": "me"}


def note(text: str) -> dict[str, Any]:
    return {"change": "note", "text": text}


def test_a_change_is_answered_with_the_case_after_it(world: CaseworkWorld) -> None:
    answer = world.change(CASE, 0, TRIAGE, TO_ME, note("Ask for the contract."))
    assert answer.status_code == 200
    assert answer.json() == {
        "case_id": CASE,
        "version": 1,
        "status": "triage",
        "closed_as": None,
        "assignee": "p-osei",
        "assignee_name": "R. Osei",
        "merged_into": None,
        "referral_proposed_by": None,
        "moves": ["closed", "in_review", "needs_facts"],
    }


def test_the_index_comes_to_what_was_answered(world: CaseworkWorld) -> None:
    world.change(CASE, 0, TRIAGE, TO_ME)
    world.change(CASE, 1, note("Called the union."))
    before = world.case(CASE)
    world.follow()
    stored = world.index.get([CASE])[CASE].document
    assert stored.case == before
    assert (stored.version, stored.status, stored.assignee) == (2, "triage", "R. Osei")


def test_changes_go_on_while_the_index_stands_still(world: CaseworkWorld) -> None:
    for version, text in enumerate(("one", "two", "three")):
        assert world.change(CASE, version, note(text)).json()["version"] == version + 1
    assert world.index.get([CASE])[CASE].document.version == 0
    assert [one.text for one in world.case(CASE).notes] == ["one", "two", "three"]


def test_a_stale_change_is_answered_with_both_sides(world: CaseworkWorld) -> None:
    world.change(CASE, 0, TRIAGE, note("Theirs."), by=ADEYEMI)
    answer = world.change(CASE, 0, note("Mine."))
    told = answer.json()
    assert answer.status_code == 409
    assert told["type"] == "urn:tocsin:problem:conflict"
    assert told["yours"]["changes"] == [{"change": "note", "text": "Mine."}]
    assert told["current"]["version"] == 1
    (since,) = told["changes_since"]
    assert (since["by"], since["version"]) == ("M. Adeyemi", 1)
    assert since["details"] == [
        {"field": "status", "before": "new", "after": "triage"},
        {"field": "note", "before": None, "after": "Theirs."},
    ]
    assert [one["text"] for one in told["notes_since"]] == ["Theirs."]


def test_a_stale_change_writes_nothing(world: CaseworkWorld) -> None:
    world.change(CASE, 0, TRIAGE, by=ADEYEMI)
    world.change(CASE, 0, note("Mine."))
    assert [one.version for one in world.case(CASE).history] == [None, 1]


def test_of_two_at_once_one_wins_and_the_other_is_told(world: CaseworkWorld) -> None:
    start = Barrier(2)
    answers: dict[str, int] = {}

    def change(person: Any) -> None:
        start.wait()
        text = note(f"By {person.name}.")
        answers[person.id] = world.change(CASE, 0, text, by=person).status_code

    both = [Thread(target=change, args=[one]) for one in (OSEI, ADEYEMI)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(answers.values()) == [200, 409]
    assert len(world.case(CASE).notes) == 1


def test_the_same_request_twice_changes_once(world: CaseworkWorld) -> None:
    first = world.change(CASE, 0, note("Once."))
    again = world.change(CASE, 0, note("Once."))
    assert first.json() == again.json()
    assert [one.text for one in world.case(CASE).notes] == ["Once."]


def test_a_move_that_is_not_allowed_says_which_are(world: CaseworkWorld) -> None:
    answer = world.change(CASE, 0, {"change": "status", "status": "referred"})
    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:tocsin:problem:move-refused"
    assert answer.json()["code"] == "not_proposed"
    assert answer.json()["allowed"] == ["closed", "in_review", "needs_facts", "triage"]


def test_a_referral_takes_a_second_person(world: CaseworkWorld) -> None:
    propose = {"change": "propose_referral", "reason": "Three signs."}
    refer = {"change": "status", "status": "referred"}
    proposed = world.change(CASE, 0, REVIEW).json()
    proposed = world.change(CASE, 1, propose).json()
    assert (proposed["status"], proposed["referral_proposed_by"]) == (
        "in_review",
        "R. Osei",
    )
    same = world.change(CASE, 2, refer)
    assert (same.status_code, same.json()["code"]) == (409, "same_person")
    assert world.change(CASE, 2, refer, by=ADEYEMI).json()["status"] == "referred"


def test_a_case_is_closed_with_a_reason(world: CaseworkWorld) -> None:
    close = {"change": "status", "status": "closed"}
    answer = world.change(CASE, 0, close)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/changes/0/closed_as"
    closed = world.change(CASE, 0, {**close, "closed_as": "out_of_scope"}).json()
    assert (closed["status"], closed["closed_as"]) == ("closed", "out_of_scope")


def test_a_case_can_be_given_to_a_colleague_and_to_nobody(world: CaseworkWorld) -> None:
    given = world.change(CASE, 0, {"change": "assign", "assignee": "p-adeyemi"}).json()
    assert given["assignee_name"] == "M. Adeyemi"
    nobody = world.change(CASE, 1, {"change": "assign", "assignee": None}).json()
    assert nobody["assignee"] is None
    stranger = world.change(CASE, 2, {"change": "assign", "assignee": "p-nobody"})
    assert stranger.status_code == 422


def test_a_rejected_finding_leaves_the_counts_at_once(world: CaseworkWorld) -> None:
    reject = {"change": "reject", "finding_ids": ["f-organization"]}
    world.change(CASE, 0, reject)
    world.follow()
    document = world.index.get([CASE])[CASE].document
    assert document.manufacturers == ()
    assert document.case.judgements == {"f-organization": "rejected"}


def test_a_corrected_finding_keeps_its_place_and_its_role(world: CaseworkWorld) -> None:
    correct = {
        "change": "correct",
        "finding_ids": ["f-organization"],
        "value": "Veltrano Tekstil A.Ş.",
    }
    assert world.change(CASE, 0, correct).status_code == 200
    world.follow()
    document = world.index.get([CASE])[CASE].document
    assert document.manufacturers == ("veltrano tekstil",)
    (added,) = document.case.added
    assert (added.replaces, added.finding.quote) == (
        "f-organization",
        "Veltrano Textile",
    )


def test_a_finding_is_added_at_words_of_the_text(world: CaseworkWorld) -> None:
    add = {
        "change": "add",
        "kind": "indicator",
        "value": "withholding_of_wages",
        "evidence_id": "narrative",
        "quote": "were not paid for three months",
    }
    assert world.change(CASE, 0, add).status_code == 200
    world.follow()
    document = world.index.get([CASE])[CASE].document
    assert "withholding_of_wages" in document.indicators
    (added,) = document.case.added
    text = document.case.allegation.narrative if document.case.allegation else ""
    finding = added.finding
    assert text[finding.start : finding.end] == "were not paid for three months"
    assert finding.found_by == "reviewer"


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"quote": "no such words"}, "/changes/0/quote"),
        ({"start": 3}, "/changes/0/quote"),
        ({"evidence_id": "e9"}, "/changes/0/evidence_id"),
        ({"value": "sorcery"}, "/changes/0/value"),
        ({"kind": "country", "value": "Atlantis"}, "/changes/0/value"),
    ],
)
def test_a_finding_that_cannot_be_is_refused(
    world: CaseworkWorld, wrong: dict[str, Any], pointer: str
) -> None:
    add = {
        "change": "add",
        "kind": "indicator",
        "value": "deception",
        "evidence_id": "narrative",
        "quote": "keeps our passports",
    }
    answer = world.change(CASE, 0, add | wrong)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_a_question_to_the_reporter_is_kept_with_the_case(world: CaseworkWorld) -> None:
    ask = {"change": "ask", "text": "In which month?"}
    world.change(CASE, 0, ask, {"change": "status", "status": "needs_facts"})
    case = world.case(CASE)
    assert [one.text for one in case.questions] == ["In which month?"]
    assert case.status == "needs_facts"


def test_a_case_is_merged_and_taken_out_again(world: CaseworkWorld) -> None:
    world.add(case_document("second"))
    second = case_id("second")
    merged = world.change(CASE, 0, {"change": "merge", "into": second}).json()
    assert (merged["status"], merged["merged_into"]) == ("closed", second)
    assert merged["moves"] == []
    assert world.change(CASE, 1, TRIAGE).json()["code"] == "merged"
    back = world.change(CASE, 1, {"change": "unmerge"}).json()
    assert (back["status"], back["merged_into"]) == ("new", None)


def test_a_case_is_not_merged_into_itself_or_one_that_is_not_there(
    world: CaseworkWorld,
) -> None:
    into_itself = world.change(CASE, 0, {"change": "merge", "into": CASE})
    assert (into_itself.status_code, into_itself.json()["code"]) == (409, "same_case")
    nowhere = {"change": "merge", "into": case_id("nowhere")}
    assert world.change(CASE, 0, nowhere).status_code == 422


def test_undoing_gives_back_what_the_latest_version_changed(
    world: CaseworkWorld,
) -> None:
    world.change(CASE, 0, TRIAGE, TO_ME, note("Stays."))
    undone = world.change(CASE, 1, {"change": "undo"}).json()
    assert (undone["status"], undone["assignee"], undone["version"]) == ("new", None, 2)
    assert [one.text for one in world.case(CASE).notes] == ["Stays."]


def test_a_note_alone_cannot_be_undone(world: CaseworkWorld) -> None:
    world.change(CASE, 0, note("Stays."))
    answer = world.change(CASE, 1, {"change": "undo"})
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_undo")


def test_the_trail_holds_who_when_and_what(world: CaseworkWorld) -> None:
    world.clock.sleep(60)
    world.change(CASE, 0, TRIAGE, by=ADEYEMI)
    answer = world.get(f"/v1/cases/{CASE}/history").json()
    received, review = answer["history"]
    assert (received["by"], received["what"]) == ("reporter", "received")
    assert (review["by"], review["what"], review["version"]) == (
        "M. Adeyemi",
        "status",
        1,
    )
    assert review["details"][0]["after"] == "triage"


def test_the_trail_as_csv_runs_no_formula(world: CaseworkWorld) -> None:
    world.change(CASE, 0, note("=HYPERLINK(1)"))
    answer = world.get(f"/v1/cases/{CASE}/history.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "at,by,what,version,refused,details,type,event_id"
    assert "note: =HYPERLINK(1)" in lines[2]
    assert not any(cell.startswith("=") for cell in lines[2].split(","))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 422),
        ('{"based_on_version": 0, "changes": []}', 422),
        ('{"based_on_version": 0, "changes": [{"change": "burn"}]}', 422),
        ('{"based_on_version": -1, "changes": [{"change": "undo"}]}', 422),
        ("x" * (1024 * 1024 + 1), 413),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    world: CaseworkWorld, body: str, status: int
) -> None:
    headers = {"X-Test-Person": OSEI.id, "Content-Type": "application/json"}
    answer = world.client.post(
        f"/v1/cases/{CASE}/changes", content=body, headers=headers
    )
    assert answer.status_code == status


def test_only_who_signed_in_changes_a_case(world: CaseworkWorld) -> None:
    body = {"based_on_version": 0, "changes": [TRIAGE]}
    answer = world.client.post(f"/v1/cases/{CASE}/changes", json=body)
    assert answer.status_code == 401


def test_a_case_that_is_not_there_cannot_be_changed(world: CaseworkWorld) -> None:
    assert world.change(case_id("nowhere"), 0, TRIAGE).status_code == 404


def test_times_of_reviews_are_those_of_the_desk(world: CaseworkWorld) -> None:
    before = world.clock.now()
    world.clock.sleep(90)
    world.change(CASE, 0, TRIAGE)
    assert world.case(CASE).status_at == before + timedelta(seconds=90)


def test_a_finding_is_added_in_the_words_of_an_answer(world: CaseworkWorld) -> None:
    said = "They keep our passports in a safe."
    answer = {"id": "one", "at": START, "answer": {"text": said}}
    world.add(case_document("answered", answers=(answer,)))
    add = {
        "change": "add",
        "kind": "indicator",
        "value": "retention_of_identity_documents",
        "evidence_id": "answer-one",
        "quote": "keep our passports",
    }
    case = case_id("answered")
    assert world.change(case, 0, add).status_code == 200
    (added,) = world.case(case).added
    assert (added.finding.start, added.finding.end) == (5, 23)
