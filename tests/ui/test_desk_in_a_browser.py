"""The reviewer's way in a real browser, without JavaScript of ours or of others."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders import enrichment
from tests.desk_world import FINDINGS, DeskWorld, case_document, desk_world
from tests.lettered_log import die
from tests.ui.browser import Watch, axe_violations, press
from tests.ui.served import served
from tocsin.ids import case_id

pytestmark = pytest.mark.ui

CASE = f"/desk/cases/{case_id('first')}"
PAGES = (
    "/desk/",
    "/desk/?q=passports&country=TR&status=!closed",
    "/desk/?q=nothing-of-the-kind",
    "/desk/?q=(open",
    CASE,
    f"{CASE}/texts/narrative",
    "/desk/cases/nowhere",
    "/desk/analysis",
    "/desk/analysis?by=goods",
    "/desk/stream",
    "/desk/stream/letters?reason=text_crashed",
    "/desk/values?of=goods",
)
WIDTHS_PX = (320, 1280)

Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A desk with some cases, one of them with every part that a case may have."""
    folder: Path = tmp_path_factory.mktemp("desk")
    with desk_world(folder) as world, served(world.app) as address:
        fill(world)
        yield address


def fill(world: DeskWorld) -> None:
    """Thirty-one cases, CASE with every part that a case may have; a dead letter."""
    organization = {
        "text": "Veltrano Textile",
        "normal": "veltrano textile",
        "variants": ("Veltrano",),
        "role": "manufacturer",
        "alleged": True,
        "confidence": 0.9,
        "findings": ("f-organization",),
    }
    sign = {
        "id": "retention_of_identity_documents",
        "quote": "keeps our passports",
        "confidence": 0.8,
        "findings": ("f-indicator",),
    }
    completeness = enrichment().completeness.model_copy(
        update={"advice": "Thank you for your report.", "conforms": False}
    )
    full = enrichment(
        findings=FINDINGS,
        organizations=(organization,),
        indicators=(sign,),
        completeness=completeness,
    )
    items = ({"title": "A pay slip", "text": "Wages were kept."},)
    world.add(
        case_document("first", allegation={"evidence": items}, found=full),
        *(case_document(f"case {n}") for n in range(30)),
    )
    die(world.log, 1)


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Opened]:
    """Open a path; at the end nothing was complained of or asked of another host."""
    contexts, watches = [], []

    def open_page(path: str, *, width_px: int = 1280, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width_px, "height": 800}, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        watches.append(Watch.over(page))
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    for watch in watches:
        assert watch.complaints == []
        assert watch.strangers(address) == []


@pytest.mark.parametrize("width_px", WIDTHS_PX)
@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_accessible_and_fits(
    opened: Opened, path: str, width_px: int
) -> None:
    page = opened(path, width_px=width_px)
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width_px


def test_pages_without_our_scripts_are_accessible(
    browser: Browser, address: str
) -> None:
    # axe waits by timers, which do not run where JavaScript is off altogether.
    with browser.new_page() as page:
        page.route("**/*.js", lambda route: route.abort())
        for path in ("/desk/?q=passports", CASE, "/desk/stream", "/desk/values?of=hs"):
            page.goto(address + path)
            assert not page.evaluate("'htmx' in window")
            assert axe_violations(page) == []


@pytest.mark.parametrize("path", ["/desk/", CASE])
def test_what_is_unfolded_fits_a_narrow_screen(opened: Opened, path: str) -> None:
    page = opened(path, width_px=320)
    folded = page.locator("details:not([open]) > summary:visible")
    while folded.count():
        folded.first.click()
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_reviewer_narrows_the_queue_and_reads_a_case(opened: Opened) -> None:
    page = opened("/desk/", scripts=False)
    page.get_by_label("Search cases").fill("pay slip")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("heading", name="1 case")).to_be_visible()
    page.locator("[form=search][name=status]").check()
    page.get_by_role("button", name="Apply filters").first.click()
    expect(page).to_have_url(re.compile(r"q=pay\+slip.*&status=new"))
    page.locator(".hit h3 a").click()
    words = "the manager keeps our passports"
    page.get_by_role("link", name=words, exact=True).click()
    expect(page.locator("#f-f-indicator")).to_be_in_viewport()


def test_the_form_writes_a_search_without_scripts(opened: Opened) -> None:
    page = opened("/desk/?country=TR", scripts=False)
    page.get_by_text("Write a search with a form").click()
    page.get_by_label("None of these words").fill("slip")
    page.get_by_role("button", name="Write and search").click()
    expect(page.get_by_label("Search cases")).to_have_value("-slip")
    expect(page.get_by_role("heading", name="30 cases")).to_be_visible()


def test_the_queue_can_be_worked_by_keyboard(opened: Opened) -> None:
    page = opened("/desk/")
    press(page, "Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    press(page, "Enter")
    press(page, "Tab")
    expect(page.get_by_label("Search cases")).to_be_focused()
    page.keyboard.type("slip")
    press(page, "Enter")
    expect(page.get_by_role("heading", name="1 case")).to_be_visible()


def test_names_that_sound_alike_are_found_by_a_switch(opened: Opened) -> None:
    page = opened("/desk/?q=feltrano", scripts=False)
    expect(page.get_by_text("No case matches")).to_be_visible()
    page.get_by_label("also in names that sound alike").check()
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("heading", name="1 case")).to_be_visible()
    expect(page.locator(".snippet mark").first).to_have_text("Veltrano")


def test_an_operator_replays_a_dead_letter_after_a_preview(opened: Opened) -> None:
    page = opened("/desk/stream", width_px=320, scripts=False)
    page.get_by_role("button", name="Replay it…").click()
    expect(page.get_by_text("Nothing has been done yet.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Replay 1 letter").click()
    expect(page.get_by_role("heading", name="1 dead letter replayed")).to_be_visible()
    page.get_by_role("link", name="Back to the stream").click()
    page.get_by_role("link", name="replayed").click()
    expect(page.get_by_text("Replayed by demo")).to_be_visible()
    page.locator(".letters h3 a").click()
    expect(page.get_by_text("What it says is not shown here")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
