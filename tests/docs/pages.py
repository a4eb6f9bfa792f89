"""Reads the tables of a page."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def page(path: str) -> str:
    """The text of a page below docs."""
    return (DOCS / path).read_text("utf-8")


def rows(text: str, heading: str | None = None) -> dict[str, list[str]]:
    """The tables' rows: code in the first column -> the cells after it.

    Args:
        text: a page.
        heading: of the section to read; None is the whole page.
    """
    if heading is not None:
        (text,) = re.findall(
            rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)",
            text,
            re.MULTILINE | re.DOTALL,
        )
    found = {}
    for line in text.splitlines():
        if match := re.match(r"\| `([^`]+)` \| (.*) \|$", line):
            assert match[1] not in found, f"{match[1]} stands there twice"
            found[match[1]] = [cell.strip() for cell in match[2].split("|")]
    return found


def codes(cell: str) -> list[str]:
    """What is set as code in a cell, in order."""
    return re.findall(r"`([^`]+)`", cell)
