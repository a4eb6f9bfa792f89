"""Which organizations a case accuses of forced labor, by the words around them."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from services.enrich.steps.names import Name, folded_words, role_words
from tocsin.text.folding import fold
from tocsin.text.tables import rows

_AROUND_CHARS = 50
# How far before a name the word may stand that sends goods to it.
_FLOW_CHARS = 70
# Behind these stands who the goods come from.
_SOURCES = frozenset({"by", "from", "of", "par", "por", "de", "del", "du", "des"})
_SENTENCE_CHARS_MAX = 1_000
# More places of one name add nothing new.
_NAMES_MAX = 40
_MAKERS = frozenset({"manufacturer", "exporter", "vessel", "recruiter"})
_NEVER = frozenset({"government", "ngo", "media"})
# An authority is accused where it holds the workers itself.
_KEEPERS = frozenset({"government", "other"})
_PRISONS = frozenset(
    {"prison", "jail", "penitentiary", "bingtuan", "xpcc", "prision", "carcel", "penal"}
    | {"correctional", "penitenciaria", "penitenciario", "penitentiaire", "arret"}
)
# Names in a row before a name: `against Arden Mills, Olmo and ...`.
_IN_A_ROW = re.compile(
    r"(?:[A-Z\u00c0-\u00dc][\w&'\u2019.-]*(?: [A-Z\u00c0-\u00dc&][\w&'\u2019.-]*){0,4}"
    r"(?:, (?:and |et |y )?| and | et | y ))+$"
)
_ROW_CHARS_MAX = 200
# Points from which an organization counts as accused: a maker needs nothing against it,
# a buyer or another one needs to be accused in so many words.
_START = {"manufacturer": 1.0, "exporter": 1.0, "vessel": 1.5, "recruiter": 0.8}
# A name of no known kind in a text that accuses is more often a company than not.
_UNKNOWN_START = 0.4
# The table and the word before a name know its kind, and it is none that makes goods.
_TOLD_BY = frozenset({"rule:kind", "rule:known"})
_POINTS = {
    "accused": 0.5,
    "company": 0.3,
    "customer": -0.9,
    "reporter": -0.6,
    "sentence": 0.5,
}
_ACCUSED_MIN = 0.5
_BUYER_MIN = 0.9


@dataclass(frozen=True, slots=True)
class Accusation:
    """Whether an organization is accused, with the points that say so."""

    alleged: bool
    points: float


class _Cue(NamedTuple):
    """A phrase around a name: its kind, the words before and the words after it."""

    kind: str
    before: str
    after: str


@cache
def _cues() -> tuple[Mapping[str, list[_Cue]], Mapping[str, list[_Cue]]]:
    """Cues by the last word before a name; those with none by the first one after."""
    by_before: defaultdict[str, list[_Cue]] = defaultdict(list)
    by_after: defaultdict[str, list[_Cue]] = defaultdict(list)
    for kind, cell in rows("organization_cues.tsv"):
        for phrase in cell.split("|"):
            before, mark, after = phrase.partition("~")
            if not mark:
                continue
            cue = _Cue(kind, fold(before), fold(after))
            if cue.before:
                by_before[cue.before.rpartition(" ")[2]].append(cue)
            else:
                by_after[cue.after.partition(" ")[0]].append(cue)
    return by_before, by_after


def accusation_of(role: str, names: Sequence[Name]) -> Accusation:
    """Whether the words around an organization's names accuse it.

    Args:
        role: the organization's part.
        names: its places in the texts.
    """
    if not names:
        return Accusation(alleged=False, points=0.0)
    if role in _KEEPERS and _is_prison_at_work(names):
        role = "manufacturer"
    if role == "government" and any(_drives_to_work(name) for name in names):
        return Accusation(alleged=True, points=_START["manufacturer"])
    if role in _NEVER:
        return Accusation(alleged=False, points=0.0)
    points = _START.get(role, 0.0)
    if role == "other" and not _is_institution(names[0]):
        points = _UNKNOWN_START if names[0].found_by not in _TOLD_BY else 0.0
    totals: defaultdict[str, float] = defaultdict(float)
    for name in names[:_NAMES_MAX]:
        for kind in _kinds_around(name) & _POINTS.keys():
            totals[kind] += _POINTS[kind]
    # One kind of evidence counts up to twice its own weight, however often it is said.
    points += sum(
        max(-2 * abs(_POINTS[k]), min(2 * abs(_POINTS[k]), v))
        for k, v in totals.items()
    )
    least = _ACCUSED_MIN if role in _MAKERS else _BUYER_MIN
    return Accusation(alleged=points >= least, points=points)


def _is_prison_at_work(names: Sequence[Name]) -> bool:
    """A prison in a sentence on work: in others it is where somebody was locked up."""
    if _PRISONS.isdisjoint(folded_words(names[0].quote)):
        return False
    return any(not _words("prison").isdisjoint(_sentence_words(n)) for n in names)


def _drives_to_work(name: Name) -> bool:
    """An authority that sends or forces people, in a sentence on fields or mills."""
    if "driver" not in _kinds_around(name):
        return False
    return not _words("fieldwork").isdisjoint(_sentence_words(name))


def _flows_to(name: Name) -> bool:
    """Goods end up with it: `ships to supermarkets, among them Bellhaven`."""
    begun, _ = name.reading.sentence_at(name.start)
    start = max(begun, name.start - _FLOW_CHARS)
    words = [w.folded for w in name.reading.words_between(start, name.start)]
    if not words or words[-1] in _SOURCES:
        return False
    return not _words("flow").isdisjoint(words)


def _sentence_words(name: Name) -> list[str]:
    """The folded words of the sentence of a name."""
    start, end = name.reading.sentence_at(name.start)
    return fold(
        name.reading.text[start : min(end, start + _SENTENCE_CHARS_MAX)]
    ).split()


def _is_institution(name: Name) -> bool:
    """A university, a bank or a union by its name."""
    return not role_words()["other"].isdisjoint(folded_words(name.quote))


def _kinds_around(name: Name) -> set[str]:
    text = name.reading.text
    before = fold(text[max(0, name.start - _AROUND_CHARS) : name.start])
    after = fold(text[name.end : name.end + _AROUND_CHARS])
    by_before, by_after = _cues()
    near = (
        *by_before.get(before.rpartition(" ")[2], ()),
        *by_after.get(after.partition(" ")[0], ()),
    )
    kinds = {cue.kind for cue in near if _holds(cue, before, after)}
    if row := _IN_A_ROW.search(text[max(0, name.start - _ROW_CHARS_MAX) : name.start]):
        first = name.start - len(row[0])
        head = fold(text[max(0, first - _AROUND_CHARS) : first])
        leading = by_before.get(head.rpartition(" ")[2], ())
        kinds |= {c.kind for c in leading if not c.after and _holds(c, head, "")}
    if _flows_to(name):
        kinds.add("customer")
    aside = kinds & {"reporter", "customer"}
    if not aside and not _words("sentence").isdisjoint(_sentence_words(name)):
        kinds.add("sentence")
    return kinds


@cache
def _words(kind: str) -> frozenset[str]:
    """Single words that make a sentence an accusation, or one on work in a prison."""
    return frozenset(
        word
        for each, cell in rows("organization_cues.tsv")
        if each == kind
        for word in cell.split()
    )


def _holds(cue: _Cue, before: str, after: str) -> bool:
    _, left, right = cue
    if left and not (before == left or before.endswith(" " + left)):
        return False
    return not right or after == right or after.startswith(right + " ")
