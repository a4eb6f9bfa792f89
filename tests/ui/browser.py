"""A real Chromium, and a watch over what a page does in it."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Request, sync_playwright

REPO = Path(__file__).parents[2]
AXE = REPO / "assets/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REQUIRED = "TOCSIN_REQUIRE_BROWSER"


def chromium() -> str | None:
    """Path of Debian's chromium, if it is there."""
    return shutil.which("chromium")


def why_not() -> str | None:
    """Why the tests cannot run; None when they can, or must."""
    if os.environ.get(REQUIRED) == "1":
        return None
    if chromium() is None:
        return "no chromium (apt-get install chromium)"
    if not AXE.exists():
        return "no axe-core (make assets)"
    return None


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A headless Chromium that asks nobody for anything."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watch:
    """What a page asked for and complained about."""

    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def over(cls, page: Page) -> "Watch":
        """Start to watch."""
        watch = cls()
        page.on("request", watch.asked)
        page.on("console", lambda message: watch.note(message.type, message.text))
        page.on("pageerror", lambda error: watch.note("error", str(error)))
        return watch

    def asked(self, request: Request) -> None:
        """Keep a request."""
        self.requests.append(request)

    def note(self, kind: str, text: str) -> None:
        """Keep an error or a warning; a refused page is neither."""
        if kind in {"error", "warning"} and "status of 4" not in text:
            self.complaints.append(text)

    def strangers(self, address: str) -> list[str]:
        """Addresses asked for that are not ours."""
        return [r.url for r in self.requests if not r.url.startswith(address)]


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other, once the page's scripts listen to them."""
    # An address is that of the next page long before its scripts run.
    page.wait_for_load_state("load")
    for key in keys:
        page.keyboard.press(key)


def axe_violations(page: Page) -> list[str]:
    """What axe finds wrong on the page as it is now: rule and place."""
    # A click does not wait for the style sheets of the page that it leads to.
    page.wait_for_load_state("load")
    # Evaluated, not added as a script: the page's policy would rightly refuse it.
    page.evaluate(AXE.read_text("utf-8"))
    # Only violations are read: to describe what is right takes as long as to find it.
    wanted = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    options = json.dumps(wanted)
    found: dict[str, Any] = page.evaluate(f"axe.run(document, {options})")
    return [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
