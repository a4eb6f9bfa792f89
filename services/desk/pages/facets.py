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
        all_href: the page with every value.
    """

    name: str
    title: str
    is_open: bool
    shown: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    all_href: str


def facets(
    address: Address,
    counts: Mapping[str, Sequence[FacetValue]],
    *,
    path: str,
    values_path: str,
) -> list[Facet]:
    """All facets that have a value, in the order of TITLES.

    Args:
        address: the search.
        counts: query field -> values, most cases first.
        path: of the search page.
        values_path: of the page with all values of a facet.
    """
    found = []
    for name, title in TITLES.items():
        values = counts.get(name, ())
        every = list(choices(address, name, values, path))
        if not every:
            continue
        picked = [choice for choice in every if choice.is_picked]
        others = [choice for choice in every if not choice.is_picked]
        found.append(
            Facet(
                name=name,
                title=title,
                is_open=name in OPEN or bool(picked),
                shown=(*picked, *others[:SHOWN_MAX]),
                rest=tuple(others[SHOWN_MAX:]),
                all_href=address.put("of", name).href(values_path),
            )
        )
    return found


def choices(
    address: Address, name: str, values: Sequence[FacetValue], path: str
) -> Iterable[Choice]:
    """What can be picked of a facet: what is picked, then its values in their order.

    Args:
        address: the search.
        name: of the facet.
        values: with how many cases each has.
        path: of the search page.
    """
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
