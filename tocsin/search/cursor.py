"""The cursor of a page: where the last hit stands in the order of results."""

import base64
import binascii
import json
from dataclasses import dataclass

from tocsin.errors import BadQuery
from tocsin.search.base import SearchRequest, Sort
from tocsin.search.values import sort_field

# A page is read by people or exported by machines; more at once only costs memory.
LIMIT_MAX = 1000


@dataclass(frozen=True, slots=True)
class Place:
    """The last hit of a page: its value of the sort field and its id.

    Times are milliseconds since 1970; sorted by case id, `value` is 0 and unused.
    """

    value: int
    case_id: str


def encoded(sort: Sort, place: Place) -> str:
    """An opaque text for a URL."""
    parts = [sort.by, sort.descending, place.value, place.case_id]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def decoded(sort: Sort, cursor: str) -> Place:
    """The place of a cursor.

    Raises:
        BadQuery: not a cursor of this order.
    """
    bad = BadQuery(
        "The cursor is not one of this search: start at the first page.",
        parameter="cursor",
    )
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as exc:
        raise bad from exc
    match parts:
        case [sort.by, sort.descending, int(value), str(case_id)] if _is_long(value):
            return Place(value, case_id)
    raise bad


def _is_long(value: int) -> bool:
    """Whether both engines can hold it (and it is no boolean)."""
    return not isinstance(value, bool) and -(2**63) <= value < 2**63


def checked(request: SearchRequest) -> SearchRequest:
    """The request, when its order and limit make sense.

    Raises:
        BadQuery: they do not.
    """
    sort_field(request.sort.by)
    if not 0 <= request.limit <= LIMIT_MAX:
        raise BadQuery(f"A page has 0 to {LIMIT_MAX} cases, not {request.limit}.")
    return request
