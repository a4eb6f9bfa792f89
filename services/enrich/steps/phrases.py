"""The phrases of each language: term sets, cues and patterns, read once from data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from services.enrich.reading import Reading
from services.enrich.steps.clauses import Passage, passages
from services.enrich.steps.lexicon import Lexicon
from services.enrich.steps.patterns import PatternBook, inline_sets

VERSION = "7"
LANGUAGES = ("en", "es", "fr", "zh")
FALLBACK = "en"
"""A text in no known language is read as English, which most reports are in part."""

_Groups = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Everything that the phrase steps know of one language."""

    language: str
    lexicon: Lexicon
    indicators: PatternBook
    tags: PatternBook
    watched: Mapping[int, frozenset[str]]
    """Term -> the cues that it gives, `forced_labor` among them."""

    def set_id(self, name: str) -> int:
        """The number of a term set; cues are named `cue:policy`."""
        return self.lexicon.ids[name]


def read(reading: Reading) -> tuple[Phrases, tuple[Passage, ...]]:
    """The phrases of a reading's language, and its sentences scanned for them."""
    return reading.once(_read)


def _read(reading: Reading) -> tuple[Phrases, tuple[Passage, ...]]:
    phrases = phrases_for(reading.language)
    return phrases, tuple(passages(reading, phrases.lexicon, phrases.watched))


def phrases_for(language: str) -> Phrases:
    """The phrases to read a text with, by its ISO 639-1 code or `und`."""
    return _load(language if language in LANGUAGES else FALLBACK)


@lru_cache(len(LANGUAGES))
def _load(language: str) -> Phrases:
    file = resources.files("services.enrich.steps") / "phrases_data"
    data = tomllib.loads((file / f"{language}.toml").read_text("utf-8"))
    groups = [*data["indicators"].values(), *data["tags"].values()]
    lines = [line for group in groups for part in group.values() for line in part]
    sets: dict[str, list[str]] = {
        **data["terms"],
        **{f"cue:{name}": terms for name, terms in data["cues"].items()},
        **inline_sets(lines, data["terms"]),
    }
    lexicon = Lexicon(sets)
    return Phrases(
        language,
        lexicon,
        PatternBook(_by_label(data["indicators"]), lexicon),
        PatternBook(_by_label(data["tags"]), lexicon),
        _watched(lexicon, [*data["cues"]]),
    )


def _watched(lexicon: Lexicon, cues: list[str]) -> dict[int, frozenset[str]]:
    names = {cue: lexicon.ids[f"cue:{cue}"] for cue in cues}
    names["forced_labor"] = lexicon.ids["forced_labor"]
    watched: dict[int, frozenset[str]] = {}
    for cue, set_id in names.items():
        for term in lexicon.members[set_id]:
            watched[term] = watched.get(term, frozenset()) | {cue}
    return watched


def _by_label(groups: _Groups) -> dict[tuple[str, str], list[str]]:
    return {
        (label, kind): lines
        for label, kinds in groups.items()
        for kind, lines in kinds.items()
    }
