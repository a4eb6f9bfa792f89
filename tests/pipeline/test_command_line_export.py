"""`tocsin export` on a folder with a case."""

from pathlib import Path

import pytest

from tests.pipeline.command_line import CommandLine
from tests.unit.services.desk.exports.samples import full_case
from tocsin.search.base import Write
from tocsin.settings import load_settings
from tocsin.wiring import open_index

CASE = full_case().case_id


@pytest.fixture(scope="module")
def tocsin(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    folder = tmp_path_factory.mktemp("data")
    with open_index(load_settings(data=folder)) as index:
        index.apply()
        index.write([Write(full_case(), token=None)])
    return CommandLine(folder)


@pytest.mark.parametrize(
    ("format_", "start"), [("pdf", b"%PDF-"), ("json", b"{"), ("csv", b"\xef\xbb\xbf")]
)
def test_a_case_is_written_to_a_file(
    tocsin: CommandLine, tmp_path: Path, format_: str, start: bytes
) -> None:
    file = tmp_path / "case"
    answer = tocsin("export", CASE, "--format", format_, "-o", str(file))
    assert (answer.code, answer.out, answer.notes) == (0, "", "")
    assert file.read_bytes().startswith(start)


def test_a_case_goes_to_standard_output(tocsin: CommandLine) -> None:
    answer = tocsin.in_process_of_its_own("export", CASE, "--format", "csv")
    assert answer.code == 0
    assert answer.out.startswith("\ufeffcase_id,finding_id,")


def test_what_cannot_be_exported_is_told(tocsin: CommandLine, tmp_path: Path) -> None:
    assert tocsin("export", "0" * 20, "--format", "csv").code == 3
    assert tocsin("export", CASE, "--format", "doc").code == 2
    nowhere = str(tmp_path / "no" / "file")
    answer = tocsin("export", CASE, "--format", "csv", "-o", nowhere)
    assert answer.code == 1
    assert "cannot be written: No such file or directory" in " ".join(
        answer.notes.split()
    )


def test_an_export_is_audited(tocsin: CommandLine, tmp_path: Path) -> None:
    before = len(tocsin("audit", "list", "--json").told)
    tocsin("export", CASE, "--format", "json", "-o", str(tmp_path / "case"))
    (row,) = tocsin("audit", "list", "--json").told[before:]
    told = (row["action"], row["subject"], row["reason"])
    assert told == ("case.exported", CASE, "json")
    assert row["actor"].startswith("cli:")
    last = tocsin("audit", "verify").out.strip()
    assert last == f"{row['number']}:{row['digest']}"
    assert tocsin("audit", "verify", "--noted", last).code == 0
    later = tocsin("audit", "verify", "--noted", f"99{last}")
    assert later.code == 1
    assert f"row 99{row['number']} was noted, and is missing" in later.notes
    assert tocsin("audit", "verify", "--noted", "5").code == 2
