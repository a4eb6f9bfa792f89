"""Each test that a page names as proof exists, and no fault is left out."""

import ast
import re
from functools import cache
from pathlib import Path

from tests.docs.pages import DOCS, page

# A link whose words are the name of a test leads to the file that defines it.
PROOF = re.compile(r"\[`(test_\w+)`\]\(([^)]+\.py)\)")
FAULTS = 32


@cache
def _names_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text("utf-8"))
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))
    return frozenset(function.name for function in functions)


def _missing(folder: Path, text: str) -> list[str]:
    return [
        name
        for name, link in PROOF.findall(text)
        if name not in _names_in((folder / link).resolve())
    ]


def test_each_test_that_a_page_names_exists() -> None:
    pages = sorted(DOCS.rglob("*.md"))
    missing = {str(p): _missing(p.parent, p.read_text("utf-8")) for p in pages}
    assert {path: names for path, names in missing.items() if names} == {}
    assert len(PROOF.findall(page("reference/guarantees.md"))) > 50


def test_a_name_that_no_test_has_is_noticed() -> None:
    link = "[`test_that_nobody_wrote`](../../tests/docs/test_guarantees_page.py)"
    assert _missing(DOCS / "reference", link) == ["test_that_nobody_wrote"]


def test_a_promise_or_a_fault_is_proven_or_said_not_to_be() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page("reference/guarantees.md").splitlines()
        if line.startswith("| ") and not line.startswith("| ---")
    ]
    silent = [
        row
        for row in rows
        if not PROOF.search(row[-1])
        and row[-1] not in {"Proven by", "By"}
        and "not tested" not in row
    ]
    assert silent == []
    numbers = [int(r[0]) for r in rows if r[0].isdecimal()]
    assert numbers == list(range(1, FAULTS + 1))
