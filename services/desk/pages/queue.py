"""The queue: a search, its results, and what could be asked next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from services.desk.answers import CaseSummary, hit_summary
from services.desk.labels import label
from services.desk.pages.address import Address
from services.desk.pages.facets import TITLES, Facet, facets
from services.desk.pages.snippets import Snippet, snippets
from services.desk.pages.values import PATH as VALUES_PATH
from services.desk.pages.walk import Walk
from services.desk.parameters import Parameters
from tocsin.errors import BadQuery
from tocsin.search.base import Hit, SearchIndex
from tocsin.search.fields import FACETS
from tocsin.search.grammar import parse
from tocsin.search.matching import Match, matched

PATH = "/desk/"
WAYS_MAX = 8
"""Each costs a search."""

ORDERS: Mapping[str, str] = {
    "-priority": "Priority, highest first",
    "-received": "Newest first",
    "received": "Oldest first",
    "-uncertainty": "Most uncertain first",
    "completeness": "Least complete first",
    "id": "Random sample",
}
"""Value of `sort` -> what it is called. Case ids are hashes: their order is chance,
and the same for everybody, so that two people can judge one sample."""

BOUNDS: Mapping[str, str] = {
    "q": "Words",
    "match": "Words are met",
    "from": "Received from",
    "to": "Received until",
    "priority_min": "Priority from",
    "priority_max": "Priority up to",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What narrows the search, and the search without it."""

    title: str
    value: str
    href: str


@dataclass(frozen=True, slots=True)
class Way:
    """Another search that finds something."""

    title: str
    href: str
    cases: int


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the list.

    Attributes:
        href: of the case, from where one can go on to the next one.
    """

    case: CaseSummary
    href: str
    snippets: list[Snippet]


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue.

    Attributes:
        orders: value of `sort`, its name, whether it is in use.
        next_href: of the next page; None on the last.
        first_href: of the first page, on all others.
        looser_href: the same with other spellings; None when that changes nothing.
    """

    address: Address
    total: int
    rows: list[Row]
    facets: list[Facet]
    filters: list[Filter]
    ways: list[Way]
    orders: list[tuple[str, str, bool]]
    next_href: str | None
    first_href: str | None
    looser_href: str | None


def queue(index: SearchIndex, address: Address, today: date) -> Queue:
    """Search, as of a day.

    Raises:
        BadQuery: the search makes no sense.
        DependencyDown: the index does not answer.
    """
    request = Parameters(address.items).request(
        facets=FACETS, highlight=bool(address.one("q"))
    )
    page = index.search(request)
    filters = list(filters_of(address))
    sort = address.one("sort") or "-priority"
    return Queue(
        address=address,
        total=page.total,
        rows=[_row(hit, address, today) for hit in page.hits],
        facets=facets(address, page.facets, path=PATH, values_path=VALUES_PATH),
        filters=filters,
        ways=list(_ways(index, address, filters)) if page.total == 0 else [],
        orders=[(value, name, value == sort) for value, name in ORDERS.items()],
        next_href=address.put("cursor", page.after).href(PATH) if page.after else None,
        first_href=address.drop("cursor").href(PATH) if address.one("cursor") else None,
        looser_href=looser.href(PATH) if (looser := _met(address, "near")) else None,
    )


def _row(hit: Hit, address: Address, today: date) -> Row:
    return Row(
        case=hit_summary(hit, today),
        href=Walk(address, hit.after).case_href(hit.document.case_id),
        snippets=snippets(hit.snippets),
    )


def filters_of(address: Address) -> Iterator[Filter]:
    """What narrows a search, in words."""
    for name, value in address.searching().items:
        href = address.drop(name, value).href(PATH)
        if name == "match":
            yield Filter(BOUNDS[name], label(name, value), href)
        elif name in BOUNDS:
            yield Filter(BOUNDS[name], value, href)
        else:
            bare = value.removeprefix("!")
            title = TITLES[name] + (" is not" if bare != value else "")
            yield Filter(title, label(name, bare), href)


def _ways(index: SearchIndex, address: Address, filters: list[Filter]) -> Iterator[Way]:
    """Searches near this one that find something, most promising first."""
    others = [
        ("Spell it a little differently", _met(address, "near")),
        ("Take names that sound like it", _met(address, "sounds")),
    ]
    others += [
        (f"Leave out “{one.title}: {one.value}”", address.drop(*item))
        for one, item in zip(filters, address.searching().items, strict=True)
    ]
    for title, other in others[:WAYS_MAX]:
        if other is not None and (cases := count(index, other)):
            yield Way(title, other.href(PATH), cases)


def _met(address: Address, how: Match) -> Address | None:
    """The search with its words met otherwise; None where that changes nothing."""
    if address.one("match"):
        return None
    try:
        query = parse(address.one("q"))
    except BadQuery:
        return None
    return None if matched(query, how) == query else address.put("match", how)


def count(index: SearchIndex, address: Address) -> int:
    """How many cases a search finds; 0 when it makes no sense."""
    try:
        request = Parameters(address.searching().put("limit", "1").items).request()
        return index.search(request).total
    except BadQuery:
        return 0


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a search; the text around the place, where one is known."""

    message: str
    before: str = ""
    at: str = ""
    after: str = ""


def mistake(error: BadQuery, address: Address) -> Mistake:
    """What to show for a search that makes no sense."""
    query = address.one("q")
    try:
        parse(query)
    except BadQuery as exc:
        if exc.position is not None:
            return Mistake(str(exc), *_around(query, exc.position))
    return Mistake(str(error))


def _around(query: str, position: int) -> tuple[str, str, str]:
    """The text before a place, the word there, and the text after it."""
    start = min(position, max(len(query) - 1, 0))
    word = query[start:].split(maxsplit=1)
    end = start + max(len(word[0]) if word and query[start] != " " else 0, 1)
    return query[:start], query[start:end], query[end:]
