"""What seeing who reported must be on every database: once, by two, written down."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from httpx2 import Response

from services.desk.accounts.person import Role
from tests.office import EMAIL, NAME, REASON, Office


def approved(office: Office, case_id: str) -> str:
    id = office.asked(case_id)
    assert office.step("Bo", id, "approve")["state"] == "approved"
    return id


class RevealingContract:
    """Run by test classes of modules that have a fixture `office`."""

    def test_it_is_seen_once_after_a_second_officer_agreed(
        self, office: Office
    ) -> None:
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

    def test_nobody_approves_what_they_asked_for(self, office: Office) -> None:
        id = office.asked(office.case("own"))
        answer = office.step("Ada", id, "approve")
        assert answer["type"] == "urn:tocsin:problem:reveal-refused"
        assert answer["detail"] == "A second person decides, never who asked."

    def test_each_step_is_audited_without_who_reported(self, office: Office) -> None:
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

    def test_a_withdrawal_is_audited_too(self, office: Office) -> None:
        case_id = office.case("withdrawn")
        office.step("Ada", office.asked(case_id), "withdraw")
        assert office.rows(case_id)[-1].entry.action == "reveal.withdrawn"

    def test_a_step_that_is_refused_leaves_no_row(self, office: Office) -> None:
        case_id = office.case("no-row")
        id = office.asked(case_id)
        office.step("Ada", id, "approve")
        office.step("Ada", id, "see")
        assert [row.entry.action for row in office.rows(case_id)] == ["reveal.asked"]

    def test_of_two_looks_at_once_one_sees(self, office: Office) -> None:
        id = approved(office, office.case("at-once"))
        client = office.sits("Ada", Role.OFFICER, Role.REVIEWER)
        with ThreadPoolExecutor(2) as threads:
            calls = [threads.submit(client.post, f"/v1/reveals/{id}/see") for _ in "12"]
        assert sorted(call.result().status_code for call in calls) == [200, 409]

    def test_an_erased_case_is_gone(self, office: Office) -> None:
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

    def test_a_case_is_asked_for_once_at_a_time(self, office: Office) -> None:
        case_id = office.case("twice")
        id = office.asked(case_id)
        client = office.sits("Ada")
        path = f"/v1/cases/{case_id}/reveals"
        again = client.post(path, json={"reason": REASON})
        assert again.json()["detail"] == "You have asked for this case already."
        office.step("Ada", id, "withdraw")
        assert client.post(path, json={"reason": REASON}).status_code == 201

    def test_requests_are_forgotten_after_a_month_and_audited_for_good(
        self, office: Office
    ) -> None:
        case_id = office.case("old")
        id = office.asked(case_id)
        office.world.clock.passed_s += timedelta(days=31).total_seconds()
        office.asked(office.case("new"))
        client = office.sits("Ada")
        assert client.get(f"/v1/reveals/{id}").status_code == 404
        assert [row.entry.action for row in office.rows(case_id)] == ["reveal.asked"]

    def test_of_two_agreements_at_once_one_counts(self, office: Office) -> None:
        case_id = office.case("agreed-at-once")
        id = office.asked(case_id)
        clients = [office.sits(name, Role.OFFICER) for name in ("Bo", "Cy")]
        path = f"/v1/reveals/{id}/approve"
        codes = at_once(*(lambda c=c: c.post(path) for c in clients))
        assert codes == [200, 409]
        actions = [row.entry.action for row in office.rows(case_id)]
        assert actions == ["reveal.asked", "reveal.approved"]

    def test_of_two_requests_at_once_one_is_taken(self, office: Office) -> None:
        case_id = office.case("asked-at-once")
        client = office.sits("Ada", Role.OFFICER, Role.REVIEWER)
        path, body = f"/v1/cases/{case_id}/reveals", {"reason": REASON}
        ask = lambda: client.post(path, json=body)  # noqa: E731 - sent twice
        assert at_once(ask, ask) == [201, 409]


def at_once(*calls: Callable[[], Response]) -> list[int]:
    """The status of each call, the lowest first."""
    with ThreadPoolExecutor(len(calls)) as threads:
        answers = [threads.submit(call) for call in calls]
    return sorted(answer.result().status_code for answer in answers)
