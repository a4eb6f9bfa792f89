"""The pages of accounts, from the first link to the last session."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from services.desk.accounts.invitations import first_link
from services.desk.accounts.person import Role
from tests.desk_accounts import COOKIE, GuardedDesk
from tests.desk_world import desk_world
from tests.unit.services.desk.accounts.forms import once, post, shown
from tests.unit.services.desk.accounts.staffed import PASSWORD, add_person

OTHER = "velvet hammer ocean plum"


def test_the_first_administrator_is_made_by_the_link_and_invites_another(
    desk: GuardedDesk, browser: TestClient
) -> None:
    assert browser.get("/desk/").status_code == 403
    link = f"/desk/link/{first_link(desk.accounts)}"
    assert "every role" in shown(browser.get(link))
    made = post(
        browser, link, name="Ada", login="ada", password=PASSWORD, again=PASSWORD
    )
    assert (made.status_code, made.headers["location"]) == (303, "/desk/")
    assert browser.get("/desk/").status_code == 200
    assert browser.get(link).status_code == 404

    invited = post(
        browser, "/desk/people", name="Bo", login="bo@desk", role=["reviewer"]
    )
    with desk.browser() as theirs:
        address = once(invited)
        assert address.startswith("http://127.0.0.1:8420/desk/link/")
        assert "Your login is bo@desk" in shown(theirs.get(address))
        post(theirs, address, password=OTHER, again=OTHER)
        assert theirs.get("/desk/").status_code == 200
        assert theirs.get("/desk/stream").status_code == 403
        assert theirs.get("/desk/people").status_code == 403


def test_opening_a_link_uses_nothing_up(desk: GuardedDesk, browser: TestClient) -> None:
    link = f"/desk/link/{first_link(desk.accounts)}"
    for _ in range(3):
        assert browser.get(link).status_code == 200


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"again": OTHER}, "not the same"),
        ({"password": "short", "again": "short"}, "at least 15"),
        ({"name": " "}, "Say the name"),
        ({"login": "a b"}, "no blanks"),
    ],
)
def test_a_mistake_is_told_and_keeps_what_was_typed_but_passwords(
    desk: GuardedDesk, browser: TestClient, fields: dict[str, str], told: str
) -> None:
    link = f"/desk/link/{first_link(desk.accounts)}"
    typed = {"name": "Ada", "login": "ada", "password": PASSWORD, "again": PASSWORD}
    answer = post(browser, link, **{**typed, **fields})
    assert answer.status_code == 422
    assert told in shown(answer)
    assert PASSWORD not in answer.text
    assert "Error: " in answer.text.partition("</title>")[0]
    assert not desk.accounts.exist()


def test_roles_change_and_disabling_shuts_out_at_once(
    desk: GuardedDesk, administrator: TestClient
) -> None:
    token = desk.session("Bo", Role.REVIEWER)
    page = HTMLParser(administrator.get("/desk/people").text)
    (bo,) = [a.attributes["href"] for a in page.css("th a") if a.text() == "Bo"]
    assert bo is not None
    with desk.browser(token) as theirs:
        assert theirs.get("/desk/stream").status_code == 403
        post(administrator, f"{bo}/roles", role=["operator", "no-such-role"])
        assert theirs.get("/desk/stream").status_code == 200
        assert theirs.get("/desk/").status_code == 403
        post(administrator, f"{bo}/disable")
        assert theirs.get("/desk/stream").status_code == 303
    assert "Disabled" in shown(administrator.get(bo))
    post(administrator, f"{bo}/enable")
    assert "Disabled" not in shown(administrator.get(bo))


def test_an_administrator_signs_somebody_out_everywhere(
    desk: GuardedDesk, administrator: TestClient
) -> None:
    token = desk.session("Bo")
    (bo,) = re.findall(
        r'href="(/desk/people/\w+)">Bo<', administrator.get("/desk/people").text
    )
    assert "Sign out everywhere" in shown(administrator.get(bo))
    post(administrator, f"{bo}/sessions")
    with desk.browser(token) as theirs:
        assert theirs.get("/desk/account").status_code == 303


def test_the_last_administrator_is_told_why_not(administrator: TestClient) -> None:
    (own,) = re.findall(
        r'href="(/desk/people/\w+)">Ada<', administrator.get("/desk/people").text
    )
    for change in ("disable", "roles"):
        answer = post(administrator, f"{own}/{change}")
        assert answer.status_code == 409
        assert "This is the last administrator" in shown(answer)


def test_a_login_that_is_taken_is_told(administrator: TestClient) -> None:
    answer = post(administrator, "/desk/people", name="Another", login="ADA")
    assert answer.status_code == 409
    assert "Somebody has this login already" in shown(answer)


def test_a_key_is_shown_once_and_opens_the_api(
    administrator: TestClient, browser: TestClient
) -> None:
    made = post(
        administrator, "/desk/api-keys", name="nightly", role="analyst", days="30"
    )
    key = once(made)
    header = {"Authorization": f"Bearer {key}"}
    assert browser.get("/v1/aggregates?by=country", headers=header).status_code == 200
    assert browser.get("/v1/stream", headers=header).status_code == 403
    assert browser.get("/desk/analysis", headers=header).status_code == 303
    page = administrator.get("/desk/api-keys")
    assert key not in page.text
    (form,) = HTMLParser(page.text).css("td form")
    post(administrator, form.attributes["action"] or "")
    assert browser.get("/v1/aggregates?by=country", headers=header).status_code == 401


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"days": "366"}, "1 to 365 days"),
        ({"days": "0"}, "1 to 365 days"),
        ({"days": "soon"}, "how many days"),
        ({"role": "administrator"}, "at least one role"),
        ({"name": ""}, "Say the name"),
    ],
)
def test_a_key_without_an_end_a_role_or_a_name_is_not_made(
    administrator: TestClient, fields: dict[str, str], told: str
) -> None:
    wanted = {"name": "nightly", "role": "analyst", "days": "30", **fields}
    answer = post(administrator, "/desk/api-keys", **wanted)
    assert answer.status_code == 422
    assert told in shown(answer)
    assert "There is no key yet." in shown(answer)


def test_somebody_changes_their_own_password(
    desk: GuardedDesk, browser: TestClient
) -> None:
    add_person(desk.accounts, "Ada")
    post(browser, "/desk/login", login="ada", password=PASSWORD)
    before = browser.cookies[COOKIE]
    wrong = post(
        browser, "/desk/account/password", old=OTHER, password=OTHER, again=OTHER
    )
    assert "present password is another one" in shown(wrong)
    post(browser, "/desk/account/password", old=PASSWORD, password=OTHER, again=OTHER)
    assert browser.get("/desk/account").status_code == 200
    with desk.browser(before) as old:
        assert old.get("/desk/account").status_code == 303


def test_somebody_ends_another_session_of_theirs_and_nobody_elses(
    desk: GuardedDesk, browser: TestClient
) -> None:
    add_person(desk.accounts, "Ada")
    stranger = desk.session("Bo")
    tokens = []
    for _ in range(2):
        browser.cookies.clear()
        post(browser, "/desk/login", login="ada", password=PASSWORD)
        tokens.append(browser.cookies[COOKIE])
    page = HTMLParser(browser.get("/desk/account").text)
    assert "this browser" in (page.text() or "")
    (other,) = page.css("td input[name=id]")
    post(browser, "/desk/account/sessions", id=other.attributes["value"] or "")
    with desk.browser(tokens[0]) as ended:
        assert ended.get("/desk/account").status_code == 303
    assert browser.get("/desk/account").status_code == 200
    with desk.browser(stranger) as theirs:
        bo = HTMLParser(theirs.get("/desk/account").text)
        assert bo.css("td input[name=id]") == []


def test_the_pages_carry_no_style_and_no_script_of_their_own(
    administrator: TestClient, browser: TestClient
) -> None:
    for client, path in (
        (browser, "/desk/login"),
        (administrator, "/desk/people"),
        (administrator, "/desk/api-keys"),
        (administrator, "/desk/account"),
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert not re.search(r" style=| on[a-z]+=|<script>", answer.text)
        ids = re.findall(r' id="([^"]+)"', answer.text)
        assert len(ids) == len(set(ids))
        assert answer.headers["cache-control"] == "no-store"


def test_a_demonstration_has_no_accounts(tmp_path: Path) -> None:
    with (
        desk_world(tmp_path) as world,
        TestClient(world.app, base_url="http://127.0.0.1", follow_redirects=False) as c,
    ):
        assert c.get("/desk/login").headers["location"] == "/desk/"
        assert "everybody who opens it" in shown(c.get("/desk/account"))
        assert c.get("/desk/people").status_code == 404
        assert c.post("/desk/logout").status_code in {404, 405}
