"""The pages of accounts, from the first link to the last session."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from services.desk.accounts.invitations import first_link
from services.desk.accounts.person import Role
from tests.desk_accounts import COOKIE, GuardedDesk, guarded_desk
from tests.desk_world import desk_world
from tests.unit.services.desk.accounts.staffed import PASSWORD, add_person

OTHER = "velvet hammer ocean plum"
FORM = {"Sec-Fetch-Site": "same-origin"}
FOREIGN = {"Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[GuardedDesk]:
    with guarded_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def browser(desk: GuardedDesk) -> Iterator[TestClient]:
    with desk.browser() as client:
        yield client


@pytest.fixture
def administrator(desk: GuardedDesk) -> Iterator[TestClient]:
    with desk.browser(desk.session("Ada", Role.ADMINISTRATOR)) as client:
        yield client


def post(browser: TestClient, path: str, **fields: str | list[str]) -> Response:
    return browser.post(path, data=fields, headers=FORM)


def shown(answer: Response) -> str:
    page = HTMLParser(answer.text)
    assert page.body is not None
    return " ".join(page.body.text(separator=" ").split())


def once(answer: Response) -> str:
    """What a page shows once: a link or a key."""
    (code,) = HTMLParser(answer.text).css(".once code")
    return code.text()


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


def test_until_there_is_an_account_the_pages_say_how_to_make_one(
    browser: TestClient,
) -> None:
    for path in ("/desk/", "/desk/login", "/desk/stream", "/desk/people"):
        answer = browser.get(path)
        assert answer.status_code == 403
        assert "Make the first administrator with the link" in shown(answer)


def test_until_there_is_an_account_programs_on_this_machine_may_read(
    desk: GuardedDesk, browser: TestClient
) -> None:
    assert browser.get("/v1/cases").json()["total"] == 0
    assert browser.get("/v1/stream").status_code == 200
    add_person(desk.accounts, "Ada", Role.ADMINISTRATOR)
    answer = browser.get("/v1/cases")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_name_pointed_at_this_machine_reads_nothing_of_the_api(
    desk: GuardedDesk,
) -> None:
    with desk.browser(address="http://rebound.example:8420") as client:
        answer = client.get("/v1/cases")
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_proxy_for_others_reads_nothing_of_the_api(browser: TestClient) -> None:
    answer = browser.get("/v1/cases", headers={"X-Forwarded-For": "192.0.2.1"})
    assert answer.status_code == 403


def test_in_production_the_api_is_closed_from_the_start(tmp_path: Path) -> None:
    with (
        guarded_desk(tmp_path, environment="production") as desk,
        desk.browser() as program,
    ):
        assert program.get("/v1/cases").status_code == 401


def test_signing_in_leads_to_the_page_that_was_asked_for(
    desk: GuardedDesk, browser: TestClient
) -> None:
    add_person(desk.accounts, "Ada", Role.ANALYST)
    asked = browser.get("/desk/analysis?by=goods")
    location = asked.headers["location"]
    assert location == "/desk/login?next=%2Fdesk%2Fanalysis%3Fby%3Dgoods"
    (path,) = HTMLParser(browser.get(location).text).css("input[name=next]")
    answer = post(
        browser,
        "/desk/login",
        login="ada",
        password=PASSWORD,
        next=path.attributes["value"] or "",
    )
    assert answer.headers["location"] == "/desk/analysis?by=goods"
    assert browser.get("/desk/analysis?by=goods").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/",
        "//evil.example/desk/",
        "/desk/\\evil.example",
        "/desk/\r\nSet-Cookie: a=b",
        "/deskevil",
        "javascript:alert(1)",
        "/desk/" + "x" * 3000,
    ],
)
def test_signing_in_leads_nowhere_else(
    desk: GuardedDesk, browser: TestClient, path: str
) -> None:
    add_person(desk.accounts, "Ada", Role.REVIEWER)
    answer = post(browser, "/desk/login", login="ada", password=PASSWORD, next=path)
    assert answer.headers["location"] == "/desk/"


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.REVIEWER, "/desk/"),
        (Role.ANALYST, "/desk/"),
        (Role.OPERATOR, "/desk/stream"),
        (Role.ADMINISTRATOR, "/desk/account"),
    ],
)
def test_signing_in_leads_to_a_page_that_the_role_opens(
    desk: GuardedDesk, browser: TestClient, role: Role, path: str
) -> None:
    add_person(desk.accounts, "Ada", role)
    answer = post(browser, "/desk/login", login="ada", password=PASSWORD)
    assert answer.headers["location"] == path
    assert browser.get(path).status_code == 200


def test_the_cookie_of_a_session_is_out_of_reach_of_scripts(
    desk: GuardedDesk, browser: TestClient
) -> None:
    add_person(desk.accounts, "Ada")
    answer = post(browser, "/desk/login", login="ada", password=PASSWORD)
    cookie = answer.headers["set-cookie"]
    token = browser.cookies[COOKIE]
    assert len(token) == 43
    assert cookie == f"{COOKIE}={token}; HttpOnly; Path=/; SameSite=lax"
    assert answer.headers["cache-control"] == "no-store"


def test_over_https_the_cookie_is_bound_to_this_host(tmp_path: Path) -> None:
    with guarded_desk(tmp_path, desk_url="https://desk.example.org") as desk:
        add_person(desk.accounts, "Ada")
        with desk.browser(address="https://desk.example.org") as browser:
            answer = post(browser, "/desk/login", login="ada", password=PASSWORD)
            cookie = answer.headers["set-cookie"]
            assert cookie.startswith(f"__Host-{COOKIE}=")
            assert cookie.endswith("; HttpOnly; Path=/; SameSite=lax; Secure")
            assert browser.get("/desk/account").status_code == 200


def test_signing_in_again_gives_another_session_and_ends_the_one_before(
    desk: GuardedDesk, browser: TestClient
) -> None:
    add_person(desk.accounts, "Ada")
    tokens = ["chosen-by-somebody-else"]
    for _ in range(2):
        browser.cookies.set(COOKIE, tokens[-1], domain="127.0.0.1", path="/")
        post(browser, "/desk/login", login="ada", password=PASSWORD)
        tokens.append(browser.cookies[COOKIE])
    assert len(set(tokens)) == 3
    with desk.browser(tokens[1]) as before:
        assert before.get("/desk/account").status_code == 303


def test_a_wrong_password_is_told_without_saying_which_part(
    desk: GuardedDesk, browser: TestClient
) -> None:
    add_person(desk.accounts, "Ada")
    known = post(browser, "/desk/login", login="ada", password=OTHER)
    unknown = post(browser, "/desk/login", login="abc", password=OTHER)
    assert known.status_code == unknown.status_code == 422
    assert known.text.replace("ada", "abc") == unknown.text
    assert "set-cookie" not in known.headers


def test_guessing_is_answered_with_429_and_when_to_come_back(
    desk: GuardedDesk, browser: TestClient
) -> None:
    add_person(desk.accounts, "Ada")
    for _ in range(7):
        assert post(browser, "/desk/login", login="ada").status_code == 422
    answer = post(browser, "/desk/login", login="ada", password=PASSWORD)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "8"
    desk.clock.passed_s += 8
    right = post(browser, "/desk/login", login="ada", password=PASSWORD)
    assert right.status_code == 303


def test_signing_out_ends_the_session_and_clears_the_browser(
    desk: GuardedDesk,
) -> None:
    token = desk.session("Ada")
    with desk.browser(token) as browser:
        answer = post(browser, "/desk/logout")
        assert answer.headers["location"] == "/desk/login"
        assert answer.headers["clear-site-data"] == '"cache", "storage"'
    with desk.browser(token) as again:
        assert again.get("/desk/account").status_code == 303


@pytest.mark.parametrize("path", ["/desk/login", "/desk/logout", "/desk/people"])
def test_a_form_of_another_site_changes_nothing(
    administrator: TestClient, path: str
) -> None:
    fields = {"name": "Eve", "login": "eve", "password": PASSWORD}
    answer = administrator.post(path, data=fields, headers=FOREIGN)
    assert answer.status_code == 403
    assert "another site" in shown(answer)
    assert administrator.get("/desk/account").status_code == 200


def test_nothing_is_changed_by_opening_a_page(administrator: TestClient) -> None:
    for path in ("/desk/logout", "/desk/people/x/disable", "/desk/account/password"):
        assert administrator.get(path).status_code == 405


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
    assert "There are none." in shown(answer)


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


@pytest.mark.parametrize(
    ("content", "type_", "status"),
    [
        (b"{}", "application/json", 415),
        (b"login=" + b"x" * 70_000, "application/x-www-form-urlencoded", 413),
        (b"&".join([b"a=b"] * 200), "application/x-www-form-urlencoded", 422),
        (b"login=\xff", "application/x-www-form-urlencoded", 422),
        (b"login=a%00b", "application/x-www-form-urlencoded", 422),
    ],
)
def test_what_is_no_form_is_refused(
    desk: GuardedDesk, browser: TestClient, content: bytes, type_: str, status: int
) -> None:
    add_person(desk.accounts, "Ada")
    answer = browser.post(
        "/desk/login", content=content, headers={**FORM, "Content-Type": type_}
    )
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")


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
