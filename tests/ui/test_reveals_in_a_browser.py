"""Two officers open who reported in a real browser, on a narrow screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from services.desk.accounts.person import Role
from tests.desk_accounts import COOKIE
from tests.office import NAME, REASON, Office, office_in
from tests.ui.browser import Watch, axe_violations
from tests.ui.served import served

pytestmark = pytest.mark.ui

WIDTH_PX = 320


def sits(browser: Browser, office: Office, name: str, address: str) -> BrowserContext:
    """The browser of an officer who has signed in."""
    session = office.sits(name, Role.OFFICER, Role.REVIEWER).cookies[COOKIE]
    context = browser.new_context(
        base_url=address, viewport={"width": WIDTH_PX, "height": 800}
    )
    context.add_cookies([{"name": COOKIE, "value": session, "url": address}])
    return context


def test_two_officers_open_who_reported(tmp_path: Path, browser: Browser) -> None:
    with office_in(tmp_path) as office, served(office.world.app) as address:
        case_id = office.case("browser")
        adas = sits(browser, office, "Ada", address)
        bos = sits(browser, office, "Bo", address)
        ada, bo = adas.new_page(), bos.new_page()
        watch = Watch.over(ada)
        ada.goto(f"/desk/cases/{case_id}")
        ada.get_by_role("link", name="ask to see who").click()
        assert axe_violations(ada) == []
        ada.get_by_label("Why you need to know who reported").fill(REASON)
        ada.get_by_role("button", name="Ask another officer").click()
        expect(ada.get_by_text("Waiting for a second officer")).to_be_visible()
        bo.goto("/desk/reveals")
        assert axe_violations(bo) == []
        assert bo.evaluate("document.documentElement.scrollWidth") <= WIDTH_PX
        bo.get_by_role("button", name="Approve").click()
        ada.reload()
        assert axe_violations(ada) == []
        assert ada.evaluate("document.documentElement.scrollWidth") <= WIDTH_PX
        ada.get_by_role("button", name="See who reported").click()
        expect(ada.get_by_text(NAME, exact=True)).to_be_visible()
        assert axe_violations(ada) == []
        assert ada.evaluate("document.documentElement.scrollWidth") <= WIDTH_PX
        ada.goto("/desk/reveals")
        expect(ada.get_by_text("approved by Bo")).to_be_visible()
        assert watch.complaints == []
        assert watch.strangers(address) == []
        adas.close()
        bos.close()
