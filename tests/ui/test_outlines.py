"""What a screen reader is told of the main pages: roles, names and order.

Each outline leaves out what may change without harm; what stands in it must be there,
in this order.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk_world import desk_world
from tests.ui.form_site import FormSite
from tests.ui.reporter import report
from tests.ui.served import served
from tests.ui.test_desk_in_a_browser import CASE, fill

pytestmark = pytest.mark.ui

OUTLINES = Path(__file__).parent / "outlines"
DESK = {
    "queue": "/desk/?q=passports&country=TR",
    "case": CASE,
    "stream": "/desk/stream",
}


def expect_outline(page: Page, name: str) -> None:
    outline = (OUTLINES / f"{name}.yml").read_text("utf-8")
    expect(page.locator("body")).to_match_aria_snapshot(outline)


@contextmanager
def new_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("desk")
    with desk_world(folder) as world, served(world.app) as address:
        fill(world)
        yield address


@pytest.mark.parametrize("name", DESK)
def test_a_page_of_the_desk_has_its_outline(
    browser: Browser, desk: str, name: str
) -> None:
    with new_page(browser) as page:
        page.goto(f"{desk}{DESK[name]}")
        expect_outline(page, name)


def test_start_refusal_and_check_of_the_form_have_their_outlines(
    browser: Browser, site: FormSite
) -> None:
    outlines = {
        "start": "form-start",
        "01-refused": "form-refused",
        "11-check": "form-check",
    }
    seen = []
    with new_page(browser) as page:

        def look(name: str) -> None:
            if name in outlines:
                expect_outline(page, outlines[name])
                seen.append(name)

        report(page, site.address, "en", look)
    assert seen == ["start", "01-refused", "11-check"]


def test_an_outline_that_differs_is_told(browser: Browser, desk: str) -> None:
    with new_page(browser) as page:
        page.goto(f"{desk}/desk/analysis")
        with pytest.raises(AssertionError, match="aria"):
            expect(page.locator("body")).to_match_aria_snapshot(
                (OUTLINES / "queue.yml").read_text("utf-8"), timeout=1
            )
