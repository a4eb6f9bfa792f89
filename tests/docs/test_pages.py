"""The pages hang together: commands exist, blocks parse, links lead somewhere."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from tocsin.cli.commands import COMMANDS, app_with

REPO = Path(__file__).parents[2]
PAGES = [
    *sorted((REPO / "docs").rglob("*.md")),
    *(REPO / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
]
ROOT = typer.main.get_command(app_with(COMMANDS))


def _blocks(path: Path) -> list[str]:
    text = path.read_text("utf-8")
    return re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def _calls() -> Iterator[tuple[str, list[str]]]:
    """Page and arguments of each call of the command line, in blocks and in lines."""
    for path in PAGES:
        inline = re.findall(r"`([^`\n]*\btocsin [^`\n]+)`", path.read_text("utf-8"))
        lines = [line for block in _blocks(path) for line in block.splitlines()]
        for line in (*lines, *inline):
            words = shlex.split(line, comments=True) if "tocsin " in line else []
            if "tocsin" in words:
                name = str(path.relative_to(REPO))
                yield name, words[words.index("tocsin") + 1 :]


CALLS = list(_calls())


def _fault(arguments: list[str]) -> str | None:
    command = ROOT
    rest = arguments[: arguments.index("--")] if "--" in arguments else [*arguments]
    while rest and hasattr(command, "commands") and not rest[0].startswith("--"):
        name = rest.pop(0)
        if name not in command.commands:
            return f"there is no command {name}"
        command = command.commands[name]
    known = {option for parameter in command.params for option in parameter.opts}
    unknown = [
        word.partition("=")[0]
        for word in rest
        if word.startswith("--") and word.partition("=")[0] not in {*known, "--help"}
    ]
    return f"there is no option {unknown[0]}" if unknown else None


@pytest.mark.parametrize(("name", "arguments"), CALLS)
def test_a_command_that_a_page_shows_exists(name: str, arguments: list[str]) -> None:
    assert _fault(arguments) is None, f"{name}: tocsin {' '.join(arguments)}"


def test_the_pages_show_commands_and_wrong_ones_are_noticed() -> None:
    assert len(CALLS) >= 20
    assert _fault(["serach", "cotton"]) == "there is no command serach"
    assert _fault(["topics", "aply"]) == "there is no command aply"
    assert _fault(["search", "--lmit", "3"]) == "there is no option --lmit"


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_the_blocks_of_commands_can_be_pasted_into_a_shell(path: Path) -> None:
    for block in _blocks(path):
        checked = subprocess.run(
            ["bash", "-n"], input=block, text=True, capture_output=True, check=False
        )
        assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_each_link_to_a_file_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_index_links_each_page() -> None:
    docs = REPO / "docs"
    index = (docs / "README.md").read_text("utf-8")
    linked = set(re.findall(r"\]\(([^)]+\.md)\)", index))
    pages = {str(path.relative_to(docs)) for path in docs.rglob("*.md")}
    assert linked == pages - {"README.md"}
