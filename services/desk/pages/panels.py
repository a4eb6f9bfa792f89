"""Who and where: each organization and place of a case, and what is known of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from schemas.case import Case
from schemas.enrichment import (
    AmbiguousCountry,
    Country,
    Finding,
    Organization,
    ScreeningHit,
)
from services.desk.findings import findings
from services.desk.labels import label
from services.desk.pages.address import Address
from tocsin.assessment.added import added_countries, added_organizations, standing
from tocsin.names.counted import counted_name
from tocsin.search.base import SearchIndex, SearchRequest
from tocsin.search.query import Not, Term
from tocsin.search.values import FILTER_VALUES_MAX

QUOTES_MAX = 12
"""A name may stand in a text a thousand times; a dozen places are enough to go by."""
# Values of one facet of the cases that name any of these; ours are the most frequent.
_COUNTED_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a text, and the link to where they stand."""

    quote: str
    href: str
    finding_id: str
    judgement: str | None = None

    @property
    def is_rejected(self) -> bool:
        """Whether a reviewer rejected it."""
        return self.judgement == "rejected"


@dataclass(frozen=True, slots=True)
class Panel:
    """What is known of one organization or country of a case.

    Attributes:
        places: where it stands in the texts, at most QUOTES_MAX of them.
        hits: entries of official lists that matched it.
        others: how many other cases name it; None when they were not counted.
        others_href: the search for them.
        more_places: how many places are not shown.
    """

    name: str
    country: Country | None
    organization: Organization | None
    places: tuple[Place, ...]
    found_by: tuple[str, ...]
    hits: tuple[ScreeningHit, ...]
    others: int | None
    others_href: str
    more_places: int = 0


class Findings:
    """The findings of a case by id, with the links to their places."""

    def __init__(self, case: Case, links: Mapping[str, str]) -> None:
        """Keep what the panels look up.

        Args:
            case: the case.
            links: finding id -> link.
        """
        self._by_id: dict[str, Finding] = findings(case)
        self._links = links
        self._judgements = case.judgements

    def places(self, ids: Iterable[str]) -> tuple[Place, ...]:
        """Where findings stand, in the order given."""
        return tuple(
            Place(self._by_id[id].quote, self._links[id], id, self._judgements.get(id))
            for id in ids
            if id in self._by_id
        )

    def found_by(self, ids: Iterable[str]) -> tuple[str, ...]:
        """What found them, each once."""
        known = (self._by_id[id] for id in ids if id in self._by_id)
        return tuple(
            dict.fromkeys(f"{one.found_by} v{one.found_by_version}" for one in known)
        )


def organization_panels(
    index: SearchIndex,
    case: Case,
    findings: Findings,
    screening: Sequence[ScreeningHit],
) -> list[Panel]:
    """The organizations, those said to profit from forced labor first."""
    found = case.enrichment.organizations if case.enrichment else ()
    if case.enrichment is not None:
        found += added_organizations(standing(case), found)
    others = _others(index, case, "organization", [counted_name(one) for one in found])
    return [
        _panel(
            Panel(
                name=_name(one),
                country=None,
                organization=one,
                places=findings.places(one.findings),
                found_by=findings.found_by(one.findings),
                hits=_hits(screening, "producer", (one.text, *one.variants)),
                others=others.get(name := counted_name(one)),
                others_href=_href("organization", name),
            )
        )
        for one in sorted(found, key=lambda one: not one.alleged)
    ]


def country_panels(
    index: SearchIndex,
    case: Case,
    findings: Findings,
    screening: Sequence[ScreeningHit],
) -> list[Panel]:
    """The countries, those where forced labor is alleged first."""
    found = case.enrichment.countries if case.enrichment else ()
    found += added_countries(standing(case))
    others = _others(index, case, "mentions", [one.code for one in found])
    return [
        _panel(
            Panel(
                name=label("country", one.code),
                country=one,
                organization=None,
                places=findings.places(one.findings),
                found_by=findings.found_by(one.findings),
                hits=_hits(screening, "country", (one.name, one.code))
                + _hits(screening, "region", one.subregions),
                others=others.get(one.code),
                others_href=_href("mentions", one.code),
            )
        )
        for one in sorted(found, key=lambda one: not one.alleged)
    ]


def ambiguous(
    case: Case, findings: Findings
) -> list[tuple[AmbiguousCountry, tuple[Place, ...]]]:
    """Words that may be a country, with their places."""
    found = case.enrichment.ambiguous_countries if case.enrichment else ()
    return [(one, findings.places(one.findings)[:QUOTES_MAX]) for one in found]


def _name(one: Organization) -> str:
    """As the text writes it; what a reviewer typed is kept in its normal form."""
    is_normal = one.text == one.normal
    return label("organization", one.text) if is_normal else one.text


def _panel(panel: Panel) -> Panel:
    """The panel with as many places as are shown."""
    more = max(len(panel.places) - QUOTES_MAX, 0)
    return replace(panel, places=panel.places[:QUOTES_MAX], more_places=more)


def _hits(
    screening: Sequence[ScreeningHit], on: str, names: Iterable[str]
) -> tuple[ScreeningHit, ...]:
    wanted = {name.casefold() for name in names}
    return tuple(
        hit
        for hit in screening
        if on in hit.matched_on
        and not wanted.isdisjoint(word.casefold() for word in hit.matched)
    )


def _others(
    index: SearchIndex, case: Case, by: str, values: Sequence[str]
) -> dict[str, int]:
    """Value -> how many other cases have it; one request for all."""
    if not values:
        return {}
    asked = list(values)[:FILTER_VALUES_MAX]
    request = SearchRequest(Not(Term("case_id", case.case_id)), filters={by: asked})
    buckets = index.aggregate(request, by=by, values_max=_COUNTED_MAX)
    counted = {bucket.key: bucket.cases for bucket in buckets}
    if len(buckets) < _COUNTED_MAX:
        return {value: counted.get(value, 0) for value in asked}
    return counted


def _href(name: str, value: str) -> str:
    return Address.of([(name, value)]).href("/desk/")
