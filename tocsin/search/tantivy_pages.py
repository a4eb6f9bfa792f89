"""Pages of results in an exact order: a field, then the case id.

tantivy orders by one field and leaves ties in no order that lasts. So a page is made of
what stands clearly above the last value, plus the beginning of that value's tie in the
order of case ids.
"""

from dataclasses import dataclass

import tantivy

from tocsin.search.cursor import Place
from tocsin.search.tantivy_query import between, every
from tocsin.search.tantivy_schema import ID_ORDER, id_order


@dataclass(frozen=True, slots=True)
class Order:
    """The field of the order, as tantivy names it."""

    field: str
    descending: bool

    @property
    def by_id(self) -> bool:
        """Whether the case id itself is the order."""
        return self.field == "case_id"


class Pager:
    """Pages of one search in one snapshot."""

    def __init__(
        self, searcher: tantivy.Searcher, schema: tantivy.Schema, order: Order
    ) -> None:
        """Page through what a searcher sees."""
        self._searcher = searcher
        self._schema = schema
        self._order = order

    def page(
        self, query: tantivy.Query, limit: int, after: Place | None
    ) -> list[Place]:
        """Up to `limit` places that follow `after`."""
        if self._order.by_id:
            after_id = after.case_id if after else None
            return self._tie(query, 0, limit, after_id)
        if after is None:
            return self._ordered(query, limit)
        tie = every([query, self._equal(after.value)])
        places = self._tie(tie, after.value, limit, after.case_id)
        if len(places) < limit:
            rest = every([query, self._beyond(after.value)])
            places += self._ordered(rest, limit - len(places))
        return places

    def _equal(self, value: int) -> tantivy.Query:
        return between(self._schema, self._order.field, value, value)

    def _beyond(self, value: int) -> tantivy.Query:
        low, high = (None, value - 1) if self._order.descending else (value + 1, None)
        return between(self._schema, self._order.field, low, high)

    def _ordered(self, query: tantivy.Query, limit: int) -> list[Place]:
        found = self._top(query, limit, self._order)
        if not found:
            return []
        border = int(found[-1][0])
        places = [
            Place(int(value), self._case_id(address))
            for value, address in found
            if int(value) != border
        ]
        sign = -1 if self._order.descending else 1
        places.sort(key=lambda place: (sign * place.value, place.case_id))
        tie = every([query, self._equal(border)])
        return places + self._tie(tie, border, limit - len(places), None)

    def _tie(
        self, query: tantivy.Query, value: int, limit: int, after: str | None
    ) -> list[Place]:
        """The first cases of a tie after a case id, in the order of case ids."""
        descending = self._order.by_id and self._order.descending
        if after is not None:
            query = every([query, self._from_id(after, descending=descending)])
        asked = limit
        while True:
            # Ids before `after` that share its first bytes come along: skip them, and
            # ask for more when that leaves too few.
            found = self._top(query, asked, Order("case_id", descending))
            ids = [
                str(case_id)
                for case_id, _ in found
                if after is None or _follows(str(case_id), after, descending=descending)
            ]
            if len(ids) >= limit or len(found) < asked:
                return [Place(value, case_id) for case_id in ids[:limit]]
            asked *= 2

    def _from_id(self, case_id: str, *, descending: bool) -> tantivy.Query:
        border = id_order(case_id)
        low, high = (None, border) if descending else (border, None)
        return between(self._schema, ID_ORDER, low, high)

    def _top(
        self, query: tantivy.Query, limit: int, order: Order
    ) -> list[tuple[int | str, tantivy.DocAddress]]:
        way = tantivy.Order.Desc if order.descending else tantivy.Order.Asc
        return self._searcher.search(
            query, limit=limit, count=False, order_by_field=order.field, order=way
        ).hits

    def _case_id(self, address: tantivy.DocAddress) -> str:
        return str(self._searcher.doc(address).get_first("case_id"))


def _follows(case_id: str, after: str, *, descending: bool) -> bool:
    return case_id < after if descending else case_id > after
