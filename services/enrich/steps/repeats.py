"""Further places of names that were found: the same words or their short form."""

from collections import defaultdict
from collections.abc import Sequence

from services.enrich.steps.capitals import STOPS, Words
from services.enrich.steps.legal_forms import has_legal_form, strip_legal_form
from services.enrich.steps.names import Name, heads, organization_words
from services.enrich.steps.organization_groups import Group
from services.enrich.steps.organization_names import Taken
from tocsin.text.gazetteer import country_index, place_index

_SHORT_CHARS_MIN = 3
_TWO = 2
# A company may bear the name of a town; of a large city it is more often the city.
_TOWN_PEOPLE_MAX = 150_000
# Words that begin many names and stand for none of them alone.
_WEAK = heads("weak")


def find_repeats(words: Words, taken: Taken, groups: Sequence[Group]) -> None:
    """Adds the places where a text repeats a known spelling."""
    by_first: defaultdict[str, list[tuple[str, Group]]] = defaultdict(list)
    for group in groups:
        for variant in (*group.variants(), *_shortened(group)):
            by_first[variant[:_SHORT_CHARS_MIN]].append((variant, group))
    for found in by_first.values():
        found.sort(key=lambda pair: -len(pair[0]))
    text = words.reading.text
    for word in words.all:
        for variant, group in by_first.get(text[word.start : word.start + 3], ()):
            end = word.start + len(variant)
            if (
                not text.startswith(variant, word.start)
                or text[end : end + 1].isalnum()
            ):
                continue
            if taken.take(word.start, end):
                group.names.append(
                    Name(words.reading, word.start, end, "rule:repeat", 0.7)
                )
            break


def _shortened(group: Group) -> list[str]:
    """A company's names without the legal form, and their first two words."""
    shorter = []
    for variant in group.variants():
        if not has_legal_form(variant):
            continue
        words = variant.split()
        count = len(strip_legal_form(variant).split())
        if 1 < count < len(words):
            shorter.append(" ".join(words[:count]).rstrip(",."))
        if count > _TWO:
            shorter.append(" ".join(words[:_TWO]).rstrip(",."))
    return [name for name in shorter if name[-1:].isalnum()]


def find_short_forms(words: Words, taken: Taken, groups: Sequence[Group]) -> None:
    """Adds places of a first word alone: `Imperial` for `Imperial Brands`."""
    shorts = _short_forms(words, groups)
    for i, word in enumerate(words.all):
        group = shorts.get(words.original(i))
        if group is None or not _stands_alone(words, i):
            continue
        if taken.take(word.start, word.end):
            group.names.append(
                Name(words.reading, word.start, word.end, "rule:short_form", 0.6)
            )


def _short_forms(words: Words, groups: Sequence[Group]) -> dict[str, Group]:
    """First word -> the only organization whose name begins with it."""
    found: defaultdict[str, dict[int, Group]] = defaultdict(dict)
    places = country_index(words.reading.language)
    for group in groups:
        for variant in group.variants():
            first, _, rest = variant.partition(" ")
            folded = first.casefold().strip(".,")
            if not rest or len(folded) < _SHORT_CHARS_MIN or not first.isalnum():
                continue
            if folded in _WEAK or folded in STOPS or folded in words.small:
                continue
            if folded in places or _is_large(folded):
                continue
            if folded not in organization_words():
                found[first][id(group)] = group
    return {
        first: next(iter(owners.values()))
        for first, owners in found.items()
        if len(owners) == 1 or first.isupper()
    }


def _is_large(folded: str) -> bool:
    return any(
        place.kind == "subdivision" or place.population > _TOWN_PEOPLE_MAX
        for place in place_index().get(folded, ())
    )


def _stands_alone(words: Words, i: int) -> bool:
    """Neither the word before nor the one after belongs to the same name."""
    joined = i > 0 and words.is_tight(i) and words.is_capital(i - 1)
    if joined and words.all[i - 1].folded not in STOPS:
        return False
    if i + 1 < len(words.all) and words.is_tight(i + 1):
        return not words.is_capital(i + 1)
    return True
