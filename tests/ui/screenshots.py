"""A picture of each page of the form: python -m tests.ui.screenshots.

At the width of a desk and of a phone in English, and of a phone in Arabic. The folder
build/screenshots is filled anew; look at every one of them after a change of a page.
"""

import logging
import shutil
import tempfile
from functools import partial
from pathlib import Path

import structlog
from playwright.sync_api import Page

from tests.ui.browser import REPO, open_browser
from tests.ui.form_site import form_site
from tests.ui.reporter import report

TARGET = REPO / "build/screenshots"
VIEWS = (("en", 1280), ("en", 360), ("ar", 360))


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
                report(page, site.address, code, look)
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
