"""What becomes of a sign in its text: alleged, denied, or said to be put right.

Either way the sign is shown, for it was alleged; but a reviewer has to see at once that
the text also says that the passports were given back.
"""

from collections.abc import Iterator

from schemas.enrichment import Standing
from services.enrich.steps.clauses import Passage, crosses
from services.enrich.steps.lexicon import Place
from services.enrich.steps.patterns import Match
from services.enrich.steps.phrases import Phrases

# `Passports have since been returned to all`: further off the remedy is of something
# else. What is called by its name stands in lists, which are remedied as a whole.
REMEDY_WORDS_OFF = 6
# `will be returned`, `returned only for a fee`: a remedy that is not there yet.
_UNKEPT_BEFORE = 4
_UNKEPT_AFTER = 2
# `no longer confiscates passports`, but not `can no longer bear the beatings`.
NO_LONGER_WORDS_OFF = 1
_ANSWERS = frozenset({"remedied", "gone", "returned", "refunded", "denied"})
_GIVEN_BACK = {
    "retention_of_identity_documents": "cue:returned",
    "debt_bondage": "cue:refunded",
    "withholding_of_wages": "cue:refunded",
}


def standing_of(
    text: str, passage: Passage, match: Match, phrases: Phrases
) -> Standing:
    """What the sentence of a match says has become of it."""
    if passage.cues.isdisjoint(_ANSWERS):
        return "alleged"
    near = passage.last if match.kind == "name" else REMEDY_WORDS_OFF
    remedies = [(place, near) for place in _remedies(passage, match, phrases)]
    if not _is_lack(passage, match, phrases):
        set_id = phrases.set_id("cue:no_longer")
        remedies += [(p, NO_LONGER_WORDS_OFF) for p in passage.hits.places(set_id)]
    for place, most in remedies:
        if _apart(place, match.place) <= most and not _turns(
            text, passage, _between(place, match.place), phrases
        ):
            return "remedied"
    for place in passage.hits.places(phrases.set_id("cue:denied")):
        if place[0] < match.place[0] and not _turns(
            text, passage, _between(place, match.place), phrases
        ):
            return "denied"
    return "alleged"


def _remedies(passage: Passage, match: Match, phrases: Phrases) -> Iterator[Place]:
    """The places that may say of a match that it was put right."""
    yield from _kept(passage, phrases, "cue:remedied")
    # Workers disappear too: of what is only told, that it is gone is not plain enough.
    if match.kind == "name":
        yield from _kept(passage, phrases, "cue:gone")
    if (given_back := _GIVEN_BACK.get(match.label)) is not None:
        yield from _kept(passage, phrases, given_back)


def _is_lack(passage: Passage, match: Match, phrases: Phrases) -> bool:
    """Whether a match is about what is not there: then `no longer` makes it worse."""
    negations = {at for at, _ in passage.hits.places(phrases.set_id("not"))}
    return any(not negations.isdisjoint(range(*place)) for place in match.held)


def clears(passage: Passage, phrases: Phrases) -> bool:
    """Whether a sentence says of all signs, or of those before it, that they are gone.

    `None of the eleven indicators applies any longer`, `all of these were dealt with`.
    """
    if "all_of_it" not in passage.cues:
        return False
    everything = passage.hits.places(phrases.set_id("cue:all_of_it"))
    covered = {at for start, end in everything for at in range(start, end)}
    return any(
        next(_kept(passage, phrases, cue, but=covered), None) is not None
        for cue in ("cue:remedied", "cue:gone")
    )


def _kept(
    passage: Passage, phrases: Phrases, cue: str, *, but: set[int] | None = None
) -> Iterator[Place]:
    """The places of a cue that nothing around it takes back.

    Args:
        passage: the sentence.
        phrases: of its language.
        cue: the name of a set.
        but: words that take nothing back.
    """
    places = passage.hits.places(phrases.set_id(cue))
    unkept = passage.hits.places(phrases.set_id("cue:unkept")) if places else []
    for first, last in places:
        beside = {*range(first - _UNKEPT_BEFORE, first)}
        beside |= {*range(last, last + _UNKEPT_AFTER)}
        if beside.difference(but or ()).isdisjoint(start for start, _ in unkept):
            yield first, last


def _apart(one: Place, other: Place) -> int:
    """How many words stand between two places."""
    return max(one[0] - other[1], other[0] - one[1], 0)


def _between(one: Place, other: Place) -> Place:
    """The words from the earlier of two places up to the later."""
    return min(one[1], other[1]), max(one[0], other[0])


def _turns(text: str, passage: Passage, place: Place, phrases: Phrases) -> bool:
    """Whether the sentence turns to something else between two words."""
    first, last = place
    turns = passage.hits.places(phrases.set_id("cue:turned"))
    if any(first <= start < last for start, _ in turns):
        return True
    return first <= last and crosses(text, passage.words, (first - 1, last))
