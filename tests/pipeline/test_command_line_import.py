"""`tocsin import`, `submit` and `enrich`: what comes in from files."""

import json
from pathlib import Path

import pytest

from tests.pipeline.command_line import CommandLine

STORY = "The recruiter keeps our passports at the mill in Klang, Malaysia."


@pytest.fixture
def tocsin(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "data")


def test_a_csv_with_mark_quotes_and_crlf_is_read(
    tocsin: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "reports.csv"
    rows = [
        "id,narrative,products,companies",
        'c-1,"They said ""pay first"",\r\nand kept the cards.",gloves; masks,Halvorin',
        f'c-2,"{STORY}",,',
    ]
    file.write_bytes("\r\n".join(["\ufeff" + rows[0], *rows[1:], ""]).encode())
    first = tocsin("import", str(file), "--json")
    assert first.code == 0
    assert first.told == {"accepted": 2, "repeated": 0, "rejected": 0}
    again = tocsin("import", str(file), "--json")
    assert again.told == {"accepted": 0, "repeated": 2, "rejected": 0}


def test_a_wrong_header_is_refused_with_the_columns_there_are(
    tocsin: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "reports.csv"
    file.write_text("id,story\n1,something\n", "utf-8")
    answer = tocsin("import", str(file))
    assert answer.code == 1
    assert "unknown column 'story'" in answer.notes
    assert "narrative" in answer.notes


def test_bad_rows_go_to_a_rejects_file_and_the_others_in(
    tocsin: CommandLine, tmp_path: Path
) -> None:
    file, rejects = tmp_path / "reports.jsonl", tmp_path / "refused.jsonl"
    rows = [
        json.dumps({"id": "r-1", "narrative": STORY}).encode(),
        b'{"narrative": "half a pair: \\ud83d"}',
        b"\xff\xfe not UTF-8",
        json.dumps({"narrative": "x" * 10_000_000}).encode(),
        b'{"narrative": "a NUL \\u0000 in it"}',
        b"",
        json.dumps({"id": "r-1", "narrative": "another text"}).encode(),
        json.dumps({"narrative": STORY}).encode(),
    ]
    file.write_bytes(b"\n".join(rows))
    answer = tocsin("import", str(file), "--rejects", str(rejects), "--json")
    assert answer.code == 1
    refused = [json.loads(line) for line in rejects.read_text("utf-8").splitlines()]
    lines = [reject["line"] for reject in refused]
    assert {2, 3, 4} <= set(lines)
    assert answer.told["rejected"] == len(lines)
    assert answer.told["accepted"] == 7 - len(lines)
    assert answer.told["rejects"] == str(rejects)
    assert all(reject["reasons"] for reject in refused)
    again = tocsin("import", str(file), "--rejects", str(rejects), "--json")
    assert again.told["accepted"] == 0
    assert again.told["repeated"] == answer.told["accepted"]


def test_a_report_from_standard_input_is_taken_once(tocsin: CommandLine) -> None:
    report = json.dumps({"id": "s-1", "narrative": STORY})
    first = tocsin("submit", "-", "--json", stdin=report)
    assert first.code == 0
    assert first.told["repeated"] is False
    again = tocsin("submit", "-", "--json", stdin=report)
    assert again.told == {**first.told, "repeated": True}
    other = json.dumps({"id": "s-1", "narrative": "Another text."})
    assert tocsin("submit", "-", stdin=other).code == 4


def test_a_file_that_is_not_there_is_named(tocsin: CommandLine) -> None:
    answer = tocsin("submit", "nowhere.json")
    assert (answer.code, answer.out) == (1, "")
    assert answer.notes.startswith("tocsin: nowhere.json: No such file")


@pytest.mark.model
def test_enrich_answers_in_the_order_of_the_rows(
    tocsin: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "texts.jsonl"
    rows = [
        {"id": "one", "text": "Passports are kept in Klang, Malaysia."},
        {"id": "two"},
        {"id": "three", "text": "On retient les salaires à Abidjan.", "language": "fr"},
        {"id": "four", "text": "Nothing to tell."},
    ]
    file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    answer = tocsin("enrich", "--jsonl", str(file), "--set", "enrich_processes=1")
    assert answer.code == 1
    told = [json.loads(line) for line in answer.out.splitlines()]
    assert [each["id"] for each in told] == ["one", "two", "three", "four"]
    assert told[0]["countries"][0]["code"] == "MY"
    assert told[1]["error"] == "line 2: text: Field required"
    assert told[2]["language"] == "fr"
    assert not tocsin.data.exists()


def test_a_report_that_is_refused_says_where_and_why(
    tocsin: CommandLine, tmp_path: Path
) -> None:
    report = {"narrative": "", "evidence": [{"upload": "u" * 300}]}
    answer = tocsin("submit", "-", stdin=json.dumps(report))
    assert answer.code == 1
    assert "/narrative: should not be empty" in answer.notes
    report["narrative"] = STORY
    answer = tocsin("submit", "-", "--files", str(tmp_path), stdin=json.dumps(report))
    assert answer.code == 1
    assert "/evidence/0/upload: is not a file of the folder" in answer.notes


def test_rejects_that_cannot_be_written_are_no_crash(
    tocsin: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "reports.jsonl"
    file.write_text("{bad\n", "utf-8")
    answer = tocsin("import", str(file), "--rejects", str(tmp_path / "no" / "file"))
    assert answer.code == 1
    assert "give another with --rejects" in answer.notes


def test_a_column_that_is_there_twice_is_refused(
    tocsin: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "reports.csv"
    file.write_text("narrative,id,narrative\nfirst,1,second\n", "utf-8")
    answer = tocsin("import", str(file))
    assert answer.code == 1
    assert "column 'narrative' is there twice" in answer.notes
