"""What htmx puts in place on the queue: the address, the focus, and what is in use."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.builders import enrichment
from tests.desk_world import FINDINGS, case_document, desk_world
from tests.ui.browser import Watch, axe_violations, press
from tests.ui.served import served
from tocsin.ids import case_id

pytestmark = pytest.mark.ui

CASES = 60
"""More than a page holds."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("swaps")
    with desk_world(folder) as world, served(world.app) as address:
        urgent = enrichment(points=60, findings=FINDINGS)
        world.add(
            case_document("first", found=urgent, status="triage"),
            *(case_document(f"case {n}") for n in range(CASES)),
        )
        yield address


class Queue:
    """The queue in a browser; it says whether the page was ever loaded anew."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.watch = Watch.over(page)
        page.goto(f"{address}/desk/")
        page.evaluate("window.isTheSame = true")

    @property
    def is_the_same(self) -> bool:
        return bool(self.page.evaluate("window.isTheSame === true"))

    def shows(self, query: str, cases: str) -> None:
        """This search, in place, at its address, with the focus at what it found."""
        expect(self.page).to_have_url(f"{self.address}{query}")
        found = self.page.get_by_role("heading", name=cases, exact=True)
        expect(found).to_be_focused()
        expect(self.page).to_have_title(re.compile(f"^{cases} "))
        assert self.is_the_same
        assert axe_violations(self.page) == []
        assert self.watch.complaints == []
        assert self.watch.strangers(self.address) == []


@pytest.fixture
def queue(browser: Browser, address: str) -> Iterator[Queue]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield Queue(page, address)
    page.close()


def test_searches_filters_and_pages_follow_one_another_in_place(queue: Queue) -> None:
    page = queue.page
    page.get_by_role("searchbox").fill("passports")
    press(page, "Enter")
    queue.shows("/desk/?q=passports", "61 cases")
    page.get_by_role("checkbox", name="Triage", exact=True).check()
    page.get_by_role("button", name="Apply filters").first.click()
    expect(page.locator(".hit")).to_have_count(1)
    assert queue.is_the_same
    page.get_by_role("link", name="Remove Status: Triage").click()
    expect(page.locator(".hit")).not_to_have_count(1)
    expect(page.get_by_role("checkbox", name="Triage", exact=True)).not_to_be_checked()
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("link", name="Back to the first page")).to_be_visible()
    assert queue.is_the_same
    # Keys know the cases that are there now.
    press(page, "j")
    expect(page.locator(".hit.current")).to_have_count(1)
    page.go_back()
    expect(page.get_by_role("link", name="Next page")).to_be_visible()


def test_a_ticked_case_stays_ticked_and_no_other_one_is(queue: Queue) -> None:
    page = queue.page
    first = page.locator(f"[data-case='{case_id('first')}'] .pick")
    other = page.locator(".hit").nth(2).locator(".pick")
    first.check()
    other.check()
    page.get_by_role("checkbox", name="Triage", exact=True).check()
    page.get_by_role("button", name="Apply filters").first.click()
    expect(page.locator(".hit")).to_have_count(1)
    expect(first).to_be_checked()
    page.get_by_role("link", name="Remove all").click()
    expect(page.locator(".hit")).not_to_have_count(1)
    expect(page.locator(".pick:checked")).to_have_count(1)


def test_what_is_typed_while_an_answer_is_on_its_way_is_kept(queue: Queue) -> None:
    page = queue.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile("q=passports"), hold)
    box = page.get_by_role("searchbox")
    box.fill("passports")
    with page.expect_request(re.compile("q=passports")):
        press(page, "Enter")
    box.press_sequentially(" wages")
    held[0].continue_()
    expect(page).to_have_url(re.compile("q=passports"))
    expect(page.locator("#found")).to_have_text("61 cases")
    expect(box).to_have_value("passports wages")
    expect(box).to_be_focused()


def test_a_search_that_cannot_be_read_is_shown_at_its_mistake(queue: Queue) -> None:
    page = queue.page
    page.get_by_role("searchbox").fill("(open")
    press(page, "Enter")
    expect(page.locator("#main h1")).to_be_focused()
    assert queue.is_the_same
    assert axe_violations(page) == []
