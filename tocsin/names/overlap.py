"""What two names share, word by word, weighed by how much each word tells."""

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz.distance import Indel, JaroWinkler

from tocsin.names.words import GENERIC, PLACES

Weight = Callable[[str], float]

# Shared by chance among companies of one trade or one city; measured on nothing, only
# ordered: a distinctive word outweighs three words of trade or place.
GENERIC_WEIGHT = 0.25
PLACE_WEIGHT = 0.3
NUMBER_WEIGHT = 0.5
# Spellings of one word: Akesu and Aksu 0.89, Hotan and Hetian 0.73 (those are aliases).
_SAME_WORD = 0.87
_SAME_LETTERS = 0.82  # one letter of six exchanged
_FUZZY_CHARS_MIN = 4  # "Wuxi" and "Wuyi" are two cities: short words must be equal
_SAME_COMPACT = 0.92


def class_weight(word: str) -> float:
    """How much a word tells, by its class alone; 0 to 1."""
    if word in GENERIC:
        return GENERIC_WEIGHT
    if word in PLACES:
        return PLACE_WEIGHT
    return NUMBER_WEIGHT if word.isdigit() else 1.0


def is_distinctive(word: str) -> bool:
    """Whether a word can tell one organization from others."""
    return class_weight(word) == 1.0 and len(word) > 1


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two names share.

    Attributes:
        score: 0 to 1, weighted Dice coefficient of the words; a word that is spelled
            otherwise counts as far as its letters agree.
        shared: words of the first name that the second has too.
        spelled: those of them that the second spells otherwise.
        only_a: words of the first name alone.
        only_b: words of the second name alone.
    """

    score: float
    shared: tuple[str, ...]
    spelled: tuple[str, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]


def same_word(a: str, b: str) -> bool:
    """Whether two words are spellings of one; numbers must be equal."""
    if a == b:
        return True
    if min(len(a), len(b)) < _FUZZY_CHARS_MIN or a.isdigit() or b.isdigit():
        return False
    if a[0] != b[0] or (a in PLACES and b in PLACES):
        # Hebei and Hubei are two provinces, not two spellings.
        return False
    return (
        JaroWinkler.similarity(a, b) >= _SAME_WORD
        and Indel.normalized_similarity(a, b) >= _SAME_LETTERS
    )


def compare(a: tuple[str, ...], b: tuple[str, ...], weight: Weight) -> Overlap:
    """What the words of two names share; both as `name_tokens` gives them."""
    rest = list(b)
    shared: list[str] = []
    unequal: list[str] = []
    for word in a:
        # Equal words first: a spelling must not take the place of the word itself.
        if word in rest:
            rest.remove(word)
            shared.append(word)
        else:
            unequal.append(word)
    only_a: list[str] = []
    spelled: list[str] = []
    loss = 0.0
    for word in unequal:
        twin = next((other for other in rest if same_word(word, other)), None)
        if twin is None:
            only_a.append(word)
        else:
            rest.remove(twin)
            spelled.append(word)
            loss += weight(word) * (1.0 - Indel.normalized_similarity(word, twin))
    if only_a and rest and _run_together(only_a, rest):
        shared, only_a, rest = [*shared, *only_a], [], []
    shared += spelled
    total = sum(map(weight, shared))
    whole = 2 * total + sum(map(weight, only_a)) + sum(map(weight, rest))
    score = 2 * (total - loss) / whole if whole else 0.0
    return Overlap(score, tuple(shared), tuple(spelled), tuple(only_a), tuple(rest))


def _run_together(a: list[str], b: list[str]) -> bool:
    """Whether words differ in their spaces only: `vogue tex` and `voguetex`."""
    left, right = "".join(a), "".join(b)
    if min(len(left), len(right)) < _FUZZY_CHARS_MIN or len(a) == len(b):
        return False
    return Indel.normalized_similarity(left, right) >= _SAME_COMPACT
