"""The way into the desk by its pages: who gets in, and how, and who does not."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from services.desk.accounts.person import Role
from tests.desk_accounts import COOKIE, GuardedDesk, guarded_desk
from tests.unit.services.desk.accounts.forms import FORM, post, shown
from tests.unit.services.desk.accounts.staffed import PASSWORD, add_person
from tocsin.audit.signing import make_audit_key
from tocsin.settings import BadSettings

OTHER = "velvet hammer ocean plum"
FOREIGN = {"Sec-Fetch-Site": "cross-site"}


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


def test_a_desk_that_other_machines_reach_is_closed_from_the_start(
    tmp_path: Path,
) -> None:
    """Whoever asks from elsewhere can call it by a loopback name."""
    with guarded_desk(tmp_path, host="0.0.0.0") as desk, desk.browser() as program:  # noqa: S104 - nobody listens
        assert program.get("/v1/cases").status_code == 401


def test_in_production_the_api_is_closed_from_the_start(tmp_path: Path) -> None:
    key = tmp_path / "audit.pem"
    make_audit_key(key)
    with (
        guarded_desk(tmp_path, environment="production", audit_key=key) as desk,
        desk.browser() as program,
    ):
        assert program.get("/v1/cases").status_code == 401


def test_in_production_no_desk_opens_without_the_key_of_the_audit_log(
    tmp_path: Path,
) -> None:
    with (
        pytest.raises(BadSettings, match="audit_key"),
        guarded_desk(tmp_path, environment="production"),
    ):
        pass


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
        (Role.ADMINISTRATOR, "/desk/people"),
    ],
)
def test_signing_in_leads_to_a_page_that_the_role_opens(
    desk: GuardedDesk, browser: TestClient, role: Role, path: str
) -> None:
    add_person(desk.accounts, "Ada", role)
    answer = post(browser, "/desk/login", login="ada", password=PASSWORD)
    assert answer.headers["location"] == path
    assert browser.get(path).status_code == 200


def test_a_page_that_follows_by_itself_keeps_no_session_open(
    desk: GuardedDesk,
) -> None:
    with desk.browser(desk.session("Olu", Role.OPERATOR)) as browser:
        answers = []
        for headers in ({"Tocsin-Unattended": "yes"}, {}):
            desk.clock.passed_s += 20 * 60
            answer = browser.get("/desk/stream?shown=0", headers=headers)
            answers.append(answer.status_code)
    assert answers == [200, 303]


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
        assert administrator.get(path).status_code == 404
    assert administrator.get("/desk/account").status_code == 200


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
