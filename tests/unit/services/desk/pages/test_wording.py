import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.desk.pages.wording import FIELDS, written
from tocsin.search.grammar import QUERY_CHARS_MAX, parse
from tocsin.search.query import And, Not, Or, Phrase, Word


def test_the_form_writes_each_kind_of_clause() -> None:
    given = {
        "all": "cotton yarn",
        "phrase": "forced labor",
        "any": "ginning spinning",
        "none": "school",
        "near": "uighur",
    }
    query = written(given)
    assert query == ('cotton yarn "forced labor" (ginning OR spinning) -school uighur~')
    assert parse(query) == And(
        (
            Word("cotton"),
            Word("yarn"),
            Phrase("forced labor"),
            Or((Word("ginning"), Word("spinning"))),
            Not(Word("school")),
            Word("uighur", edits=2),
        )
    )


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("OR cotton", '"OR" cotton'),
        ("salt NOT", 'salt "NOT"'),
        ("a:b", '"a:b"'),
        ('"(half', "half"),
        ("-school", "school"),
        ("- ( ~", ""),
    ],
)
def test_nothing_typed_into_the_form_is_an_operator(typed: str, query: str) -> None:
    assert written({"all": typed}) == query


@given(st.fixed_dictionaries({name: st.text(max_size=20) for name in FIELDS}))
def test_what_the_form_writes_can_always_be_read(given: dict[str, str]) -> None:
    query = written(given)
    assert len(query) < QUERY_CHARS_MAX
    parse(query)
