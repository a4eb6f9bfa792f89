"""Which organizations a case names, under all their spellings, and who is accused."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.enrichment import Finding, Organization
from services.enrich.reading import CaseReading, Reading
from services.enrich.steps.accusation import accusation_of
from services.enrich.steps.capitals import Words
from services.enrich.steps.claimed_companies import claimed_names
from services.enrich.steps.countries import CountryFindings
from services.enrich.steps.names import Name
from services.enrich.steps.organization_groups import Group, group_names
from services.enrich.steps.organization_names import Taken, find_names
from services.enrich.steps.repeats import find_repeats, find_short_forms
from services.enrich.steps.roles import role_of
from services.enrich.steps.versions import RULES_VERSION

# A report of this many organizations is a directory; the rest adds nothing to a triage.
_ORGANIZATIONS_MAX = 300
_FINDINGS_PER_ORGANIZATION_MAX = 100
_CLAIM_CONFIDENCE = 0.9
# The country inside a name stands in its first places; more would only cost time.
_NAMES_READ_MAX, _PLACES_READ_MAX = 50, 500


@dataclass(frozen=True, slots=True)
class OrganizationFindings:
    """What the organization step hands on."""

    organizations: tuple[Organization, ...]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Texts:
    """The words of every text with the spans that names have taken."""

    words: list[Words]
    taken: list[Taken] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)


def find_organizations(
    case: CaseReading, countries: CountryFindings
) -> OrganizationFindings:
    """The organizations of a case: those of its texts and those of its claims."""
    texts = _Texts([Words(reading) for reading in case.readings])
    for words in texts.words:
        places, taken = words.reading.once_for_all(_places)
        texts.taken.append(taken.copy())
        texts.names += (_name(words.reading, *place) for place in places)
    claims = claimed_names(case.allegation)
    groups = group_names(texts.names, claims)
    for words, taken in zip(texts.words, texts.taken, strict=True):
        find_repeats(words, taken, groups)
        find_short_forms(words, taken, groups)
    groups = groups[:_ORGANIZATIONS_MAX]
    made = [_organization(group, countries) for group in groups]
    organizations = sorted(
        (organization for organization, _ in made),
        key=lambda o: (not o.alleged, -o.confidence, o.normal),
    )
    findings = [finding for _, found in made for finding in found]
    return OrganizationFindings(tuple(organizations), tuple(findings))


_Span = tuple[int, int]
_Place = tuple[_Span, str, float, str | None, _Span | None]
"""A name without its text: span, rule, confidence, role, where its other name is."""


def _places(reading: Reading) -> tuple[tuple[_Place, ...], Taken]:
    """The names of a text alone, with the spans that they take."""
    taken = Taken()
    return tuple(map(_place, find_names(Words(reading), taken))), taken


def _place(name: Name) -> _Place:
    same_as = None
    if name.same_as is not None:
        start = name.reading.text.index(name.same_as)
        same_as = start, start + len(name.same_as)
    return (name.start, name.end), name.found_by, name.confidence, name.role, same_as


def _name(
    reading: Reading,
    span: _Span,
    found_by: str,
    confidence: float,
    role: str | None,
    same_as: _Span | None,
) -> Name:
    other = reading.text[slice(*same_as)] if same_as else None
    return Name(reading, *span, found_by, confidence, role, other)


def spellings(organization: Organization) -> tuple[str, ...]:
    """Every spelling of an organization in the case, its fullest first."""
    return tuple(dict.fromkeys((organization.text, *organization.variants)))


def _organization(
    group: Group, countries: CountryFindings
) -> tuple[Organization, list[Finding]]:
    variants = group.variants()
    role = group.claimed_role or role_of(variants, group.hints())
    accusation = accusation_of(role, group.names)
    full = max(variants, key=len)
    normal = group.key
    findings = [
        name.reading.finding(
            "organization",
            normal,
            (name.start, name.end),
            found_by=name.found_by,
            version=name.reading.model.partition("@")[2]
            if name.reading.model and name.found_by == name.reading.model
            else RULES_VERSION,
            confidence=name.confidence,
        )
        for name in sorted(group.names, key=lambda n: (n.reading.evidence_id, n.start))
    ]
    organization = Organization.model_validate(
        {
            "text": full,
            "normal": normal,
            "variants": tuple(v for v in variants if v != full),
            "role": role,
            "alleged": accusation.alleged or group.is_claimed_maker,
            "country": group.country or _country_of(group.names, countries),
            "confidence": max(
                (n.confidence for n in group.names), default=_CLAIM_CONFIDENCE
            ),
            "findings": tuple(f.id for f in findings[:_FINDINGS_PER_ORGANIZATION_MAX]),
        }
    )
    return organization, findings


def _country_of(names: Sequence[Name], countries: CountryFindings) -> str | None:
    """The country that stands inside a name."""
    spans = {(id(n.reading), n.start): n.end for n in names[:_NAMES_READ_MAX]}
    starts = sorted(spans)
    for place in countries.located[:_PLACES_READ_MAX]:
        mention = place.mention
        i = bisect_right(starts, (id(mention.reading), mention.start)) - 1
        if i >= 0 and starts[i][0] == id(mention.reading):
            ends = spans[starts[i]]
            if mention.end <= ends:
                return place.code
    return None
