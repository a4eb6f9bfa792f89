"""A picture of each page of the desk: python -m tests.ui.desk_screenshots.

A demonstration with the sample allegations is started for them. They go to
build/screenshots, and two of them, cut to one size, to docs/images for README and docs.
"""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.engines.server import free_port
from tests.ui.browser import REPO, open_browser
from tests.ui.screenshots import TARGET

IMAGES = REPO / "docs/images"
WIDTHS_PX = (1280, 320)
PAGES = {
    "queue": "/desk/",
    "search": "/desk/?q=passport*&country=MY",
    "uncertain": "/desk/?sort=-uncertainty&status=!closed&status=!referred",
    "nothing": "/desk/?q=passport*&country=MY&goods=granite",
    "mistake": "/desk/?q=(passport*",
    "values": "/desk/values?of=goods",
    "analysis": "/desk/analysis",
    "stream": "/desk/stream",
    "letters": "/desk/stream/letters",
    "exports": "/desk/exports",
    "reveals": "/desk/reveals",
    "account": "/desk/account",
    "missing": "/desk/cases/nowhere",
}
# What README and docs show: the top of a page, as high as two screens.
SHOWN = {"queue": "queue.png", "case": "case.png"}
SHOWN_HEIGHT_PX = 1500


def take(target: Path, images: Path) -> None:
    """Open each page at both widths."""
    target.mkdir(parents=True, exist_ok=True)
    with demonstration() as address, open_browser() as browser:
        for width_px in WIDTHS_PX:
            page = browser.new_page(
                viewport={"width": width_px, "height": SHOWN_HEIGHT_PX}
            )
            for name, path in PAGES.items():
                page.goto(f"{address}{path}")
                _keep(page, name, width_px, target, images)
            page.goto(f"{address}/desk/")
            page.locator(".hit h3 a").first.click()
            _keep(page, "case", width_px, target, images)


@contextmanager
def demonstration() -> Iterator[str]:
    """Its address, once all samples are searchable; ended like by Ctrl-C."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from tocsin.cli.main import run; run()"]
        process = subprocess.Popen(
            [*command, "demo", "--data", folder, "--port", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        try:
            if not any("serves at" in line for line in process.stderr):
                raise SystemExit("the demonstration ended before it served")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate()


def _keep(page: Page, name: str, width_px: int, target: Path, images: Path) -> None:
    page.screenshot(path=target / f"desk-{width_px}-{name}.png", full_page=True)
    if name in SHOWN and width_px == max(WIDTHS_PX):
        page.screenshot(path=images / SHOWN[name])


if __name__ == "__main__":
    take(TARGET, IMAGES)
