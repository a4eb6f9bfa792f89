"""Compiles a search into the query language of Elasticsearch."""

import unicodedata

from tocsin.search.elastic_mapping import Json
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
from tocsin.search.tantivy_words import words


def compiled(query: Query) -> Json:
    """The query of Elasticsearch with the same meaning; nothing is scored."""
    match query:
        case And(clauses):
            return every([compiled(clause) for clause in clauses])
        case Or(clauses):
            return some([compiled(clause) for clause in clauses])
        case Not(clause):
            return {"bool": {"must_not": [compiled(clause)]}}
        case Word() | Phrase():
            return _in_text(query)
        case _:
            return _exact(query)


def every(queries: list[Json]) -> Json:
    """All match."""
    return {"bool": {"filter": queries}}


def some(queries: list[Json]) -> Json:
    """At least one matches."""
    return {"bool": {"should": queries, "minimum_should_match": 1}}


def _exact(query: Everything | Exists | Range | Term) -> Json:
    match query:
        case Everything():
            return {"match_all": {}}
        case Exists(field):
            return {"exists": {"field": field}}
        case Term(field, value, prefix):
            if BY_NAME[field].kind == "boolean":
                return {"term": {field: {"value": value}}}
            how = {"value": value, "case_insensitive": True}
            return {"prefix" if prefix else "term": {field: how}}
        case Range(field, low, high):
            bounds = {"gte": low, "lte": high}
            given = {key: bound for key, bound in bounds.items() if bound is not None}
            return {"range": {field: given}}


def _in_text(leaf: Word | Phrase) -> Json:
    text = unicodedata.normalize("NFC", leaf.text)
    fields = WORDS if leaf.field is None else (leaf.field,)
    if isinstance(leaf, Phrase) or not (leaf.prefix or leaf.edits):
        return some([_run(field, text) for field in fields])
    wanted = words(text)
    if not wanted:
        return {"match_none": {}}
    # Only the last word of a beginning is unfinished; any word may be misspelt.
    exact = wanted[:-1] if leaf.prefix else []
    loose = wanted[-1:] if leaf.prefix else wanted
    parts = [some([_run(field, word) for field in fields]) for word in exact]
    parts += [some([_loose(field, word, leaf) for field in fields]) for word in loose]
    return every(parts)


def _run(field: str, text: str) -> Json:
    return {"match_phrase": {field: {"query": text}}}


def _loose(field: str, word: str, leaf: Word) -> Json:
    # constant_score matches every word in reach; the default stops at 50 of them.
    if leaf.prefix:
        return {"prefix": {field: {"value": word, "rewrite": "constant_score"}}}
    how = {"value": word, "fuzziness": leaf.edits, "rewrite": "constant_score"}
    return {"fuzzy": {field: how}}
