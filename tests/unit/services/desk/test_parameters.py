import pytest

from services.desk.labels import label
from services.desk.parameters import LIMIT_MAX, Parameters
from tocsin.errors import BadQuery
from tocsin.search.base import Sort
from tocsin.search.query import And, Everything, Not, Or, Range, Term, Word

HIDDEN = Not(Or((Term("stage", "partial"), Term("stage", "erased"))))


def test_without_parameters_all_cases_come_by_priority() -> None:
    request = Parameters([]).request()
    assert request.query == And((Everything(), HIDDEN))
    assert request.sort == Sort("priority", descending=True)
    assert (request.limit, request.after, request.filters) == (20, None, {})


def test_a_facet_parameter_may_be_repeated() -> None:
    items = [("country", "MY"), ("country", "!TH"), ("goods", "glove")]
    request = Parameters(items).request()
    assert request.filters == {"country": ["MY", "!TH"], "goods": ["glove"]}


def test_words_and_bounds_of_priority_and_time_must_all_hold() -> None:
    items = [("q", "passport"), ("priority_min", "40"), ("from", "2026-03")]
    query = Parameters(items).request().query
    assert isinstance(query, And)
    word, hidden, received, priority = query.clauses
    assert (word, hidden) == (Word("passport"), HIDDEN)
    assert isinstance(received, Range)
    assert (received.field, received.high) == ("received_at", None)
    assert priority == Range("priority", "40", "100")


def test_a_sort_without_a_minus_is_ascending() -> None:
    request = Parameters([("sort", "received")]).request()
    assert request.sort == Sort("received", descending=False)


@pytest.mark.parametrize(
    ("items", "told", "parameter"),
    [
        ([("contry", "MY")], "did you mean country", "contry"),
        ([("q", "a"), ("q", "b")], "q: give it once", "q"),
        ([("limit", "0")], f"from 1 to {LIMIT_MAX}", "limit"),
        ([("limit", "many")], "whole number", "limit"),
        ([("sort", "colour")], "unknown sort", "sort"),
        ([("match", "loose")], "unknown match", "match"),
        ([("q", "(open")], "closed|parenthesis|\\(", "q"),
        ([("from", "2026 OR tea")], "give a day", "from"),
        ([("to", "2026-13")], "not in the calendar", "to"),
        ([("country", str(n)) for n in range(101)], "at most 100 values", "country"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_named_with_how_to_mend_it(
    items: list[tuple[str, str]], told: str, parameter: str
) -> None:
    with pytest.raises(BadQuery, match=told) as refused:
        Parameters(items).request()
    assert refused.value.parameter == parameter


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ([("limit", "9" * 5_000)], "limit: give a whole number"),
        ([("q", f"{'a' * 1_900}~2")], "A word of 1900 letters"),
        ([("q", "word " * 21), ("match", "near")], "More than 20 words"),
        (
            [
                (facet, f"{n}")
                for facet in ("goods", "country", "list")
                for n in range(67)
            ],
            "at most 200 parameters",
        ),
    ],
    ids=["number", "long word", "near", "values"],
)
def test_a_search_that_would_keep_others_waiting_is_refused(
    items: list[tuple[str, str]], told: str
) -> None:
    with pytest.raises(BadQuery, match=told):
        Parameters(items).request()


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("country", "TR", "Türkiye"),
        ("country", "QQ", "QQ"),
        ("subregion", "CN-XJ", "Xinjiang Uygur Zizhiqu"),
        ("indicator", "debt_bondage", "Debt bondage"),
        ("list", "uflpa", "UFLPA lists"),
        ("goods", "cotton shirt", "cotton shirt"),
    ],
)
def test_a_value_has_a_label_for_people(field: str, value: str, told: str) -> None:
    assert label(field, value) == told
