"""What surrounds a match and takes its force away: denial, policy, law, definition.

A past, denied or remedied allegation is still an allegation; only words that say that
the thing is not so, must not be, or is a definition, take a match away.
"""

from services.enrich.steps.clauses import Passage, is_border
from services.enrich.steps.lexicon import Place
from services.enrich.steps.patterns import Match
from services.enrich.steps.phrases import Phrases
from services.enrich.steps.words import fold

# "The company does not in any way hold passports": further back stands another verb.
NEGATION_WORDS_BACK = 4
# `Ils ne dormaient que quatre heures`: they did sleep, and only so much.
_RESTRICTED = frozenset({"ne", "n"})
_ONLY = frozenset({"que", "qu"})
_DENIED = frozenset({"pas", "plus", "jamais", "rien", "personne", "aucun", "aucune"})
ONLY_WORDS_MAX = 6
_NUMBER_SIGNS = frozenset({"no", "n", "n\u00ba", "n\u00b0"})
RULES = ("policy", "law", "generic")


def is_negated(text: str, passage: Passage, match: Match, phrases: Phrases) -> bool:
    """Whether a negation governs the match, or a fixed expression holds it.

    A negation that is part of the pattern itself does not count.
    """
    masked = _covered(passage, phrases.set_id("cue:masked"))
    if any(start in masked for start, _ in match.held):
        return True
    excused = _covered(passage, phrases.set_id("cue:not_negated"))
    first, last = match.place
    negations = passage.hits.places(phrases.set_id("cue:negated"))
    if any(_holds(match, place) for place in negations):
        return False  # `ne ... pas`, `nobody ... not`: the pattern is about a lack
    for place in negations:
        if place[0] in excused or _is_no_denial(passage, place):
            continue
        if first <= place[0] < last:
            return True
        if place[0] < first <= place[1] + NEGATION_WORDS_BACK and not any(
            is_border(text, passage.words, at) for at in range(place[0], first)
        ):
            return True
        # A weak sign says nothing of what is done: `passports are not held`.
        if match.kind == "weak" and last <= place[0] < last + NEGATION_WORDS_BACK:
            return True
    return any(
        place[0] < first
        for place in passage.hits.places(phrases.set_id("cue:no_evidence"))
    )


def _is_no_denial(passage: Passage, place: Place) -> bool:
    """`No. 7`, `n\u00b0 3` and `ne ... que`: words of denial by their letters only."""
    first, last = place
    word = passage.words.texts[first].casefold()
    following = [fold(w) for w in passage.words.texts[last : last + ONLY_WORDS_MAX]]
    if word in _NUMBER_SIGNS and following[:1] and following[0].isdigit():
        return True
    if word not in _RESTRICTED or _ONLY.isdisjoint(following):
        return False
    until = min(following.index(only) for only in _ONLY if only in following)
    return _DENIED.isdisjoint(following[:until])


def is_rule(passage: Passage) -> bool:
    """Whether the sentence says what should be, or what a word means."""
    return "breach" not in passage.cues and not passage.cues.isdisjoint(RULES)


def _covered(passage: Passage, set_id: int) -> set[int]:
    return {
        at for start, end in passage.hits.places(set_id) for at in range(start, end)
    }


def _holds(match: Match, place: Place) -> bool:
    return any(start <= place[0] < end for start, end in match.held)
