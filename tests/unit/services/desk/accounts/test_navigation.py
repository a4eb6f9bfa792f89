"""The navigation shows what somebody may open, and nothing else."""

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from services.desk.accounts.person import Role
from tests.desk_accounts import GuardedDesk
from tests.desk_world import case_document
from tocsin.search.base import Write

WORK = ["Queue", "Exports"]
NAMES = {
    (): ["Account"],
    (Role.REVIEWER,): [*WORK, "Account"],
    (Role.ANALYST,): ["Queue", "Analysis", "Exports", "Account"],
    (Role.OPERATOR,): ["Stream", "Account"],
    (Role.OFFICER,): ["Who reported", "Account"],
    (Role.ADMINISTRATOR,): ["People", "API keys", "Account"],
    (Role.REVIEWER, Role.OPERATOR): [*WORK, "Stream", "Account"],
}
EVERY_PAGE = (
    "/desk/",
    "/desk/analysis",
    "/desk/exports",
    "/desk/stream",
    "/desk/reveals",
    "/desk/people",
    "/desk/api-keys",
    "/desk/account",
)


def links(browser: TestClient, path: str) -> dict[str, str]:
    page = HTMLParser(browser.get(path).text)
    found = page.css('nav[aria-label="Desk"] a')
    return {node.text(): node.attributes["href"] or "" for node in found}


@pytest.mark.parametrize("roles", NAMES)
def test_each_role_sees_the_pages_that_it_opens(
    desk: GuardedDesk, roles: tuple[Role, ...]
) -> None:
    with desk.browser(desk.session("Ada", *roles)) as browser:
        shown = links(browser, "/desk/account")
        assert list(shown) == NAMES[roles]
        opened = [path for path in EVERY_PAGE if browser.get(path).status_code == 200]
        assert opened == list(shown.values())


def test_the_page_that_somebody_is_on_is_marked(desk: GuardedDesk) -> None:
    with desk.browser(desk.session("Ada", *Role)) as browser:
        for path in EVERY_PAGE:
            page = HTMLParser(browser.get(path).text)
            (here,) = page.css('nav[aria-label="Desk"] a[aria-current="page"]')
            assert here.attributes["href"] == path


def test_a_refusal_leads_to_a_page_that_opens(desk: GuardedDesk) -> None:
    with desk.browser(desk.session("Ada", Role.OPERATOR)) as browser:
        refused = browser.get("/desk/")
        assert refused.status_code == 403
        hrefs = [a.attributes["href"] for a in HTMLParser(refused.text).css("main a")]
        assert hrefs == ["/desk/stream"]


def test_an_address_that_leads_nowhere_leads_to_a_page_that_opens(
    desk: GuardedDesk,
) -> None:
    with desk.browser(desk.session("Ada", Role.OPERATOR)) as browser:
        missing = browser.get("/desk/casse/one")
        assert missing.status_code == 404
        page = HTMLParser(missing.text)
        [main] = page.css("main")
        assert "There is no such page." in main.text()
        assert [a.attributes["href"] for a in page.css("main a")] == ["/desk/stream"]
        assert browser.post("/desk/casse/one").status_code == 405


def test_the_bare_host_leads_to_the_desk_and_so_does_what_is_nowhere(
    desk: GuardedDesk,
) -> None:
    with desk.browser() as browser:
        browser.headers["Accept"] = "text/html"
        root = browser.get("/")
        assert (root.status_code, root.headers["location"]) == (303, "/desk/")
        missing = browser.get("/nowhere")
        assert missing.status_code == 404
        page = HTMLParser(missing.text)
        assert [a.attributes["href"] for a in page.css("main a")] == ["/desk/"]
        assert page.css("nav") == []


def test_who_has_not_signed_in_is_shown_no_page(browser: TestClient) -> None:
    refused = browser.get("/desk/")
    assert refused.status_code == 403
    assert HTMLParser(refused.text).css("nav, main a") == []


def test_an_analyst_is_led_to_no_case(desk: GuardedDesk) -> None:
    desk.index.write([Write(case_document("first"), token=None)])
    desk.index.refresh()
    with desk.browser(desk.session("Ada", Role.ANALYST)) as browser:
        page = HTMLParser(browser.get("/desk/?q=passports").text)
    assert len(page.css(".hit")) == 1
    assert len(page.css(".snippet mark")) > 0
    hrefs = {a.attributes["href"] or "" for a in page.css("main a")}
    assert not [href for href in hrefs if "/desk/cases/" in href]
    assert not [href for href in hrefs if href.startswith("/desk/stream")]
