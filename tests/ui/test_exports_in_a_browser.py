"""From the queue to a file in a real browser, with JavaScript and without."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk_world import case_document, desk_world
from tests.ui.browser import Watch, axe_violations
from tests.ui.served import served

pytestmark = pytest.mark.ui

# Width, whether scripts run: without them axe does not either.
VIEWS = ((320, True), (1280, True), (1280, False))
CASES = 3

View = tuple[int, bool]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with desk_world(folder) as world, served(world.app) as address:
        world.add(*(case_document(f"case {number}") for number in range(CASES)))
        yield address


@pytest.fixture(params=VIEWS)
def view(request: pytest.FixtureRequest) -> View:
    width_px, scripts = request.param
    return width_px, scripts


@pytest.fixture
def page(view: View, browser: Browser, address: str) -> Iterator[Page]:
    """The queue; nothing was complained of or asked of another host."""
    width_px, scripts = view
    context = browser.new_context(
        viewport={"width": width_px, "height": 800}, java_script_enabled=scripts
    )
    page = context.new_page()
    watch = Watch.over(page)
    page.goto(f"{address}/desk/?country=TR")
    yield page
    context.close()
    assert watch.complaints == []
    assert watch.strangers(address) == []


def test_a_search_is_exported_fetched_and_removed(
    page: Page, folder: Path, view: View
) -> None:
    page.get_by_role("link", name=f"Export these {CASES} cases").click()
    expect(page.get_by_role("heading", name=f"Export {CASES} cases")).to_be_visible()
    _check(page, view)
    page.get_by_text("CSV, a plain table").click()
    page.get_by_role("button", name="Start the export").click()
    done = page.get_by_text(re.compile(f"Done: {CASES} rows"))
    while not done.count():
        page.get_by_role("link", name="Look again").click()
    _check(page, view)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "cases-2026-03-01.csv"
    assert len(Path(download.value.path()).read_text("utf-8-sig").splitlines()) == 4
    _interrupt(folder)
    page.get_by_role("link", name="Look again").click()
    _check(page, view)
    page.get_by_role("button", name="Start again: the CSV").click()
    expect(page.locator(".exports li")).to_have_count(2)
    for left in (1, 0):
        while not page.get_by_role("button", name="Remove the CSV").count():
            page.get_by_role("link", name="Look again").click()
        page.get_by_role("button", name="Remove the CSV").first.click()
        expect(page.locator(".exports li")).to_have_count(left)


def _interrupt(folder: Path) -> None:
    """Leave the export as a desk that was stopped leaves it."""
    (record,) = (folder / "exports").glob("*/job.json")
    told = json.loads(record.read_bytes())
    record.write_text(json.dumps({**told, "state": "running", "ended_at": None}))


def _check(page: Page, view: View) -> None:
    width_px, scripts = view
    if scripts:
        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width_px


def test_the_files_of_a_case_are_links(page: Page) -> None:
    page.locator(".hit h3 a").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Case (JSON)").click()
    told = json.loads(Path(download.value.path()).read_bytes())
    assert told["exhibits"][0]["kind"] == "narrative"
