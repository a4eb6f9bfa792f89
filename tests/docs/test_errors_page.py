"""docs/reference/errors.md names every problem and every reason there is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tocsin.web import PROBLEMS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/errors.md").read_text(encoding="utf-8")
ROWS = set(re.findall(r"^\| `([a-z_-]+)` \|", PAGE, re.MULTILINE))


def first_arguments(call: str, *folders: str) -> Iterator[str]:
    """Literal first arguments of every call of that name in the code."""
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id == call
                    and node.args
                    and isinstance(node.args[0], ast.Constant)
                ):
                    yield str(node.args[0].value)


@pytest.mark.parametrize("slug", sorted(PROBLEMS))
def test_every_problem_has_a_row_with_its_status(slug: str) -> None:
    status = PROBLEMS[slug].status if slug != "http-error" else "any"
    assert f"| `{slug}` | {status} |" in PAGE


@pytest.mark.parametrize("call", ["Problem", "Refused"])
def test_every_problem_that_the_code_can_answer_is_known(call: str) -> None:
    slugs = set(first_arguments(call, "services", "tocsin"))
    assert slugs
    assert slugs <= PROBLEMS.keys()


@pytest.mark.parametrize(
    ("call", "folder"),
    [
        ("Reject", "tocsin/log"),
        ("Unreadable", "tocsin/text"),
        ("Failed", "tocsin/processes"),
    ],
)
def test_every_reason_has_a_row(call: str, folder: str) -> None:
    reasons = set(first_arguments(call, folder))
    assert reasons
    assert reasons <= ROWS


def test_the_example_is_a_problem_that_there_is() -> None:
    [slug] = re.findall(r'"urn:tocsin:problem:([a-z-]+)"', PAGE)
    assert slug in PROBLEMS
