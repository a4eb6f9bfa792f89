"""Who reported is seen once, by who asked, when another officer agreed."""

from datetime import timedelta

from schemas.topics import SEALED
from services.desk.accounts.person import Role
from services.intake.ledger import Ledger
from services.intake.limits import Limits
from services.intake.receipts import ReceiptCodes
from services.intake.reception import Reception
from tests.builders import START
from tests.contract.revealing import RevealingContract, approved
from tests.desk_world import case_document
from tests.intake_world import SECRET, submission
from tests.office import NAME, REASON, Office
from tocsin.log import NewRecord
from tocsin.sealed import load_public_key


class TestRevealsOnSqlite(RevealingContract):
    """What holds on every database."""


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


def test_one_person_has_twenty_open_requests_at_most(office: Office) -> None:
    for n in range(20):
        office.asked(office.case(f"many {n}"), "Dee")
    case_id = office.case("one too many")
    client = office.sits("Dee")
    answer = client.post(f"/v1/cases/{case_id}/reveals", json={"reason": REASON})
    assert answer.status_code == 409
    assert "20 open requests" in answer.json()["detail"]


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
