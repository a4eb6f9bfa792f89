"""Whether an organization of a case is one that a list names.

A list hit starts questions to a company, so a name must say more than a trade, a city
or one chance word: "Xinjiang Cotton" is no company, and "Giant" is not every giant.
"""

from dataclasses import dataclass

from rapidfuzz.distance import Indel

from tocsin.names.normal import name_tokens
from tocsin.names.overlap import Overlap, class_weight, compare, is_distinctive
from tocsin.names.words import PLACES

# A name that lacks a part of the listed name ("Hoshine Silicon" for "Hoshine Silicon
# Industry (Shanshan)") must still hold this share of what its words tell.
_SHARE_MIN = 0.6
_SHARE_OF_START_MIN = 0.45  # people shorten names from the end
_SHARED_WORDS_MIN = 2
_FULL_NAME = 0.97
_SAME_LETTERS = 0.92  # of all letters of both names: one slip in a name of eight
_SLIP_CHARS_MIN = 8
_SUBSIDIARY = 0.7  # the listed name inside a longer one, where subsidiaries count


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A listed name found.

    Attributes:
        score: 0 to 1.
        shared: the words that both names hold.
        alone: the name is a single word.
        spelled: a word of it is spelled otherwise than listed.
    """

    score: float
    shared: tuple[str, ...]
    alone: bool = False
    spelled: bool = False


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
    letters = Indel.normalized_similarity("".join(ours), "".join(theirs))
    if letters == 1.0:
        return NameMatch(1.0, ours, alone=len(ours) == 1)
    found = compare(ours, theirs, class_weight)
    if letters >= _SAME_LETTERS and _is_slip(found, "".join(theirs)):
        return NameMatch(letters, ours, alone=len(ours) == 1, spelled=True)
    if _may_be_one(found):
        return _part(found, theirs, subsidiaries=subsidiaries)
    return None


def _part(
    found: Overlap, theirs: tuple[str, ...], *, subsidiaries: bool
) -> NameMatch | None:
    """A name of which the listed one holds enough, or that holds the listed one."""
    spelled = bool(found.spelled)
    if any(map(is_distinctive, found.only_a)):
        whole = subsidiaries and not any(map(is_distinctive, found.only_b))
        return NameMatch(_SUBSIDIARY, found.shared, spelled=spelled) if whole else None
    share = sum(map(class_weight, found.shared)) / sum(map(class_weight, theirs))
    starts = theirs[: len(found.shared)] == found.shared
    if share < (_SHARE_OF_START_MIN if starts else _SHARE_MIN):
        return None
    return NameMatch(min(_FULL_NAME, found.score), found.shared, spelled=spelled)


def _is_slip(found: Overlap, letters: str) -> bool:
    """A typing error: one word differs, no number and no place does."""
    differing = len(found.spelled) + max(len(found.only_a), len(found.only_b))
    unequal = (*found.only_a, *found.only_b)
    if len(letters) < _SLIP_CHARS_MIN or differing != 1:
        return False
    if any(map(str.isdigit, unequal)):
        return False
    return not unequal or not all(word in PLACES for word in unequal)


def _may_be_one(found: Overlap) -> bool:
    """Two shared words, one of them telling; numbers and places do not differ."""
    if len(found.shared) < _SHARED_WORDS_MIN:
        return False
    for kind in (str.isdigit, PLACES.__contains__):
        if any(map(kind, found.only_a)) and any(map(kind, found.only_b)):
            return False
    return any(map(is_distinctive, found.shared))
