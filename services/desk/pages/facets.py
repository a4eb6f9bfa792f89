"""The facets of a search as a person picks from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.desk.labels import label
from services.desk.pages.address import Address
from tocsin.search.base import FacetValue

SHOWN_MAX = 8
"""Values that stand open; the others are one click away."""

TITLES: Mapping[str, str] = {
    "country": "Country of the forced labor",
    "manufacturer": "Manufacturer",
    "goods": "Goods",
    "indicator": "ILO indicator",
    "status": "Status",
    "list": "Resembles an entry of",
    "region": "Region",
    "industry": "Industry",
    "organization": "Any organization",
    "subregion": "Province",
    "mentions": "Country named anywhere",
    "tag": "Tag",
    "hs": "HS code",
    "language": "Language",
    "channel": "Came in by",
    "assignee": "Reviewer",
    "stage": "Read by the machine",
}
"""Query field -> title, in the order of the page: what reviewers ask for first."""

OPEN = ("country", "manufacturer", "goods", "indicator", "status")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet.

    Attributes:
        value: as the parameter takes it; with `!` in front where it is excluded.
        cases: how many a search for it would find; None for what was picked and has
            fallen out of the counts.
        reverse_href: leaves the value out, or no longer does.
    """

    value: str
    label: str
    cases: int | None
    is_picked: bool
    is_excluded: bool
    reverse_href: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet: what is picked first, then the most frequent.

    Attributes:
        rest: choices behind a click.
        all_href: the table with every value, when there may be more than were counted.
    """

    name: str
    title: str
    is_open: bool
    shown: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    all_href: str | None


def facets(
    address: Address,
    counts: Mapping[str, Sequence[FacetValue]],
    *,
    path: str,
    values_max: int,
) -> list[Facet]:
    """All facets that have a value, in the order of TITLES.

    Args:
        address: the search.
        counts: query field -> values, most cases first.
        path: of the search page.
        values_max: how many values were asked for.
    """
    found = []
    for name, title in TITLES.items():
        values = counts.get(name, ())
        choices = list(_choices(address, name, values, path))
        if not choices:
            continue
        picked = [choice for choice in choices if choice.is_picked]
        others = [choice for choice in choices if not choice.is_picked]
        all_of_them = address.searching().put("by", name).href("/desk/analysis")
        found.append(
            Facet(
                name=name,
                title=title,
                is_open=name in OPEN or bool(picked),
                shown=(*picked, *others[:SHOWN_MAX]),
                rest=tuple(others[SHOWN_MAX:]),
                all_href=all_of_them if len(values) >= values_max else None,
            )
        )
    return found


def _choices(
    address: Address, name: str, values: Sequence[FacetValue], path: str
) -> Iterable[Choice]:
    counted = {value.value: value.cases for value in values}
    picked = list(address.values(name))
    for value in picked:
        bare = value.removeprefix("!")
        yield Choice(
            value=value,
            label=label(name, bare),
            cases=None if value != bare else counted.get(bare),
            is_picked=True,
            is_excluded=value != bare,
            reverse_href=address.drop(name, value).href(path),
        )
    known = {value.removeprefix("!") for value in picked}
    for value, cases in counted.items():
        if value not in known:
            yield Choice(
                value=value,
                label=label(name, value),
                cases=cases,
                is_picked=False,
                is_excluded=False,
                reverse_href=address.add(name, f"!{value}").href(path),
            )
