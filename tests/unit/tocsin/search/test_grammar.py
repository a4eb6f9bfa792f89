"""What a search means, and what is said of one that means nothing."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import BadQuery
from tocsin.search.grammar import CLAUSES_MAX, DEPTH_MAX, QUERY_CHARS_MAX, parse
from tocsin.search.query import (
    And,
    Everything,
    Exists,
    Not,
    Or,
    Phrase,
    Query,
    Range,
    Term,
    Word,
)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Everything()),
        (" * ", Everything()),
        ("cotton", Word("cotton")),
        ("cotton yarn", And((Word("cotton"), Word("yarn")))),
        ("cotton AND yarn", And((Word("cotton"), Word("yarn")))),
        ("cotton and", And((Word("cotton"), Word("and")))),
        ("a OR b c", Or((Word("a"), And((Word("b"), Word("c")))))),
        ("(a OR b) c", And((Or((Word("a"), Word("b"))), Word("c")))),
        ("-a", Not(Word("a"))),
        ("NOT a", Not(Word("a"))),
        ("Al-Hadid", Word("Al-Hadid")),
        ("a - b", And((Word("a"), Word("b")))),
        ('"forced labor"', Phrase("forced labor")),
        ("“forced labor”", Phrase("forced labor")),
        ("«travail forcé»", Phrase("travail forcé")),
        ("强迫劳动", Word("强迫劳动")),
        ("status:new", Term("status", "new")),
        ("Status:new", Term("status", "new")),
        ('goods:"cotton yarn"', Term("goods", "cotton yarn")),
        ("goods:(cotton OR tea)", Or((Term("goods", "cotton"), Term("goods", "tea")))),
        ("goods:(-cotton)", Not(Term("goods", "cotton"))),
        ('name:"Blue River"', Phrase("Blue River", "organization_names")),
        ("text:pass*", Word("pass", "text", prefix=True)),
        ("ab~", Word("ab")),
        ("yarn~", Word("yarn", edits=1)),
        ("cotton~", Word("cotton", edits=2)),
        ("cotton~1", Word("cotton", edits=1)),
        ("priority:60", Range("priority", "60", "60")),
        ("priority:>=60", Range("priority", "60", None)),
        ("priority:>60", Range("priority", "61", None)),
        ("priority:<60", Range("priority", None, "59")),
        ("priority:40..60", Range("priority", "40", "60")),
        ("priority:40..", Range("priority", "40", None)),
        ("has:assignee", Exists("assignee")),
        ("-has:goods", Not(Exists("goods"))),
        ("alleges:no", Term("alleges_forced_labor", "false")),
    ],
)
def test_a_search_means(text: str, query: Query) -> None:
    assert parse(text) == query


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2026", "2026-01-01T00:00:00.000Z", "2026-12-31T23:59:59.999Z"),
        ("2026-02", "2026-02-01T00:00:00.000Z", "2026-02-28T23:59:59.999Z"),
        ("2024-02-29", "2024-02-29T00:00:00.000Z", "2024-02-29T23:59:59.999Z"),
        ("2026-03-14T09:30", "2026-03-14T09:30:00.000Z", "2026-03-14T09:30:59.999Z"),
        ("2026-01..2026-03", "2026-01-01T00:00:00.000Z", "2026-03-31T23:59:59.999Z"),
        (">=2026-03-14", "2026-03-14T00:00:00.000Z", None),
        (">2026-03-14", "2026-03-15T00:00:00.000Z", None),
        ("<=2026-03-14", None, "2026-03-14T23:59:59.999Z"),
        ("<2026-03-14", None, "2026-03-13T23:59:59.999Z"),
        ("..2026-12", None, "2026-12-31T23:59:59.999Z"),
    ],
)
def test_a_part_of_a_date_is_its_whole_span(
    text: str, low: str | None, high: str | None
) -> None:
    assert parse(f"received:{text}") == Range("received_at", low, high)


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("cotton contry:CN", 7, "did you mean “country”?"),
        ("http://a.example", 0, "To look for the text itself, quote it."),
        ('a "b', 2, "character 3 is not closed"),
        ("(a", 0, "is not closed: add “)”"),
        ("a)", 1, "closes nothing"),
        ("AND a", 0, "has nothing before it"),
        ("a OR OR b", 5, "has nothing before it"),
        ("a OR", 2, "has nothing after it"),
        ("NOT", 0, "has nothing after it"),
        ("()", 1, "Something is missing"),
        ("???", 0, "There is nothing to look for"),
        ("status:", 0, "has no value"),
        ("status:--", 7, "has no value"),
        ("goods:(a status:b)", 9, "stands inside “goods:(...)”"),
        ("has:priorty", 4, "did you mean “priority”?"),
        ("priority:high", 9, "is not a number"),
        ("priority:60..40", 9, "swap them"),
        ("received:yesterday", 9, "is not a date"),
        ("received:2026-13", 9, "is not in the calendar"),
        ("received:9999", 9, "is not in the calendar"),
        ("alleges:perhaps", 8, "alleges:true or alleges:false"),
        ("cotton~3", 0, "write cotton~1 or cotton~2"),
        ("a " * QUERY_CHARS_MAX, QUERY_CHARS_MAX, "look for a few words"),
        ("a " * (CLAUSES_MAX + 1), 2 * CLAUSES_MAX, "look for fewer"),
        ("(" * (DEPTH_MAX + 1) + "a", DEPTH_MAX, "inside one another"),
        ("NOT " * (DEPTH_MAX + 1) + "a", 4 * DEPTH_MAX, "inside one another"),
    ],
)
def test_what_makes_no_sense_is_explained_where_it_stands(
    text: str, position: int, words: str
) -> None:
    with pytest.raises(BadQuery) as caught:
        parse(text)
    assert caught.value.position == position
    assert words in str(caught.value)


_PIECES = st.sampled_from(
    (
        "(",
        ")",
        '"',
        "AND",
        "OR",
        "NOT",
        "-",
        "*",
        "~",
        ":",
        "..",
        ">=",
        "<",
        "goods:",
        "received:",
        "priority:",
        "has:",
        "2026-02-30",
        "强迫",
        "a",
        " ",
        "“",
        "»",
        "٣",
    )
)


@given(st.one_of(st.text(), st.lists(_PIECES).map("".join)))
def test_any_text_is_a_search_or_a_bad_query(text: str) -> None:
    with contextlib.suppress(BadQuery):
        parse(text)
