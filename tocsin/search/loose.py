"""What a search may ask for that takes an index long: words with other letters, and
beginnings of values. Each is an automaton, built anew for every facet that is counted.
"""

from collections.abc import Iterator

from tocsin.errors import BadQuery
from tocsin.search.query import And, Not, Or, Query, Term, Word

LOOSE_MAX = 20
"""More words than people type; at 40 ms each with all facets, less than a second."""

LOOSE_CHARS_MAX = 50
"""The longest words of German and of chemistry have some. The automaton of a word grows
with its letters: one of 1,900 took 24 seconds."""


def check_loose(query: Query) -> None:
    """Refuse a search that would keep the index from others.

    Raises:
        BadQuery: too many such words, or too long ones.
    """
    found = list(_loose(query))
    if len(found) > LOOSE_MAX:
        raise BadQuery(
            f"More than {LOOSE_MAX} words with other letters or beginnings of values:"
            " look for fewer, or for exact ones."
        )
    longest = max(map(len, found), default=0)
    if longest > LOOSE_CHARS_MAX:
        raise BadQuery(
            f"A word of {longest} letters is looked for exactly only: leave out its"
            " “~” or “*”."
        )


def _loose(query: Query) -> Iterator[str]:
    match query:
        case And(clauses) | Or(clauses):
            for clause in clauses:
                yield from _loose(clause)
        case Not(clause):
            yield from _loose(clause)
        case Word(text=text, edits=edits) if edits:
            yield text
        case Term(value=value, prefix=True):
            yield value
        case _:
            return
