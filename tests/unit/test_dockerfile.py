"""The image: pinned, locked, without tools, run by nobody special."""

import re
from pathlib import Path

REPO = Path(__file__).parents[2]
LINES = (REPO / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()


def _instructions(name: str) -> list[str]:
    return [line.split(maxsplit=1)[1] for line in LINES if line.startswith(f"{name} ")]


def test_both_stages_start_from_the_same_whole_version() -> None:
    build, final = _instructions("FROM")
    assert re.fullmatch(r"python:3\.11\.\d+-slim-[a-z]+", final)
    assert build == f"{final} AS build"


def test_packages_are_installed_by_their_hashes() -> None:
    packages, node = [r for r in _instructions("RUN") if "--requirement" in r]
    assert "--require-hashes" in packages
    assert "requirements/base.txt" in packages
    assert "--require-hashes" in node
    assert "npm --prefix assets ci" in node


def test_the_last_user_is_not_root() -> None:
    assert _instructions("USER") == ["tocsin"]


def test_nothing_is_installed_in_the_final_stage() -> None:
    final = LINES[LINES.index(f"FROM {_instructions('FROM')[1]}") :]
    installing = [line for line in final if re.search(r"\b(apt|apt-get|pip)\b", line)]
    assert installing == []


def test_what_is_copied_exists_and_passes_the_ignore_file() -> None:
    ignore = (REPO / ".dockerignore").read_text("utf-8").splitlines()
    allowed = {line[1:] for line in ignore if line.startswith("!")}
    sources = {
        source
        for line in _instructions("COPY")
        if not line.startswith("--from")
        for source in line.split()[:-1]
    }
    assert sources == allowed
    assert [source for source in sources if not (REPO / source).exists()] == []
