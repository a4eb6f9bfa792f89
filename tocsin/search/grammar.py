"""The language of a search: text in, `query.Query` out.

cotton "forced labor" -school        words, a phrase, without a word
ginning OR spinning                  either; words side by side mean AND
country:CN (cotton OR yarn)          an exact value of a field; parentheses
name:"Blue River Mills"              words in order in a text field
sounds:rahman                        names that sound like it
goods:(cotton OR "cotton yarn")      several values of one field
uighur~ passp*                       up to two letters off; beginnings
priority:>=60  priority:40..60       numbers
received:2026-01..2026-03            dates; a part of a date is its whole span
has:assignee                         the field has a value
"""

from collections.abc import Callable

from tocsin.errors import BadQuery
from tocsin.search.fields import Field
from tocsin.search.lexer import Token, searchable, tokens
from tocsin.search.matching import usual_edits
from tocsin.search.query import (
    And,
    Everything,
    Exists,
    Not,
    Or,
    Phrase,
    Query,
    Term,
    Word,
)
from tocsin.search.values import exact, field_named

# A page of text; more is a document pasted by mistake.
QUERY_CHARS_MAX = 2000
# Each word is looked for in three fields, and Lucene allows 1,024 clauses by default.
CLAUSES_MAX = 200
# Each level nests two boolean queries, and Elasticsearch allows 30 inside one another
# (indices.query.bool.max_nested_depth).
DEPTH_MAX = 10
# A Levenshtein automaton of more than two edits matches almost anything.
EDITS_MAX = 2
_FUZZY_TILDE = "~"


def parse(text: str) -> Query:
    """Understand a search.

    Args:
        text: up to QUERY_CHARS_MAX characters; empty or `*` means every case.

    Raises:
        BadQuery: says what is wrong, where, and how to mend it.
    """
    if len(text) > QUERY_CHARS_MAX:
        raise BadQuery(
            f"The search has {len(text)} characters, {QUERY_CHARS_MAX} at most: "
            "look for a few words of it.",
            QUERY_CHARS_MAX,
        )
    if text.strip() in {"", "*"}:
        return Everything()
    return _Parser(tokens(text)).run()


class _Parser:
    """Recursive descent: either := all (OR all)*, all := one (AND? one)*."""

    def __init__(self, pieces: list[Token]) -> None:
        self._pieces = pieces
        self._at = 0
        self._depth = 0
        self._clauses = 0

    def run(self) -> Query:
        query = self._either(None)
        if (left := self._peek()).sign != "end":
            raise BadQuery(
                f"The “)” at character {left.position + 1} closes nothing: "
                "leave it out.",
                left.position,
            )
        if query is None:
            raise BadQuery("There is nothing to look for: write at least one word.", 0)
        return query

    def _peek(self) -> Token:
        return self._pieces[self._at]

    def _take(self) -> Token:
        piece = self._pieces[self._at]
        self._at += 1
        return piece

    def _either(self, field: Field | None) -> Query | None:
        found = [self._all(field)]
        while self._peek().sign == "or":
            self._take()
            self._need_operand()
            found.append(self._all(field))
        return _joined(found, Or)

    def _all(self, field: Field | None) -> Query | None:
        found: list[Query | None] = []
        while True:
            self._refuse_operator()
            found.append(self._one(field))
            if self._peek().sign == "and":
                self._take()
                self._need_operand()
            elif self._peek().sign in {"or", ")", "end"}:
                return _joined(found, And)

    def _refuse_operator(self) -> None:
        piece = self._peek()
        if piece.sign in {"and", "or"}:
            raise BadQuery(
                f"{piece.text} at character {piece.position + 1} has nothing before "
                f'it: write one there, or "{piece.text.lower()}" to look for the word.',
                piece.position,
            )

    def _need_operand(self) -> None:
        before = self._pieces[self._at - 1]
        if self._peek().sign in {"end", ")"}:
            raise BadQuery(
                f"“{before.text}” at character {before.position + 1} has nothing after "
                "it: write what it is for, or leave it out.",
                before.position,
            )

    def _one(self, field: Field | None) -> Query | None:
        piece = self._take()
        match piece.sign:
            case "not":
                self._need_operand()
                inner = self._deeper(piece, lambda: self._one(field))
                return None if inner is None else Not(inner)
            case "(":
                return self._group(piece, field)
            case "field":
                return self._field(piece, field)
            case "word" | "phrase":
                return self._leaf(piece, field)
            case _:
                raise BadQuery(
                    f"Something is missing at character {piece.position + 1}: write a "
                    "word there, or leave out the parentheses.",
                    piece.position,
                )

    def _group(self, opening: Token, field: Field | None) -> Query | None:
        inner = self._deeper(opening, lambda: self._either(field))
        if self._take().sign != ")":
            raise BadQuery(
                f"The “(” at character {opening.position + 1} is not closed: add “)”.",
                opening.position,
            )
        return inner

    def _deeper(self, piece: Token, inner: Callable[[], Query | None]) -> Query | None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise BadQuery(
                f"More than {DEPTH_MAX} parentheses inside one another: use fewer.",
                piece.position,
            )
        found = inner()
        self._depth -= 1
        return found

    def _field(self, name: Token, outer: Field | None) -> Query | None:
        if outer is not None:
            raise BadQuery(
                f"“{name.text}:” stands inside “{outer.query}:(...)”: close the "
                "parenthesis before it, or quote it.",
                name.position,
            )
        if self._peek().sign not in {"word", "phrase", "("}:
            raise BadQuery(
                f"“{name.text}:” has no value: write {name.text}:value.", name.position
            )
        if name.text.lower() == "has":
            value = self._take()
            self._count(value)
            return Exists(field_named(value.text, value.position).name)
        return self._one(field_named(name.text, name.position))

    def _leaf(self, piece: Token, field: Field | None) -> Query | None:
        if not searchable(piece.text):
            if field is None:
                return None  # punctuation: never indexed, so it asks for nothing
            raise BadQuery(
                f"“{field.query}:{piece.text}” has no value: write "
                "a letter or a digit.",
                piece.position,
            )
        self._count(piece)
        if field is not None and field.kind != "text":
            if field.kind == "keyword" and piece.sign == "word":
                stem = piece.text.rstrip("*")
                return Term(field.name, stem, prefix=stem != piece.text)
            return exact(field, piece.text, piece.position)
        name = field.name if field else None
        if piece.sign == "phrase":
            return Phrase(piece.text, name)
        return _word(piece, name)

    def _count(self, piece: Token) -> None:
        self._clauses += 1
        if self._clauses > CLAUSES_MAX:
            raise BadQuery(
                f"More than {CLAUSES_MAX} words and values: look for fewer.",
                piece.position,
            )


def _joined(found: list[Query | None], join: type[And] | type[Or]) -> Query | None:
    clauses = tuple(clause for clause in found if clause is not None)
    if len(clauses) > 1:
        return join(clauses)
    return clauses[0] if clauses else None


def _word(piece: Token, field: str | None) -> Query:
    text = piece.text
    if text.endswith("*"):
        return Word(text.rstrip("*"), field, prefix=True)
    stem, tilde, edits = text.rpartition(_FUZZY_TILDE)
    if not tilde or not searchable(stem) or not (edits.isdecimal() or not edits):
        return Word(text, field)
    if not edits:
        return Word(stem, field, edits=usual_edits(stem))
    if edits.isascii() and int(edits) <= EDITS_MAX:
        return Word(stem, field, edits=int(edits))
    raise BadQuery(
        f"“{text}” allows too many other letters: write {stem}~1 or {stem}~2.",
        piece.position,
    )
