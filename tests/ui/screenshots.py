"""A picture of each page of the form: python -m tests.ui.screenshots.

At the width of a desk and of a small phone, in English and in Arabic. The folder
build/screenshots is filled anew; look at every one of them after a change of a page.
"""

import logging
import shutil
import tempfile
from datetime import date
from functools import partial
from pathlib import Path

import structlog
from playwright.sync_api import Page

from tests.ui.browser import REPO, open_browser
from tests.ui.form_site import form_site
from tests.ui.reporter import come_back, go_on, report, save
from tocsin.told import Told, ToldQuestion

TARGET = REPO / "build/screenshots"
VIEWS = (("en", 1280), ("en", 320), ("ar", 1280), ("ar", 320))
QUESTION = ToldQuestion("question-1", date(2026, 3, 15), "In which month was it?")


def take(target: Path) -> None:
    """Fill the form once for each view."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    with open_browser() as browser:
        for code, width in VIEWS:
            context = browser.new_context(viewport={"width": width, "height": 740})
            page = context.new_page()

            look = partial(_keep, page, target / f"{code}-{width}")
            with (
                tempfile.TemporaryDirectory() as folder,
                form_site(Path(folder)) as site,
            ):
                receipt = report(page, site.address, code, look)
                case = site.world.received()[0].case_id
                site.told.tell(
                    case, Told("needs_facts", date(2026, 3, 15), (QUESTION,))
                )
                page.goto(f"{site.address}/{code}/receipt")
                page.fill("#number", receipt)
                go_on(page, "ask")
                look("13-receipt")
                digits = save(page, site.address, code, look)
                go_on(page, "forget")
                come_back(page, site.address, code, digits, look)
            context.close()


def _keep(page: Page, start: Path, name: str) -> None:
    # The header sticks to the top: from there it covers nothing.
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=f"{start}-{name}.png", full_page=True)


if __name__ == "__main__":
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING)
    )
    take(TARGET)
