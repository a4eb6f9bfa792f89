"""How closely the words of a search must be met: one switch for all of them."""

from typing import Literal, get_args

from tocsin.search.query import And, Or, Query, Term, Word
from tocsin.search.sounds import sounds

Match = Literal["exact", "near", "sounds"]
"""`exact`: as written. `near`: a letter or two may differ. `sounds`: as written, or in
names that sound alike."""

MATCHES: tuple[Match, ...] = get_args(Match)

NAMES = "organization_names"
SOUNDS = "name_sounds"


def matched(query: Query, how: Match) -> Query:
    """The search with its plain words met that closely.

    What is written otherwise stays as it is: phrases, beginnings, words with their own
    `~`, values of fields, and what a search leaves out. So a quoted word is exact.
    """
    if how == "exact":
        return query
    match query:
        case And(clauses):
            return And(tuple(matched(clause, how) for clause in clauses))
        case Or(clauses):
            return Or(tuple(matched(clause, how) for clause in clauses))
        case Word() if not (query.prefix or query.edits):
            return _near(query) if how == "near" else _heard(query)
        case _:
            return query


def usual_edits(word: str) -> int:
    """Letters that may differ: Elasticsearch's AUTO, 0 below 3 letters, 2 from 6 on."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2  # noqa: PLR2004


def sounding(text: str) -> Query | None:
    """Cases with names that sound like each word of a text; None where none has a
    sound.
    """
    terms = tuple(Term(SOUNDS, code) for code in sounds(text))
    if not terms:
        return None
    return And(terms) if len(terms) > 1 else terms[0]


def _near(word: Word) -> Query:
    return Word(word.text, word.field, edits=usual_edits(word.text))


def _heard(word: Word) -> Query:
    heard = sounding(word.text) if word.field in {None, NAMES} else None
    return word if heard is None else Or((word, heard))
