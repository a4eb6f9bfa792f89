"""The pages on which officers ask, agree and see; and where the name then stands."""

import re
from html import escape

import pytest
from fastapi.testclient import TestClient

from services.desk.accounts.person import Role
from tests.office import EMAIL, NAME, REASON, Office

ALL = (Role.OFFICER, Role.REVIEWER)


def ask(client: TestClient, case_id: str, reason: str = REASON) -> None:
    answer = client.post(f"/desk/cases/{case_id}/reveal", data={"reason": reason})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/desk/cases/{case_id}/reveal"


def form_of(page: str, label: str) -> str:
    """Where the form of a button sends to."""
    found = re.search(rf'action="([^"]+)"><button[^>]*>{label}</button>', page)
    assert found, f"no button {label}"
    return found[1]


def test_a_case_tells_everybody_that_the_reporter_is_named_and_no_more(
    office: Office,
) -> None:
    case_id = office.case("named")
    page = office.sits("Rea", Role.REVIEWER).get(f"/desk/cases/{case_id}").text
    assert "by a named reporter" in page
    assert "ask to see who" not in page
    page = office.sits("Ada", *ALL).get(f"/desk/cases/{case_id}").text
    assert f'<a href="/desk/cases/{case_id}/reveal">ask to see who</a>' in page


def test_there_is_nothing_to_ask_for_of_an_anonymous_report(office: Office) -> None:
    case_id = office.case("page-anonymous", anonymous=True)
    client = office.sits("Ada", *ALL)
    assert "ask to see who" not in client.get(f"/desk/cases/{case_id}").text
    page = client.get(f"/desk/cases/{case_id}/reveal").text
    assert "This report is anonymous" in page
    assert "<textarea" not in page


def test_two_officers_open_it_on_pages(office: Office) -> None:
    case_id = office.case("pages")
    ada = office.sits("Ada", *ALL)
    ask(ada, case_id)
    own = ada.get("/desk/reveals").text
    assert REASON in own
    with pytest.raises(AssertionError, match="no button Approve"):
        form_of(own, "Approve")
    bo = office.sits("Bo", *ALL)
    path = form_of(bo.get(f"/desk/cases/{case_id}/reveal").text, "Approve")
    assert bo.post(path, data={"decision": "approved"}).status_code == 303
    page = office.sits("Ada").get(f"/desk/cases/{case_id}/reveal").text
    seen = ada.post(form_of(page, "See who reported"))
    assert seen.status_code == 200
    assert escape(NAME) in seen.text
    assert NAME not in seen.text
    assert EMAIL in seen.text
    assert "No: keep it to yourself" in seen.text
    assert seen.headers["cache-control"] == "no-store"
    assert ada.post(form_of(page, "See who reported")).status_code == 409


def test_an_officer_who_is_no_reviewer_learns_nothing_of_the_case(
    office: Office,
) -> None:
    case_id = office.case("unread")
    client = office.sits("Cy", Role.OFFICER)
    told = client.get(f"/desk/cases/{case_id}/reveal").text
    told += client.get("/desk/reveals").text
    assert "Who reported case" in told
    assert "Veltrano" not in told
    assert client.get(f"/desk/cases/{case_id}").status_code == 403


def test_a_reason_that_is_missing_is_asked_for_on_the_page(office: Office) -> None:
    case_id = office.case("page-reason")
    client = office.sits("Ada", *ALL)
    answer = client.post(f"/desk/cases/{case_id}/reveal", data={"reason": " "})
    assert answer.status_code == 422
    assert "Error: Ask to see who reported" in answer.text


def test_an_erased_case_is_gone_on_its_page(office: Office) -> None:
    case_id = office.case("page-erased")
    office.world.vault.table.erase(case_id, office.world.clock.now())
    answer = office.sits("Ada", *ALL).get(f"/desk/cases/{case_id}/reveal")
    assert answer.status_code == 410


def test_another_site_makes_nobody_approve(office: Office) -> None:
    id = office.asked(office.case("other-site"))
    answer = office.sits("Bo", *ALL).post(
        f"/desk/reveals/{id}/decision",
        data={"decision": "approved"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403
    shown = office.sits("Ada").get(f"/v1/reveals/{id}").json()
    assert shown["state"] == "waiting"


def test_a_name_that_was_seen_stands_nowhere_else(
    office: Office, capfd: pytest.CaptureFixture[str]
) -> None:
    case_id = office.case("leaks")
    id = office.asked(case_id)
    office.step("Bo", id, "approve")
    assert "aldecasas" in office.step("Ada", id, "see")["reporter"]["email"]
    office.step("Ada", id, "see")
    reviewer = office.sits("Rea", Role.REVIEWER)
    told = [
        reviewer.get(f"/desk/cases/{case_id}").text,
        reviewer.get(f"/v1/cases/{case_id}").text,
        office.sits("Ada", *ALL).get("/v1/reveals").text,
        office.sits("Ada").get("/desk/reveals").text,
        reviewer.get("/metrics").text,
        "".join(capfd.readouterr()),
    ]
    assert [text for text in told if "aldecasas" in text] == []
    files = [path for path in office.folder.rglob("*") if path.is_file()]
    assert [path for path in files if b"aldecasas" in path.read_bytes()] == []
    assert len(files) > 5
