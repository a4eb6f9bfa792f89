"""All names of organizations in one text, none inside another, noise left out."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

from services.enrich.reading import Reading
from services.enrich.steps.acronyms import find_defined, short_form_behind
from services.enrich.steps.capitals import Words
from services.enrich.steps.company_cues import find_by_cues
from services.enrich.steps.contexts import find_in_context
from services.enrich.steps.hanzi_names import find_hanzi_names
from services.enrich.steps.institutions import find_institutions
from services.enrich.steps.known_names import find_known
from services.enrich.steps.legal_forms import find_companies
from services.enrich.steps.names import Name
from services.enrich.steps.organization_noise import is_noise, trimmed
from services.enrich.steps.vessels import find_vessels

_HANZI = frozenset({"zh", "ja"})
_MODEL_CONFIDENCE = 0.6
# A text of more names is a directory; the rest would only cost time.
_NAMES_MAX = 5_000


class Taken:
    """Spans of a text that are given away; none overlaps another."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def copy(self) -> "Taken":
        """The same spans, to take more."""
        made = Taken()
        made._starts, made._ends = [*self._starts], [*self._ends]
        return made

    def take(self, start: int, end: int) -> bool:
        """Takes a span; False where another one holds a part of it."""
        i = bisect_right(self._starts, start)
        if i > 0 and self._ends[i - 1] > start:
            return False
        if i < len(self._starts) and self._starts[i] < end:
            return False
        self._starts.insert(i, start)
        self._ends.insert(i, end)
        return True


def find_names(words: Words, taken: Taken) -> list[Name]:
    """The names of organizations in a text, in no order."""
    reading = words.reading
    names: list[Name] = []
    contexts = [*find_in_context(reading)]
    sure = [name for name in contexts if name.found_by == "rule:office"]
    unsure = [name for name in contexts if name.found_by != "rule:office"]
    by_rule = [*_strong(words), *sure]
    by_rule.sort(key=lambda name: (name.start - name.end, -name.confidence))
    cues = [*find_by_cues(reading)]
    for group in (by_rule, _with_kinds(_by_model(reading), cues), unsure, cues):
        names.extend(n for n in _clean(group, words) if taken.take(n.start, n.end))
    for name in [*names]:
        short = short_form_behind(name)
        if short is not None:
            taken.take(short.start, short.end)
            names.append(short)
    return names[:_NAMES_MAX]


def _strong(words: Words) -> Iterator[Name]:
    yield from find_companies(words)
    yield from find_known(words)
    yield from find_institutions(words)
    yield from find_vessels(words.reading)
    yield from find_defined(words)
    if words.reading.language in _HANZI:
        yield from find_hanzi_names(words.reading)


def _by_model(reading: Reading) -> list[Name]:
    found_by = reading.model or "model"
    return [
        Name(reading, entity.start, entity.end, found_by, _MODEL_CONFIDENCE)
        for entity in reading.entities
        if entity.label == "ORG"
    ]


def _with_kinds(names: Iterable[Name], cues: Iterable[Name]) -> Iterator[Name]:
    """The model's names, each with the kind that the word before it tells."""
    told = {(n.start, n.end): n.role for n in cues if n.found_by == "rule:kind"}
    for name in names:
        yield replace(name, role=told.get((name.start, name.end)))


def _clean(names: Iterable[Name], words: Words) -> Iterator[Name]:
    for name in names:
        start, end = trimmed(name.reading, name.start, name.end)
        if name.found_by in {"rule:legal_form", "rule:hanzi", "rule:vessel"}:
            start, end = name.start, name.end
        clean = Name(
            name.reading,
            start,
            end,
            name.found_by,
            name.confidence,
            name.role,
            name.same_as,
        )
        if start < end and not is_noise(clean, words):
            yield clean
