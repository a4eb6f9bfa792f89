"""Leaves the browser tests out where there is no browser, and says so in one line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.ui.browser import open_browser, why_not
from tests.ui.form_site import FormSite, form_site

_NOT_RUN = pytest.StashKey[str]()


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave them out; with TOCSIN_REQUIRE_BROWSER=1 they stay in, and fail."""
    ui = [item for item in items if item.get_closest_marker("ui")]
    reason = why_not()
    if not ui or reason is None:
        return
    config.stash[_NOT_RUN] = f"{len(ui)} browser tests did not run: {reason}"
    config.hook.pytest_deselected(items=ui)
    items[:] = [item for item in items if item not in ui]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """The line."""
    if line := config.stash.get(_NOT_RUN, ""):
        terminalreporter.write_line(line, yellow=True)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for these tests; no longer, for its event loop stays in the way."""
    with open_browser() as browser:
        yield browser


@pytest.fixture
def site(tmp_path: Path) -> Iterator[FormSite]:
    """The form over empty stores."""
    with form_site(tmp_path) as site:
        yield site
