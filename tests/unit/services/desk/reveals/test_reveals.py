"""Who reported is seen once, by who asked, when another officer agreed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from schemas.topics import SEALED
from services.desk.accounts.person import Role
from services.intake.ledger import Ledger
from services.intake.limits import Limits
from services.intake.receipts import ReceiptCodes
from services.intake.reception import Reception
from tests.builders import START
from tests.desk_world import case_document
from tests.intake_world import SECRET, submission
from tests.office import EMAIL, NAME, REASON, Office
from tocsin.log import NewRecord
from tocsin.sealed import load_public_key


def approved(office: Office, case_id: str) -> str:
    id = office.asked(case_id)
    assert office.step("Bo", id, "approve")["state"] == "approved"
    return id


def test_it_is_seen_once_after_a_second_officer_agreed(office: Office) -> None:
    case_id = office.case("seen-once")
    id = office.asked(case_id)
    assert office.step("Ada", id, "see")["detail"] == "This request is waiting."
    office.step("Bo", id, "approve")
    seen = office.step("Ada", id, "see")
    assert seen["status_code"] == 200
    assert seen["reporter"] == {
        "name": NAME,
        "organization": None,
        "email": EMAIL,
        "phone": None,
        "language": None,
        "may_contact": True,
        "may_share": False,
    }
    assert seen["reveal"]["state"] == "seen"
    again = office.step("Ada", id, "see")
    assert (again["status_code"], again["detail"]) == (409, "This request is seen.")


def test_what_intake_sealed_is_what_an_officer_sees(office: Office) -> None:
    """From a report over the real reception to the answer, in one installation."""
    reporter = {"name": "Ilir Dushku", "phone": "+355 4 000 0000", "may_share": True}
    with Ledger(office.world.vault.url) as ledger:
        reception = Reception(
            log=office.world.log,
            blobs=office.world.vault.files.store,
            ledger=ledger,
            officers_key=load_public_key(office.folder / "keys/officers.public.pem"),
            master_key=office.world.vault.public_key,
            codes=ReceiptCodes(SECRET),
            clock=office.world.clock,
            limits=Limits(),
        )
        report = submission(reporter=reporter)
        case_id = reception.receive(report, uploads={}, channel="api").case_id
    shown = case_document("by intake", anonymous=False)
    case = shown.case.model_copy(update={"case_id": case_id})
    office.world.add(shown.model_copy(update={"case_id": case_id, "case": case}))
    seen = office.step("Ada", approved(office, case_id), "see")
    assert {name: seen["reporter"][name] for name in reporter} == reporter


def test_nobody_approves_what_they_asked_for(office: Office) -> None:
    id = office.asked(office.case("own"))
    answer = office.step("Ada", id, "approve")
    assert answer["type"] == "urn:tocsin:problem:reveal-refused"
    assert answer["detail"] == "A second person decides, never who asked."


def test_who_agreed_does_not_see(office: Office) -> None:
    id = approved(office, office.case("not-theirs"))
    assert office.step("Bo", id, "see")["detail"] == "Only who asked sees it."


def test_what_was_refused_or_withdrawn_is_not_seen(office: Office) -> None:
    id = approved(office, office.case("taken-back"))
    office.step("Bo", id, "refuse")
    assert office.step("Ada", id, "see")["detail"] == "This request is refused."
    id = approved(office, office.case("given-up"))
    office.step("Ada", id, "withdraw")
    assert office.step("Ada", id, "see")["detail"] == "This request is withdrawn."


def test_a_request_that_nobody_approved_ends_after_a_day(office: Office) -> None:
    id = office.asked(office.case("too-late"))
    office.world.clock.passed_s += 24 * 3600.0
    answer = office.step("Bo", id, "approve")
    assert answer["detail"] == "This request is expired."


def test_each_step_is_audited_without_who_reported(office: Office) -> None:
    case_id = office.case("audited")
    refused = office.asked(case_id)
    office.step("Bo", refused, "refuse")
    id = approved(office, case_id)
    office.step("Ada", id, "see")
    ada, bo = (f"desk:{office.ids[name]}" for name in ("Ada", "Bo"))
    entries = [row.entry for row in office.rows(case_id)]
    assert [(one.actor, one.action, one.reason) for one in entries] == [
        (ada, "reveal.asked", f"reveal {refused}: {REASON}"),
        (bo, "reveal.refused", f"reveal {refused}"),
        (ada, "reveal.asked", f"reveal {id}: {REASON}"),
        (bo, "reveal.approved", f"reveal {id}"),
        (ada, "reveal.seen", f"reveal {id}"),
    ]
    assert office.world.desk.auditor.log.verify() is None


def test_a_withdrawal_is_audited_too(office: Office) -> None:
    case_id = office.case("withdrawn")
    office.step("Ada", office.asked(case_id), "withdraw")
    assert office.rows(case_id)[-1].entry.action == "reveal.withdrawn"


def test_a_step_that_is_refused_leaves_no_row(office: Office) -> None:
    case_id = office.case("no-row")
    id = office.asked(case_id)
    office.step("Ada", id, "approve")
    office.step("Ada", id, "see")
    assert [row.entry.action for row in office.rows(case_id)] == ["reveal.asked"]


def test_of_two_looks_at_once_one_sees(office: Office) -> None:
    id = approved(office, office.case("at-once"))
    client = office.sits("Ada", Role.OFFICER, Role.REVIEWER)
    with ThreadPoolExecutor(2) as threads:
        calls = [threads.submit(client.post, f"/v1/reveals/{id}/see") for _ in "12"]
    assert sorted(call.result().status_code for call in calls) == [200, 409]


def test_an_erased_case_is_gone(office: Office) -> None:
    case_id = office.case("erased")
    id = approved(office, case_id)
    office.world.vault.table.erase(case_id, office.world.clock.now())
    answer = office.step("Ada", id, "see")
    assert answer["status_code"] == 410
    assert answer["type"] == "urn:tocsin:problem:gone"
    client = office.sits("Ada")
    body = {"reason": REASON}
    asked = client.post(f"/v1/cases/{case_id}/reveals", json=body)
    assert asked.status_code == 410


def test_there_is_nothing_to_see_of_an_anonymous_report(office: Office) -> None:
    case_id = office.case("anonymous", anonymous=True)
    client = office.sits("Ada", Role.OFFICER, Role.REVIEWER)
    answer = client.post(f"/v1/cases/{case_id}/reveals", json={"reason": REASON})
    assert answer.status_code == 409
    assert "anonymous" in answer.json()["detail"]


def test_a_case_that_is_none_cannot_be_asked_for(office: Office) -> None:
    client = office.sits("Ada", Role.OFFICER, Role.REVIEWER)
    path = f"/v1/cases/{'0' * 20}/reveals"
    assert client.post(path, json={"reason": REASON}).status_code == 404


def test_a_reason_is_required(office: Office) -> None:
    case_id = office.case("no-reason")
    client = office.sits("Ada", Role.OFFICER, Role.REVIEWER)
    answer = client.post(f"/v1/cases/{case_id}/reveals", json={"reason": "  "})
    assert answer.status_code == 422
    assert office.rows(case_id) == []


def test_a_case_is_asked_for_once_at_a_time(office: Office) -> None:
    case_id = office.case("twice")
    id = office.asked(case_id)
    client = office.sits("Ada")
    path = f"/v1/cases/{case_id}/reveals"
    again = client.post(path, json={"reason": REASON})
    assert again.json()["detail"] == "You have asked for this case already."
    office.step("Ada", id, "withdraw")
    assert client.post(path, json={"reason": REASON}).status_code == 201


def test_one_person_has_twenty_open_requests_at_most(office: Office) -> None:
    for n in range(20):
        office.asked(office.case(f"many {n}"), "Dee")
    case_id = office.case("one too many")
    client = office.sits("Dee")
    answer = client.post(f"/v1/cases/{case_id}/reveals", json={"reason": REASON})
    assert answer.status_code == 409
    assert "20 open requests" in answer.json()["detail"]


def test_requests_are_forgotten_after_a_month_and_audited_for_good(
    office: Office,
) -> None:
    case_id = office.case("old")
    id = office.asked(case_id)
    office.world.clock.passed_s += timedelta(days=31).total_seconds()
    office.asked(office.case("new"))
    client = office.sits("Ada")
    assert client.get(f"/v1/reveals/{id}").status_code == 404
    assert [row.entry.action for row in office.rows(case_id)] == ["reveal.asked"]


def test_it_takes_a_sign_in_of_the_last_quarter_of_an_hour(office: Office) -> None:
    case_id = office.case("left-open")
    id = approved(office, case_id)
    left_open = office.sits("Ada")
    office.world.clock.passed_s += 15 * 60.0
    answer = left_open.post(f"/v1/reveals/{id}/see")
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:tocsin:problem:sign-in-again"
    assert office.rows(case_id)[-1].entry.action == "reveal.approved"
    assert office.step("Ada", id, "see")["status_code"] == 200


def test_without_the_key_nothing_counts_as_seen(office: Office) -> None:
    id = approved(office, office.case("key-away"))
    away = office.key.rename(office.folder / "away")
    answer = office.step("Ada", id, "see")
    assert answer["status_code"] == 503
    assert answer["type"] == "urn:tocsin:problem:key-away"
    away.rename(office.key)
    assert office.step("Ada", id, "see")["status_code"] == 200


def test_a_key_that_others_can_read_is_not_used(office: Office) -> None:
    id = approved(office, office.case("open-key"))
    office.key.chmod(0o644)
    assert office.step("Ada", id, "see")["status_code"] == 503
    office.key.chmod(0o600)
    assert office.step("Ada", id, "see")["status_code"] == 200


def test_it_is_found_wherever_the_clock_of_the_log_put_it(office: Office) -> None:
    later = START + timedelta(days=400)
    id = approved(office, office.case("clocks", received_at=later))
    assert office.step("Ada", id, "see")["reporter"]["name"] == NAME


def test_nothing_is_sealed_for_this_case(office: Office) -> None:
    case_id = office.case("nothing")
    office.world.vault.know(case_id)
    other = office.case("something")
    id = approved(office, case_id)
    office.world.log.append([_tombstone(case_id)])
    assert office.step("Ada", id, "see")["status_code"] == 404
    assert office.step("Ada", approved(office, other), "see")["status_code"] == 200


def _tombstone(case_id: str) -> NewRecord:
    return NewRecord(SEALED.name, case_id, None)
