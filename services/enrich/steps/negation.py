"""What surrounds a match and takes its force away: denial, policy, law, definition.

A past, denied or remedied allegation is still an allegation; only words that say that
the thing is not so, must not be, or is a definition, take a match away. A game or a
lesson tells of nobody's work either.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from services.enrich.steps.clauses import Passage, crosses, is_border
from services.enrich.steps.lexicon import Place
from services.enrich.steps.patterns import Match
from services.enrich.steps.phrases import Phrases
from services.enrich.steps.words import fold

# "The company does not in any way hold passports": further back stands another verb.
NEGATION_WORDS_BACK = 4
# `No violence, threats or isolation`: what stands between two things of a list.
LISTED_WORDS_BETWEEN = 3
# Further ahead an `or` ends another list.
LISTED_WORDS_AHEAD = 12
# `Ils ne dormaient que quatre heures`: they did sleep, and only so much.
_RESTRICTED = frozenset({"ne", "n"})
_ONLY = frozenset({"que", "qu"})
_DENIED = frozenset({"pas", "plus", "jamais", "rien", "personne", "aucun", "aucune"})
ONLY_WORDS_MAX = 6
_NUMBER_SIGNS = frozenset({"no", "n", "n\u00ba", "n\u00b0"})
_DENIALS = frozenset({"negated", "no_evidence"})
RULES = ("policy", "law", "generic")
# One word of sport is a figure of speech, two are a match.
SPORT_TERMS_MIN = 2


def undenied(
    text: str, passage: Passage, matches: Sequence[Match], phrases: Phrases
) -> list[Match]:
    """The matches of a sentence that nothing around them takes away."""
    if not matches:
        return []
    masked = _covered(passage, phrases.set_id("cue:masked"))
    plain = [m for m in matches if not any(start in masked for start, _ in m.held)]
    denied: list[Match] = []
    kept: list[Match] = []
    for match in plain:
        negated = _is_negated(text, passage, match, phrases)
        (denied if negated else kept).append(match)
    if not denied or not passage.cues >= {"alternative", "negated"}:
        return [m for m in kept if not _is_said_again(m, denied)]
    listed = _listed(text, passage, kept, denied, phrases)
    return [
        m for m in kept if m not in listed and not _is_said_again(m, [*denied, *listed])
    ]


def _is_negated(text: str, passage: Passage, match: Match, phrases: Phrases) -> bool:
    """Whether a negation governs the match.

    A negation that is part of the pattern itself does not count, unless it says that
    nothing is lacking.
    """
    if _is_no_lack(text, passage, match, phrases):
        return True
    if passage.cues.isdisjoint(_DENIALS):
        return False
    negations = passage.hits.places(phrases.set_id("cue:negated"))
    if any(_holds(match, place) for place in negations):
        return False  # `ne ... pas`, `nobody ... not`: the pattern is about a lack
    excused = _covered(passage, phrases.set_id("cue:not_negated"))
    return any(
        _denies(text, passage, place, match)
        for place in negations
        if place[0] not in excused and not _is_no_denial(passage, place)
    ) or any(
        place[0] < match.place[0]
        for place in passage.hits.places(phrases.set_id("cue:no_evidence"))
    )


def _denies(text: str, passage: Passage, place: Place, match: Match) -> bool:
    """Whether a negation is inside a match or governs it."""
    first, last = match.place
    if first <= place[0] < last or _governs(text, passage, place, match):
        return True
    # A weak sign says nothing of what is done: `passports are not held`.
    return match.kind == "weak" and last <= place[0] < last + NEGATION_WORDS_BACK


def _listed(
    text: str,
    passage: Passage,
    kept: Sequence[Match],
    denied: Sequence[Match],
    phrases: Phrases,
) -> list[Match]:
    """The signs called by name that are denied in one list with a denied one.

    Such a list ends in `or`: `never violence, threats or isolation`.
    """
    alternatives = passage.hits.places(phrases.set_id("cue:alternative"))
    last_or = max(start for start, _ in alternatives)
    names = sorted((m for m in kept if m.kind == "name"), key=lambda m: m.place)
    ends = {m.place[1] for m in denied}
    listed = []
    for match in names:
        first, last = match.place
        before = [end for end in ends if end <= first <= end + LISTED_WORDS_BETWEEN]
        if any(
            end <= last_or <= last + LISTED_WORDS_AHEAD
            and not crosses(text, passage.words, (end - 1, first))
            for end in before
        ):
            ends.add(last)
            listed.append(match)
    return listed


def _is_said_again(match: Match, denied: Sequence[Match]) -> bool:
    """Whether a match says in the same words what a denied name says."""
    first, last = match.place
    return any(
        name.kind == "name"
        and name.label == match.label
        and first < name.place[1]
        and name.place[0] < last
        for name in denied
    )


def _is_no_lack(text: str, passage: Passage, match: Match, phrases: Phrases) -> bool:
    """Whether a pattern about a lack starts with a negation that says none.

    `No other glove maker is as big` compares, and a semicolon ends what a negation
    is about.
    """
    start, end = match.held[0]
    if (start, end) not in passage.hits.places(phrases.set_id("not")):
        return False
    if "compared" in passage.cues and any(
        end <= place[0] and not crosses(text, passage.words, (end - 1, place[0]))
        for place in passage.hits.places(phrases.set_id("cue:compared"))
    ):
        return True
    return crosses(text, passage.words, (end - 1, match.place[1] - 1))


def _governs(text: str, passage: Passage, place: Place, match: Match) -> bool:
    """Whether a negation stands shortly before a match in its clause."""
    first, _ = match.place
    return place[0] < first <= place[1] + NEGATION_WORDS_BACK and not any(
        is_border(text, passage.words, at) for at in range(place[0], first)
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


def is_rule(cues: AbstractSet[str]) -> bool:
    """Whether a sentence says what should be, what a word means or what is taught.

    Args:
        cues: the cues of the sentence.
    """
    # `Any supplier that is found to ...`, `teaches to recognize ...`: of nobody so far.
    if "anyone" in cues or {"teaching", "recognizing"} <= cues:
        return True
    return "breach" not in cues and not cues.isdisjoint(RULES)


def is_game(passage: Passage, phrases: Phrases) -> bool:
    """Whether a sentence tells of a match: who beats whom there hurts nobody."""
    if "sport" not in passage.cues:
        return False
    return len(passage.hits.places(phrases.set_id("cue:sport"))) >= SPORT_TERMS_MIN


def _covered(passage: Passage, set_id: int) -> set[int]:
    return {
        at for start, end in passage.hits.places(set_id) for at in range(start, end)
    }


def _holds(match: Match, place: Place) -> bool:
    return any(start <= place[0] < end for start, end in match.held)
