"""Writes searches for people who do not know the grammar."""

from collections.abc import Iterable

from tocsin.search.lexer import searchable

FIELDS = ("all", "phrase", "any", "none", "near")
"""What the form asks for: all of these words, these words in this order, any of them,
none of them, words spelled nearly like these."""

_OPERATORS = frozenset({"AND", "OR", "NOT"})
_QUOTES = str.maketrans(dict.fromkeys('"“”„«»', " "))
_SYNTAX = str.maketrans(dict.fromkeys('"“”„«»()~*', " "))


def written(given: dict[str, str]) -> str:
    """The search that the form asks for.

    Args:
        given: a name of FIELDS -> what was typed; nothing typed is an operator.
    """
    parts = list(_words(given.get("all", "")))
    phrase = " ".join(given.get("phrase", "").translate(_QUOTES).split())
    if searchable(phrase):
        parts.append(f'"{phrase}"')
    choices = list(_words(given.get("any", "")))
    if choices:
        joined = " OR ".join(choices)
        parts.append(f"({joined})" if len(choices) > 1 else joined)
    parts += (f"-{word}" for word in _words(given.get("none", "")))
    near = (word for word in _words(given.get("near", "")) if not word.startswith('"'))
    parts += (f"{word}~" for word in near)
    return " ".join(parts)


def _words(typed: str) -> Iterable[str]:
    for word in typed.translate(_SYNTAX).split():
        bare = word.lstrip("-")
        if not searchable(bare):
            continue
        yield f'"{bare}"' if bare in _OPERATORS or ":" in bare else bare
