"""Whether an organization of a case is one that a list names.

A list hit starts questions to a company, so a name must say more than a trade, a city
or one chance word: "Xinjiang Cotton" is no company, and "Giant" is not every giant.
"""

from dataclasses import dataclass

from tocsin.names.normal import name_tokens
from tocsin.names.overlap import Overlap, class_weight, compare, is_distinctive

# A name that lacks a part of the listed name ("Hoshine Silicon" for "Hoshine Silicon
# Industry (Shanshan)") must still hold this share of what its words tell.
_SHARE_MIN = 0.6
_SHARE_OF_START_MIN = 0.45  # people shorten names from the end
_SHARED_WORDS_MIN = 2
_FULL_NAME = 0.97
_SUBSIDIARY = 0.7  # the listed name inside a longer one, where subsidiaries count


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A listed name found; `score` 0 to 1; `alone`: the name is a single word."""

    score: float
    shared: tuple[str, ...]
    alone: bool


def match_listed(name: str, listed: str, *, subsidiaries: bool) -> NameMatch | None:
    """Match a name of the case with a listed one; None where they are two.

    Args:
        name: as the case spells it.
        listed: as the list spells it.
        subsidiaries: the list means subsidiaries too, so the listed name may be a part
            of a longer one.
    """
    ours, theirs = name_tokens(name), name_tokens(listed)
    if not ours or not theirs:
        return None
    if "".join(ours) == "".join(theirs):
        return NameMatch(1.0, ours, alone=len(ours) == 1)
    found = compare(ours, theirs, class_weight)
    if not _may_be_one(found):
        return None
    if any(map(is_distinctive, found.only_a)):
        return _subsidiary(found) if subsidiaries else None
    share = sum(map(class_weight, found.shared)) / sum(map(class_weight, theirs))
    starts = theirs[: len(found.shared)] == found.shared
    if share < (_SHARE_OF_START_MIN if starts else _SHARE_MIN):
        return None
    return NameMatch(round(min(_FULL_NAME, found.score), 3), found.shared, alone=False)


def _may_be_one(found: Overlap) -> bool:
    """Two shared words, one of them telling, and no two different numbers."""
    if len(found.shared) < _SHARED_WORDS_MIN:
        return False
    if _numbers(found.only_a) and _numbers(found.only_b):
        return False
    return any(map(is_distinctive, found.shared))


def _subsidiary(found: Overlap) -> NameMatch | None:
    if any(map(is_distinctive, found.only_b)):
        return None
    return NameMatch(_SUBSIDIARY, found.shared, alone=False)


def _numbers(words: tuple[str, ...]) -> bool:
    return any(word.isdigit() for word in words)
