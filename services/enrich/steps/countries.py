"""Which countries a case names, and in which of them forced labor is said to happen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.enrichment import AmbiguousCountry, Country, Finding
from services.enrich.reading import CaseReading
from services.enrich.steps.alleged_countries import AllegedSpan, alleged_codes
from services.enrich.steps.ambiguity import NO_COUNTRY, Choice, choose, doubt_of
from services.enrich.steps.language_words import follows_capital, is_language
from services.enrich.steps.localities import resolve_locality
from services.enrich.steps.places import Mention, find_mentions
from services.enrich.steps.versions import RULES_VERSION
from tocsin.text.regions import country_name, sub_region
from tocsin.text.tables import words

_DIRECT = frozenset({"name", "abbreviation", "demonym"})
_CLAIMED_CONFIDENCE = 0.9
# A hundred quotes of one country prove nothing more than the first.
_FINDINGS_PER_COUNTRY_MAX = 100
_GOVERNMENT_WORDS = words("authority_words.tsv")


@dataclass(frozen=True, slots=True)
class Located:
    """A mention with the country it was found to mean."""

    mention: Mention
    code: str
    kind: str
    confidence: float
    subdivision: str | None = None


@dataclass(frozen=True, slots=True)
class CountryFindings:
    """What the country step hands on.

    Attributes:
        countries: one entry a country, the most certain first.
        ambiguous: words that stay open.
        findings: every place in the texts, for both.
        located: the mentions, for steps that ask where something is.
    """

    countries: tuple[Country, ...]
    ambiguous: tuple[AmbiguousCountry, ...]
    findings: tuple[Finding, ...]
    located: tuple[Located, ...] = ()


@dataclass(slots=True)
class _Open:
    """An ambiguous word with all its places."""

    text: str
    candidates: tuple[str, ...]
    reason: str
    findings: list[Finding] = field(default_factory=list)


def find_countries(
    case: CaseReading, alleged_spans: Sequence[AllegedSpan] = ()
) -> CountryFindings:
    """The countries of a case.

    Args:
        case: the claims and the texts.
        alleged_spans: (evidence id, start, end) of passages that describe forced labor,
            for instance the indicators' quotes.
    """
    mentions = [m for r in case.readings for m in find_mentions(r)]
    located = [place for m in mentions if (place := _direct(m))]
    named = {place.code for place in located}
    said = {w.folded for reading in case.readings for w in reading.words}
    doubtful = [m for m in mentions if _is_doubtful(m)]
    choices = [(m, _choice(m, said, named)) for m in doubtful]
    located += [
        Located(m, c.code, "country", c.confidence, _part(m, c.code))
        for m, c in choices
        if c.code and c.code != NO_COUNTRY
    ]
    named = {place.code for place in located} | _claimed(case)
    located += _localities(mentions, named)
    located.sort(
        key=lambda place: (place.mention.reading.evidence_id, place.mention.start)
    )
    findings = [_finding(place) for place in located]
    open_words = _open_words(m for m, choice in choices if choice.code is None)
    alleged = alleged_codes(
        [(p.mention, p.code, p.kind) for p in located], case, alleged_spans
    )
    return CountryFindings(
        countries=_countries(located, findings, alleged, _claimed(case)),
        ambiguous=tuple(
            AmbiguousCountry(
                text=word.text,
                candidates=word.candidates,
                reason=word.reason,
                findings=tuple(f.id for f in word.findings),
            )
            for word in open_words
        ),
        findings=(*findings, *(f for word in open_words for f in word.findings)),
        located=tuple(located),
    )


def _claimed(case: CaseReading) -> set[str]:
    code = case.allegation.production_country
    return {code} if code else set()


def _direct(mention: Mention) -> Located | None:
    """A country named beyond doubt: by name, abbreviation or demonym."""
    places = [place for place in mention.places if place.kind in _DIRECT]
    if not places or _is_doubtful(mention):
        return None
    place = places[0]
    if place.kind == "demonym" and (_is_brand(mention) or is_language(mention)):
        return None
    return Located(mention, place.code, "country", 0.95)


def _is_doubtful(mention: Mention) -> bool:
    return doubt_of(mention) is not None


def _is_brand(mention: Mention) -> bool:
    """A people's name inside the name of an organization that is no authority."""
    if mention.entity is None:
        return follows_capital(mention)
    if not mention.is_in_organization:
        return False
    name = mention.reading.words_between(mention.entity.start, mention.entity.end)
    return not any(word.folded in _GOVERNMENT_WORDS for word in name)


def _choice(mention: Mention, said: set[str], named: set[str]) -> Choice:
    doubt = doubt_of(mention)
    if doubt is None or _is_brand(mention):
        return Choice(NO_COUNTRY, 1.0)
    return choose(mention, doubt, said, named)


def _part(mention: Mention, code: str) -> str | None:
    return next((p.subdivision for p in mention.places if p.code == code), None)


def _localities(mentions: Iterable[Mention], named: set[str]) -> list[Located]:
    located = []
    for mention in mentions:
        if _is_doubtful(mention) or _has_direct(mention):
            continue
        found = resolve_locality(mention, named)
        if found is not None:
            place, confidence = found
            located.append(
                Located(mention, place.code, "place", confidence, place.subdivision)
            )
    return located


def _has_direct(mention: Mention) -> bool:
    return any(
        place.kind in _DIRECT or place.kind == "none" for place in mention.places
    )


def _finding(place: Located) -> Finding:
    places = place.mention.places
    # A word of doubt can mean a country that its own row does not name: "Korean".
    kinds = {p.kind for p in places if p.code == place.code} or {p.kind for p in places}
    rule = min(kinds, key=_RULE_ORDER.index)
    return place.mention.reading.finding(
        place.kind,
        place.code,
        (place.mention.start, place.mention.end),
        found_by=f"rule:{rule}",
        version=RULES_VERSION,
        confidence=place.confidence,
    )


_RULE_ORDER: tuple[str, ...] = (
    "name",
    "abbreviation",
    "demonym",
    "subdivision",
    "city",
    "none",
)


def _open_words(mentions: Iterable[Mention]) -> list[_Open]:
    open_by_word: dict[str, _Open] = {}
    for mention in mentions:
        doubt = doubt_of(mention)
        if doubt is None:
            continue
        word = open_by_word.setdefault(
            mention.quote.casefold(),
            _Open(mention.quote, doubt.candidates, doubt.reason),
        )
        span = (mention.start, mention.end)
        word.findings.append(
            mention.reading.finding(
                "country",
                "|".join(doubt.candidates),
                span,
                found_by="rule:ambiguous",
                version=RULES_VERSION,
                confidence=1 / len(doubt.candidates),
            )
        )
    return list(open_by_word.values())


def _countries(
    located: Sequence[Located],
    findings: Sequence[Finding],
    alleged: Mapping[str, float],
    claimed: set[str],
) -> tuple[Country, ...]:
    by_code: defaultdict[str, list[tuple[Located, Finding]]] = defaultdict(list)
    for place, finding in zip(located, findings, strict=True):
        by_code[place.code].append((place, finding))
    for code in claimed:
        by_code.setdefault(code, [])
    countries = [
        _country(code, found, alleged=code in alleged or code in claimed)
        for code, found in by_code.items()
    ]
    return tuple(
        sorted(countries, key=lambda c: (not c.alleged, -c.confidence, c.code))
    )


def _country(
    code: str, found: Sequence[tuple[Located, Finding]], *, alleged: bool
) -> Country:
    region = sub_region(code)
    parts = sorted({place.subdivision for place, _ in found if place.subdivision})
    return Country(
        code=code,
        name=country_name(code),
        region_code=region.code,
        region=region.name,
        alleged=alleged,
        subregions=tuple(parts),
        confidence=max(
            (place.confidence for place, _ in found), default=_CLAIMED_CONFIDENCE
        ),
        findings=tuple(f.id for _, f in found[:_FINDINGS_PER_COUNTRY_MAX]),
    )
