"""The page of the grammar shows what the parser does."""

import pytest

from tests.docs.pages import page, rows
from tocsin.search import grammar
from tocsin.search.fields import BY_QUERY, Field
from tocsin.search.grammar import parse
from tocsin.search.matching import MATCHES
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

PAGE = page("reference/search-grammar.md")
COTTON = Word("cotton")
EITHER = Or((Word("ginning"), Word("spinning")))
MEANINGS: dict[str, Query] = {
    "cotton": COTTON,
    "cotton yarn": And((COTTON, Word("yarn"))),
    "cotton AND yarn": And((COTTON, Word("yarn"))),
    "ginning OR spinning": EITHER,
    "cotton NOT school": And((COTTON, Not(Word("school")))),
    "cotton -school": And((COTTON, Not(Word("school")))),
    '"forced labor"': Phrase("forced labor"),
    "(ginning OR spinning) cotton": And((EITHER, COTTON)),
    "passp*": Word("passp", prefix=True),
    "uighur~": Word("uighur", edits=2),
    "uighur~1": Word("uighur", edits=1),
    "country:CN": Term("countries_alleged", "CN"),
    'goods:(cotton OR "cotton yarn")': Or(
        (Term("goods", "cotton"), Term("goods", "cotton yarn"))
    ),
    'name:"Blue River Mills"': Phrase("Blue River Mills", "organization_names"),
    "sounds:rahman": Term("name_sounds", "RMN"),
    "alleges:true": Term("alleges_forced_labor", "true"),
    "priority:60": Range("priority", "60", "60"),
    "priority:>=60": Range("priority", "60", None),
    "priority:40..60": Range("priority", "40", "60"),
    "received:2026-03": Range(
        "received_at", "2026-03-01T00:00:00.000Z", "2026-03-31T23:59:59.999Z"
    ),
    "received:2026-01..2026-03": Range(
        "received_at", "2026-01-01T00:00:00.000Z", "2026-03-31T23:59:59.999Z"
    ),
    "received:>2026-03-14": Range("received_at", "2026-03-15T00:00:00.000Z", None),
    "has:assignee": Exists("assignee"),
    "*": Everything(),
}
KINDS = {
    "keyword": "exact",
    "text": "text",
    "sound": "sound",
    "date": "date",
    "integer": "number",
    "boolean": "true or false",
}


def test_each_example_of_the_page_is_tried() -> None:
    assert list(rows(PAGE, "Operators")) == list(MEANINGS)


@pytest.mark.parametrize("example", MEANINGS)
def test_an_example_means_what_the_page_says(example: str) -> None:
    assert parse(example) == MEANINGS[example]


def test_the_page_has_each_way_to_meet_words() -> None:
    assert tuple(rows(PAGE, "How closely")) == MATCHES


def test_the_page_has_each_field_with_its_kind() -> None:
    told = {name: cells[:3] for name, cells in rows(PAGE, "Fields").items()}
    assert told == {name: _cells(field) for name, field in BY_QUERY.items()}


def _cells(field: Field) -> list[str]:
    counted, sorts = "counted" * field.facet, "sorts" * field.sort
    return [KINDS[field.kind], counted, sorts]


def test_the_page_gives_the_limits_of_the_code() -> None:
    assert f"{grammar.QUERY_CHARS_MAX} characters" in PAGE
    assert f"{grammar.CLAUSES_MAX} words and values" in PAGE
    assert f"{grammar.DEPTH_MAX} parentheses" in PAGE
