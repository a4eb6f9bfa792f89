"""All values of one facet of a search, to look for one among them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.desk.pages.address import Address
from services.desk.pages.facets import TITLES, Choice, choices
from services.desk.parameters import Parameters
from tocsin.errors import BadQuery
from tocsin.search.base import SearchIndex
from tocsin.search.tantivy_words import words

PATH = "/desk/values"
VALUES_MAX = 1_000
"""Values that are looked through, those of most cases first; the page takes 300 KB."""


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a facet.

    Attributes:
        address: the search, without what this page adds to it.
        name: of the facet.
        find: what values shall have in them.
        picked: what the search asks for already.
        found: the other values, those of most cases first.
        is_cut: there may be more than were looked through.
    """

    address: Address
    name: str
    title: str
    find: str
    picked: Sequence[Choice]
    found: Sequence[Choice]
    is_cut: bool


def values(index: SearchIndex, given: Address, *, path: str) -> Values:
    """Look through the values of the facet that an address names.

    Args:
        index: the cases.
        given: a search, with `of` (a facet) and `find` (a part of a value).
        path: of the page that shows the cases.

    Raises:
        BadQuery: the search makes no sense, or there is no such facet.
        DependencyDown: the index does not answer.
    """
    name, find = given.one("of"), given.one("find")
    if name not in TITLES:
        raise BadQuery(f"of: give one of {', '.join(TITLES)}")
    address = given.drop("of").drop("find")
    request = Parameters(address.searching().items).request(facets=[name])
    request = replace(request, facet_values_max=VALUES_MAX, limit=1)
    counts = index.search(request).facets.get(name, ())
    every = list(choices(address, name, counts, path))
    wanted = _folded(find)
    return Values(
        address=address,
        name=name,
        title=TITLES[name],
        find=find,
        picked=[one for one in every if one.is_picked],
        found=[one for one in every if not one.is_picked and _has(one, wanted)],
        is_cut=len(counts) >= VALUES_MAX,
    )


def _has(choice: Choice, wanted: str) -> bool:
    return wanted in _folded(choice.label) or wanted in _folded(choice.value)


def _folded(text: str) -> str:
    """As a search folds words: case and accents do not matter."""
    return " ".join(words(text))
