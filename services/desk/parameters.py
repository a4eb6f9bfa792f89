"""The parameters of a search, read strictly: one that we do not know is an error."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from tocsin.errors import BadQuery
from tocsin.numerals import whole
from tocsin.search.base import SearchRequest, Sort
from tocsin.search.fields import BY_QUERY, FACETS
from tocsin.search.grammar import parse
from tocsin.search.loose import check_loose
from tocsin.search.matching import MATCHES, Match, matched
from tocsin.search.query import And, Not, Or, Query, Range, Term

LIMIT = 20
# A page of a hundred explained cases is 2 MB; more is an export.
LIMIT_MAX = 100
VALUES_MAX = 100
NAME_CHARS_MAX = 50
"""Of a name that somebody made up: enough to know it by."""
ITEMS_MAX = 200
"""All values together: each is looked for once for every facet that is counted."""
SORTS = tuple(query for query, field in BY_QUERY.items() if field.sort)
OWN = frozenset(
    {
        "q",
        "match",
        "from",
        "to",
        "priority_min",
        "priority_max",
        "sort",
        "limit",
        "cursor",
    }
)
_HIDDEN = Not(Or((Term("stage", "partial"), Term("stage", "erased"))))
"""A case whose received event has not been read yet, or that was erased, has nothing
to show."""


class Parameters:
    """Query parameters as they came: name -> values, in order."""

    def __init__(
        self, items: Iterable[tuple[str, str]], *, also: Iterable[str] = ()
    ) -> None:
        """Sort the parameters.

        Args:
            items: name and value pairs.
            also: names that the caller reads itself.

        Raises:
            BadQuery: an unknown name, or too many values.
        """
        self._values: dict[str, list[str]] = {}
        known = OWN | set(FACETS) | set(also)
        for count, (name, value) in enumerate(items, 1):
            if count > ITEMS_MAX:
                raise BadQuery(f"A search has at most {ITEMS_MAX} parameters.")
            if name not in known:
                raise BadQuery(
                    _unknown("parameter", name, known), parameter=name[:NAME_CHARS_MAX]
                )
            self._values.setdefault(name, []).append(value)
            if len(self._values[name]) > VALUES_MAX:
                raise BadQuery(f"{name}: at most {VALUES_MAX} values", parameter=name)

    def one(self, name: str) -> str | None:
        """The value of a parameter that may be given once.

        Raises:
            BadQuery: it is given more than once.
        """
        values = self._values.get(name, [])
        if len(values) > 1:
            raise BadQuery(f"{name}: give it once", parameter=name)
        return values[0] if values else None

    def request(
        self, *, facets: Sequence[str] = (), highlight: bool = False
    ) -> SearchRequest:
        """The search that they ask for.

        Raises:
            BadQuery: a value that makes no sense.
        """
        return SearchRequest(
            query=self._query(),
            filters={n: v for n, v in self._values.items() if n in FACETS},
            sort=self._sort(),
            limit=self.number("limit", LIMIT, low=1, high=LIMIT_MAX),
            after=self.one("cursor") or None,
            facets=facets,
            highlight=highlight,
        )

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        """A whole number.

        Raises:
            BadQuery: it is none, or out of bounds.
        """
        text = self.one(name)
        if text is None or text == "":
            return default
        number = whole(text)
        if number is None or not low <= number <= high:
            raise BadQuery(
                f"{name}: give a whole number from {low} to {high}", parameter=name
            )
        return number

    def _query(self) -> Query:
        words = matched(parse(self.one("q") or ""), self._match())
        check_loose(words)
        clauses: list[Query] = [words, _HIDDEN]
        for name, sign in (("from", ">="), ("to", "<=")):
            if day := self.one(name):
                clauses.append(_received(name, sign, day))
        points = self.number("priority_min", 0, low=0, high=100)
        most = self.number("priority_max", 100, low=0, high=100)
        if (points, most) != (0, 100):
            clauses.append(Range("priority", str(points), str(most)))
        return And(tuple(clauses))

    def _match(self) -> Match:
        text = self.one("match") or "exact"
        for match in MATCHES:
            if match == text:
                return match
        raise BadQuery(_unknown("match", text, MATCHES), parameter="match")

    def _sort(self) -> Sort:
        text = self.one("sort") or "-priority"
        name = text.removeprefix("-")
        if name not in SORTS:
            raise BadQuery(_unknown("sort", name, SORTS), parameter="sort")
        return Sort(by=name, descending=text.startswith("-"))


def _received(name: str, sign: str, day: str) -> Range:
    try:
        found = parse(f"received:{sign}{day}")
    except BadQuery as exc:
        # Its position is one in a query that nobody wrote.
        raise BadQuery(str(exc), parameter=name) from exc
    if not isinstance(found, Range):
        raise BadQuery(
            f"{name}: give a day, a month or a year, such as 2026-03", parameter=name
        )
    return found


def _unknown(kind: str, name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}"
    return f"unknown {kind} {name[:NAME_CHARS_MAX]!r}: {hint}"
