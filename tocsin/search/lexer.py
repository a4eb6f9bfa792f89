"""Cuts the text of a search into words, phrases, fields, operators and parentheses."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from tocsin.errors import BadQuery

Sign = Literal["(", ")", "and", "or", "not", "field", "word", "phrase", "end"]

_FIELD = re.compile(r"([A-Za-z_]+):")
_WORD = re.compile(r"[^\s()\"“”„«»]+")
_OPERATORS: dict[str, Sign] = {"AND": "and", "OR": "or", "NOT": "not"}
# What people type or paste for a quotation mark, opening to closing.
_QUOTES = {'"': '"“”', "“": '”"', "„": '“”"', "«": "»"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a search.

    Attributes:
        sign: what it is.
        text: the word, the words of a phrase, or the name of a field.
        position: index of its first character in the search.
    """

    sign: Sign
    text: str
    position: int


def searchable(text: str) -> bool:
    """Whether any letter, digit or mark is in it: the rest is never indexed."""
    return any(unicodedata.category(char)[0] in "LNM" for char in text)


def tokens(text: str) -> list[Token]:
    """The pieces in order, the last one an `end`.

    Raises:
        BadQuery: a quotation mark is not closed.
    """
    found: list[Token] = []
    position = 0
    while (position := _skip_blanks(text, position)) < len(text):
        after_field = bool(found) and found[-1].sign == "field"
        token, position = _next(text, position, after_field=after_field)
        found.append(token)
    found.append(Token("end", "", len(text)))
    return found


def _skip_blanks(text: str, position: int) -> int:
    while position < len(text) and (text[position].isspace() or text[position] in "”»"):
        position += 1
    return position


def _next(text: str, position: int, *, after_field: bool) -> tuple[Token, int]:
    char = text[position]
    if char == "(":
        return Token("(", char, position), position + 1
    if char == ")":
        return Token(")", char, position), position + 1
    if char in _QUOTES:
        return _phrase(text, position)
    # The minus of "-word" excludes; one inside a word or before a blank is a character.
    if char == "-" and not after_field and _binds(text, position + 1):
        return Token("not", char, position), position + 1
    field = None if after_field else _FIELD.match(text, position)
    if field is not None:
        return Token("field", field[1], position), field.end()
    word = _WORD.match(text, position)
    end = word.end() if word else position + 1
    run = text[position:end]
    sign = "word" if after_field else _OPERATORS.get(run, "word")
    return Token(sign, run, position), end


def _binds(text: str, position: int) -> bool:
    return position < len(text) and not text[position].isspace()


def _phrase(text: str, start: int) -> tuple[Token, int]:
    closing = _QUOTES[text[start]]
    for end in range(start + 1, len(text)):
        if text[end] in closing:
            return Token("phrase", text[start + 1 : end].strip(), start), end + 1
    raise BadQuery(
        f"The quotation mark at character {start + 1} is not closed: "
        'add " at the end of the phrase, or leave this one out.',
        start,
    )
