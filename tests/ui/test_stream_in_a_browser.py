"""The page of the stream while somebody looks at it, with its time in our hands."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.desk_world import DeskWorld, desk_world
from tests.lettered_log import die
from tests.ui.browser import Watch, axe_violations
from tests.ui.served import served

pytestmark = pytest.mark.ui

FOLLOWED_MS = 5_000


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(tmp_path) as world:
        die(world.log, 1)
        yield world


@pytest.fixture
def page(world: DeskWorld, browser: Browser) -> Iterator[Page]:
    """The page, open; nothing is complained of or asked of another host."""
    with served(world.app) as address:
        page = browser.new_page()
        page.clock.install()
        watch = Watch.over(page)
        page.goto(f"{address}/desk/stream")
        yield page
        page.close()
    assert [one for one in watch.complaints if "Failed to" not in one] == []
    assert watch.strangers(address) == []


def test_the_stages_follow_and_nothing_moves_under_a_hand(
    page: Page, world: DeskWorld
) -> None:
    replay = page.get_by_role("button", name="Replay it…")
    replay.focus()
    die(world.log, 2)
    note = page.get_by_text("There are 2 open dead letters now.")
    while not note.is_visible():  # The desk looks at the log in the background.
        with page.expect_response("**/desk/stream?shown=1"):
            page.clock.run_for(FOLLOWED_MS)
    expect(replay).to_be_focused()
    expect(page.locator(".cause")).to_contain_text("1 letter")
    assert axe_violations(page) == []
    page.get_by_role("link", name="load it again", exact=True).click()
    expect(page.locator(".cause")).to_contain_text("2 letters")


def test_a_page_that_cannot_follow_says_so_and_stays(page: Page) -> None:
    said = page.locator("#said")
    page.route("**/desk/stream?shown=1", lambda route: route.abort())
    page.clock.run_for(FOLLOWED_MS)
    expect(said).to_contain_text("No answer came.")
    page.unroute_all()

    def signed_out(route: Route) -> None:
        route.fulfill(status=303, headers={"location": "/desk/login"})

    page.route("**/desk/stream?shown=1", signed_out)
    page.clock.run_for(FOLLOWED_MS)
    expect(said).to_contain_text("signed out")
    expect(page.locator("#now")).to_contain_text("cases can be searched")


def test_a_page_that_is_paused_asks_for_nothing(page: Page) -> None:
    page.get_by_role("link", name="Pause").click()
    expect(page.get_by_text("This page stays as it is.")).to_be_visible()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_load_state("networkidle")
    asked.clear()
    page.clock.run_for(10 * FOLLOWED_MS)
    assert asked == []
