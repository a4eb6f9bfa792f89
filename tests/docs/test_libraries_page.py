"""The page of libraries keeps up with pyproject.toml and with the lock."""

import re
import tomllib
from pathlib import Path

REPO = Path(__file__).parents[2]
PAGE = (REPO / "docs/decisions/0003-libraries.md").read_text("utf-8")


def _on_the_page() -> dict[str, str]:
    rows = re.findall(r"^\| `([\w-]+)` \| ([\w.]+) \|", PAGE, re.MULTILINE)
    assert len(rows) == len(dict(rows)), "a library stands there twice"
    return dict(rows)


def _named() -> set[str]:
    project = tomllib.loads((REPO / "pyproject.toml").read_text("utf-8"))["project"]
    return {re.split(r"[\[<>=~! ]", line)[0] for line in project["dependencies"]}


def _locked() -> dict[str, str]:
    lock = (REPO / "requirements/base.txt").read_text("utf-8")
    return dict(re.findall(r"^([\w.-]+)==(\S+)", lock, re.MULTILINE))


def test_the_page_names_each_library_and_no_other() -> None:
    assert set(_on_the_page()) == _named()


def test_the_page_gives_the_versions_that_are_locked() -> None:
    locked = _locked()
    assert _on_the_page() == {name: locked[name] for name in _named()}
