"""What strangers wrote is printed as text: a terminal obeys none of it."""

import json

import pytest

from tocsin.cli.output import console, notes, print_json, print_json_line, print_table

HOSTILE = "a\x1b]0;title\x07b\x9b31mc\x08\rd\x7f"
SHOWN = "a�]0;title�b�31mc��d�"


def test_no_control_character_of_a_value_reaches_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_table((HOSTILE, "B"), [(HOSTILE, "مزرعة\n2")], title=HOSTILE)
    console.print(f"{HOSTILE}!")
    notes.print(f"{HOSTILE}!", soft_wrap=True)
    told = capsys.readouterr()
    assert told.out.count(SHOWN) == 4
    assert told.err == f"{SHOWN}!\n"
    assert "مزرعة" in told.out
    assert not set(told.out) & set("\x1b\x07\x9b\x08\r\x7f")


def test_what_turns_the_direction_of_writing_is_printed_as_its_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_table(("Title", "Status"), [("\u202edesolc\u2066", "new")])
    told = capsys.readouterr().out
    assert "[U+202E]desolc[U+2066]" in told
    assert not set(told) & {"\u202e", "\u2066"}


def test_an_id_stays_whole_in_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "width", 60)
    print_table(("Title", "Case"), [("word " * 40, "rl62awakffuc5nuq46vv")])
    first = capsys.readouterr().out.splitlines()[2]
    assert first.endswith("word rl62awakffuc5nuq46vv")


def test_a_terminal_too_narrow_for_the_words_of_a_table_gets_one_value_to_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "width", 40)
    rows = [
        ("Dominican Republic", "", "vulnerability", "rl62awakffuc5nuq46vv"),
        ("Peru", "gold", "isolation", "uhecrppryntcrexjfeau"),
    ]
    print_table(("Where", "Goods", "Indicators", "Case"), rows, title="Two")
    assert capsys.readouterr().out == (
        "Two\n"
        "Where: Dominican Republic\n"
        "Indicators: vulnerability\n"
        "Case: rl62awakffuc5nuq46vv\n"
        "\n"
        "Where: Peru\n"
        "Goods: gold\n"
        "Indicators: isolation\n"
        "Case: uhecrppryntcrexjfeau\n"
        "\n"
    )


def test_no_word_of_a_table_is_broken_at_eighty_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "width", 80)
    reason = "Alleged: intimidation and threats, restriction of movement, 212 workers."
    cells = ("severity of it all", "15", reason, "rl62awakffuc5nuq46vv")
    print_table(("Part of the priority", "Points", "Why", "Case"), [cells])
    out = capsys.readouterr().out
    assert out.startswith("Part of the priority Points Why")
    words = {word for cell in cells for word in cell.split()}
    assert words <= set(out.split())


def test_a_table_whose_words_do_not_fit_into_eighty_columns_is_written_upright(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "width", 80)
    code = "mapper_parsing_exception_in_a_field_of_the_document"
    print_table(("Letter", "Message"), [("rl62awakffuc5nuq46vv" * 2, code)])
    assert f"Message: {code}\n" in capsys.readouterr().out


def test_only_the_terminal_breaks_the_line_of_a_message(
    capsys: pytest.CaptureFixture[str],
) -> None:
    notes.print("word " * 40)
    assert capsys.readouterr().err == "word " * 40 + "\n"


def test_json_keeps_them_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"a": HOSTILE})
    print_json_line({"a": HOSTILE})
    told = capsys.readouterr().out
    assert not set(told) & set("\x1b\x07\x9b\x08\r\x7f")
    line = told.splitlines()[-1]
    assert json.loads(line) == {"a": HOSTILE}
