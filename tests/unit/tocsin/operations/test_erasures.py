"""The list of erased cases, which a restore reads."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tocsin.errors import DependencyDown, Halt
from tocsin.operations.erasures import erased_cases, list_erased

AT = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)
A, B = "a" * 20, "b" * 20


def test_cases_are_added_and_told_once_each(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "erasures.txt"
    list_erased(file, [A], AT)
    list_erased(file, [B, A], AT)
    assert erased_cases(file) == [A, B]
    assert f"2026-03-14T09:26:00+00:00 {A}\n" in file.read_text()


def test_a_line_that_was_cut_off_spoils_no_other_and_is_named(tmp_path: Path) -> None:
    file = tmp_path / "erasures.txt"
    file.write_text("2026-03-14T09:26")
    list_erased(file, [B], AT)
    with pytest.raises(Halt, match="line 1 is no erased case"):
        erased_cases(file)
    file.write_text(file.read_text().partition("\n")[2])
    assert erased_cases(file) == [B]


def test_a_list_that_cannot_be_written_is_told_before_anything_is_erased(
    tmp_path: Path,
) -> None:
    with pytest.raises(DependencyDown, match="the list of erased cases"):
        list_erased(tmp_path, [A], AT)


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "erasures.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Halt, match="no list of erased cases"):
        erased_cases(file)
