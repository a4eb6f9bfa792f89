"""A picture of the pages of the desk that take a sign-in, or more than one click.

python -m tests.ui.office_screenshots puts them into build/screenshots, at the width of
a desk and of a phone: API keys, dead letters, who reported from being asked to being
seen, files and originals, and a case on the way through a search.
"""

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path

import structlog
from playwright.sync_api import Browser, Page

from services.desk.accounts.person import Role
from tests.builders import enrichment
from tests.desk_accounts import COOKIE
from tests.desk_world import FINDINGS, case_document
from tests.lettered_log import die
from tests.office import REASON, Office, office_in
from tests.ui.browser import open_browser
from tests.ui.screenshots import TARGET
from tests.ui.served import served
from tests.unit.tocsin.cleaning import laden
from tocsin.ids import case_id

WIDTHS_PX = (1280, 360)
TURNED = "The maker is \u202eliM detimiL\u202c. They keep our passports."

Look = Callable[[str], None]


def take(target: Path) -> None:
    """Go through the pages once at each width."""
    target.mkdir(parents=True, exist_ok=True)
    for width_px in WIDTHS_PX:
        with (
            tempfile.TemporaryDirectory() as folder,
            office_in(Path(folder)) as office,
            served(office.world.app) as address,
            open_browser() as browser,
        ):
            _fill(office)
            ada = _sits(browser, office, "Ada", address, width_px)
            bo = _sits(browser, office, "Bo", address, width_px)

            def look(name: str, page: Page = ada, width_px: int = width_px) -> None:
                page.evaluate("scrollTo(0, 0)")
                path = target / f"office-{width_px}-{name}.png"
                page.screenshot(path=path, full_page=True)

            _keys(ada, look)
            _letters(ada, look)
            _reveal(ada, bo, look)
            _files(ada, look)
            _walk(ada, look)


def _fill(office: Office) -> None:
    contents = {
        "image/jpeg": laden.jpeg(),
        "text/plain": b"They kept my pay.",
        "text/html": b"<title>News</title>",
    }
    id = case_id("first")
    office.world.vault.know(id)
    evidence = [
        {
            "file": {
                "sha256": office.world.vault.put(id, content),
                "media_type": media_type,
                "size_bytes": len(content),
                "filename": "a name that a telephone has made 20260314-101500.jpg",
            }
        }
        for media_type, content in contents.items()
    ]
    urgent = enrichment(points=60, findings=FINDINGS)
    office.case("first", allegation={"evidence": evidence}, found=urgent)
    office.world.add(
        case_document("second", allegation={"narrative": TURNED}, found=enrichment()),
        *(case_document(f"case {number}") for number in range(3)),
    )
    for number in range(3):
        die(office.world.log, number)
    die(office.world.log, 3, reason="file_damaged", replays=2)


def _sits(
    browser: Browser, office: Office, name: str, address: str, width_px: int
) -> Page:
    session = office.sits(name, *Role).cookies[COOKIE]
    context = browser.new_context(
        base_url=address, viewport={"width": width_px, "height": 800}
    )
    context.add_cookies([{"name": COOKIE, "value": session, "url": address}])
    return context.new_page()


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def _keys(page: Page, look: Look) -> None:
    page.goto("/desk/api-keys")
    look("keys-none")
    page.get_by_label("What it is for").fill("The nightly import of the hotline")
    _press(page, "Make the key")
    look("keys-refused")
    page.locator("label[for=role-analyst]").click()
    _press(page, "Make the key")
    look("keys-made")


def _letters(page: Page, look: Look) -> None:
    page.goto("/desk/stream")
    look("stream")
    page.goto("/desk/stream/letters")
    look("letters")
    page.locator(".export h3 a").first.click()
    look("letter")
    _press(page, "Discard")
    look("letter-preview")


def _reveal(ada: Page, bo: Page, look: Callable[..., None]) -> None:
    path = f"/desk/cases/{case_id('first')}/reveal"
    ada.goto(path)
    look("reveal")
    _press(ada, "Ask another officer")
    look("reveal-refused")
    ada.get_by_label("Why you need to know").fill(REASON)
    _press(ada, "Ask another officer")
    look("reveal-asked")
    bo.goto("/desk/reveals")
    look("reveal-to-agree", bo)
    _press(bo, "Approve")
    ada.goto(path)
    look("reveal-agreed")
    _press(ada, "See who reported")
    look("reveal-seen")
    ada.goto("/desk/reveals")
    look("reveals")


def _files(page: Page, look: Look) -> None:
    for number in (1, 3):
        page.goto(f"/desk/cases/{case_id('first')}/files/e{number}-file")
        look(f"file-{number}")
    page.goto(f"/desk/cases/{case_id('first')}/files/e1-file/original")
    look("original")
    _press(page, "Download the original")
    look("original-refused")


def _walk(page: Page, look: Look) -> None:
    page.goto("/desk/?q=passports&status=new")
    look("queue")
    page.locator(".hit h3 a").first.click()
    look("case")
    _press(page, "Triage")
    page.get_by_text("Saved as version 1.").wait_for()
    look("case-saved")
    _press(page, "Save the note")
    page.get_by_role("heading", name="This cannot be saved yet").wait_for()
    look("case-refused")
    page.goto("/desk/?q=maker")
    look("queue-turned")
    page.locator(".hit h3 a").first.click()
    look("case-turned")
    page.get_by_role("link", name="Next case").click()
    look("queue-end")


if __name__ == "__main__":
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING)
    )
    take(TARGET)
