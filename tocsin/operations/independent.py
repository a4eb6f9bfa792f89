"""How many sources stand behind several cases: copies of one count once. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from schemas.case import Case
from schemas.enrichment import NARRATIVE, answer_file_id, file_id, text_id
from tocsin.likeness import (
    Signature,
    band_keys,
    jaccard,
    origin,
    text_origin,
    unpacked,
)

NEAR_MIN = 0.5
"""From this share of common wording on, two texts are near-duplicates."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Something that a case rests on: the key of its origin, and its wording."""

    key: str
    wording: Signature | None


def wordings(case: Case) -> Iterator[tuple[str, Signature]]:
    """Evidence id and signature of each text of a case that has one."""
    for fingerprint in case.enrichment.fingerprints if case.enrichment else ():
        wording = unpacked(fingerprint.minhash)
        if wording is not None:
            yield fingerprint.evidence_id, wording


def independent_sources(cases: Iterable[Case]) -> int:
    """The reports and their evidence, by origin.

    Pages of one site, one file, one text and near-duplicates of one text count once,
    in whichever of the cases they stand.
    """
    sources = [source for case in cases for source in _sources(case)]
    groups = list(range(len(sources)))
    first: dict[str, int] = {}
    for number, source in enumerate(sources):
        bands = () if source.wording is None else band_keys(source.wording)
        for key in (source.key, *bands):
            known = first.setdefault(key, number)
            if known != number and _same(source, sources[known], key):
                groups[_root(groups, number)] = _root(groups, known)
    return sum(group == number for number, group in enumerate(groups))


def _sources(case: Case) -> Iterator[_Source]:
    if case.allegation is None:
        return
    known = dict(wordings(case))
    yield _Source(text_origin(case.allegation.narrative), known.get(NARRATIVE))
    for number, item in enumerate(case.allegation.evidence, start=1):
        key = origin(item)
        id = file_id(number) if item.file else text_id(number)
        if key is not None:
            yield _Source(key, known.get(id))
    for one in case.answers:
        # Its words are those of the reporter, who counts already.
        key = origin(one.answer) if one.answer.file else None
        if key is not None:
            yield _Source(key, known.get(answer_file_id(one.id)))


def _same(one: _Source, other: _Source, key: str) -> bool:
    if one.key == other.key == key:
        return True
    if one.wording is None or other.wording is None:
        return False
    return jaccard(one.wording, other.wording) >= NEAR_MIN


def _root(groups: Sequence[int], number: int) -> int:
    while groups[number] != number:
        number = groups[number]
    return number
