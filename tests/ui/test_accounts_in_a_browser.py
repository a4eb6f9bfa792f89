"""Signing in and managing people in a real browser, without JavaScript."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from services.desk.accounts.invitations import first_link
from services.desk.accounts.person import Role
from tests.desk_accounts import COOKIE, GuardedDesk, guarded_desk
from tests.ui.browser import Watch, axe_violations
from tests.ui.served import served

pytestmark = pytest.mark.ui

PASSWORD = "kettle orbit lantern moss"  # noqa: S105 - nobody's
WIDTHS_PX = (320, 1280)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[GuardedDesk]:
    with guarded_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def address(desk: GuardedDesk) -> Iterator[str]:
    with served(desk.app) as served_at:
        yield served_at


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A browser of its own; at the end nothing was complained of."""
    made = browser.new_context(base_url=address, java_script_enabled=False)
    yield made
    made.close()


def test_an_operator_becomes_administrator_and_invites_a_reviewer(
    desk: GuardedDesk, context: BrowserContext, browser: Browser, address: str
) -> None:
    page = context.new_page()
    watch = Watch.over(page)
    page.goto(f"/desk/link/{first_link(desk.accounts)}")
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Login").fill("ada")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The password again").fill(PASSWORD)
    page.get_by_role("button", name="Make the account and sign in").click()
    page.get_by_role("link", name="Account").click()
    page.get_by_role("link", name="People").click()
    page.get_by_label("Name").fill("Bo")
    page.get_by_label("Login").fill("bo")
    page.locator("label[for=role-reviewer]").click()
    page.get_by_role("button", name="Invite").click()
    link = page.locator(".once code").inner_text()
    assert watch.complaints == []
    assert watch.strangers(address) == []

    theirs = browser.new_context(java_script_enabled=False)
    page = theirs.new_page()
    page.goto(link)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The password again").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Cases", exact=True)).to_be_visible()
    page.goto(f"{address}/desk/stream")
    expect(page.get_by_text("This needs the role of operator.")).to_be_visible()
    page.goto(f"{address}/desk/account")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{address}/desk/?q=passports")
    page.get_by_label("Login").fill("bo")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{address}/desk/?q=passports")
    theirs.close()


@pytest.mark.parametrize("width_px", WIDTHS_PX)
def test_each_page_is_accessible_and_fits(
    desk: GuardedDesk, browser: Browser, address: str, width_px: int
) -> None:
    first = f"/desk/link/{first_link(desk.accounts)}"
    session = desk.session("Ada", Role.ADMINISTRATOR)
    desk.session("somebody.with.a.long.login@an.organization.example", Role.REVIEWER)
    desk.key(Role.ANALYST)
    signed_in = browser.new_context(
        base_url=address, viewport={"width": width_px, "height": 800}
    )
    stranger = browser.new_context(
        base_url=address, viewport={"width": width_px, "height": 800}
    )
    signed_in.add_cookies([{"name": COOKIE, "value": session, "url": address}])
    inside, outside = signed_in.new_page(), stranger.new_page()
    for page, path in (
        (outside, first),
        (outside, "/desk/login"),
        (inside, "/desk/account"),
        (inside, "/desk/people"),
        (inside, "/desk/api-keys"),
        (inside, "/desk/stream"),
    ):
        page.goto(path)
        assert axe_violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width_px, path
    inside.goto("/desk/people")
    inside.get_by_role("link", name="somebody").click()
    inside.get_by_role("button", name="Make a link").click()
    assert axe_violations(inside) == []
    assert inside.evaluate("document.documentElement.scrollWidth") <= width_px
    outside.goto("/desk/login")
    outside.get_by_role("button", name="Sign in").click()
    expect(outside.get_by_role("alert")).to_contain_text("There is no such login")
    assert axe_violations(outside) == []
    signed_in.close()
    stranger.close()
