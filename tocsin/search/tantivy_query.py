"""Compiles a search into tantivy's own query."""

import re
import unicodedata
from datetime import datetime

import tantivy

from tocsin.search.fields import BY_NAME, WORDS
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
from tocsin.search.spans import milliseconds
from tocsin.search.tantivy_schema import PRESENT
from tocsin.search.tantivy_words import words

# A longer value makes an automaton of megabytes, and nobody types it: it comes from us.
ANY_CASE_CHARS_MAX = 300

_MUST, _SHOULD = tantivy.Occur.Must, tantivy.Occur.Should
_MUST_NOT = tantivy.Occur.MustNot


def compiled(query: Query, schema: tantivy.Schema) -> tantivy.Query:
    """The query of tantivy with the same meaning."""
    match query:
        case And(clauses):
            return every([compiled(clause, schema) for clause in clauses])
        case Or(clauses):
            return some([compiled(clause, schema) for clause in clauses])
        case Not(clause):
            return without(tantivy.Query.all_query(), compiled(clause, schema))
        case Word() | Phrase():
            return _in_text(query, schema)
        case _:
            return _exact(query, schema)


def _exact(
    query: Everything | Exists | Range | Term, schema: tantivy.Schema
) -> tantivy.Query:
    match query:
        case Everything():
            return tantivy.Query.all_query()
        case Exists(field):
            return tantivy.Query.term_query(schema, PRESENT, field)
        case Range(field, low, high):
            return between(schema, field, _number(field, low), _number(field, high))
        case Term(field, value, prefix):
            if BY_NAME[field].kind == "boolean":
                return tantivy.Query.term_query(schema, field, value == "true")
            return _keyword(schema, field, value, prefix=prefix)


def _keyword(
    schema: tantivy.Schema, field: str, value: str, *, prefix: bool
) -> tantivy.Query:
    """A keyword in any case of its ASCII letters, as Elasticsearch has it."""
    if len(value) > ANY_CASE_CHARS_MAX:
        return tantivy.Query.term_query(schema, field, value)
    pattern = "".join(
        f"[{char.lower()}{char.upper()}]"
        if char.isascii() and char.isalpha()
        else re.escape(char)
        for char in value
    )
    return tantivy.Query.regex_query(schema, field, pattern + "(.|\\n)*" * prefix)


def without(query: tantivy.Query, barred: tantivy.Query) -> tantivy.Query:
    """The first matches and the second does not."""
    return tantivy.Query.boolean_query([(_MUST, query), (_MUST_NOT, barred)])


def every(queries: list[tantivy.Query]) -> tantivy.Query:
    """All match."""
    return tantivy.Query.boolean_query([(_MUST, query) for query in queries])


def some(queries: list[tantivy.Query]) -> tantivy.Query:
    """At least one matches."""
    return tantivy.Query.boolean_query([(_SHOULD, query) for query in queries])


def between(
    schema: tantivy.Schema, field: str, low: int | None, high: int | None
) -> tantivy.Query:
    """A range of a number field; both ends belong to it, None is open."""
    if low is None and high is None:
        return tantivy.Query.all_query()
    return tantivy.Query.range_query(
        schema, field, tantivy.FieldType.Integer, low, high
    )


def _number(field: str, bound: str | None) -> int | None:
    if bound is None:
        return None
    if BY_NAME[field].kind == "date":
        return milliseconds(datetime.fromisoformat(bound))
    return int(bound)


def _in_text(leaf: Word | Phrase, schema: tantivy.Schema) -> tantivy.Query:
    wanted = words(unicodedata.normalize("NFC", leaf.text))
    fields = WORDS if leaf.field is None else (leaf.field,)
    if not wanted:
        return tantivy.Query.empty_query()
    if isinstance(leaf, Phrase) or not (leaf.prefix or leaf.edits):
        return some([_run(schema, field, wanted) for field in fields])
    exact = wanted[:-1] if leaf.prefix else []
    loose = wanted[-1:] if leaf.prefix else wanted
    parts = [some([_run(schema, field, [word]) for field in fields]) for word in exact]
    parts += [
        some([_loose(schema, field, word, leaf) for field in fields]) for word in loose
    ]
    return every(parts)


def _run(schema: tantivy.Schema, field: str, wanted: list[str]) -> tantivy.Query:
    if len(wanted) == 1:
        return tantivy.Query.term_query(schema, field, wanted[0])
    return tantivy.Query.phrase_query(schema, field, [*wanted])


def _loose(schema: tantivy.Schema, field: str, word: str, leaf: Word) -> tantivy.Query:
    return tantivy.Query.fuzzy_term_query(
        schema, field, word, distance=leaf.edits, prefix=leaf.prefix
    )
