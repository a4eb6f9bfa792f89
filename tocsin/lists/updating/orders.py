"""A new edition of CBP's orders, merged into our table of orders."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tocsin.lists.readers.cbp import PublishedOrder
from tocsin.lists.readers.published import read_date
from tocsin.lists.rows import Change, Lists, Order, OrderStatus, Producer
from tocsin.lists.updating.change import ListChange, Updated, What, entry_id, unused_id
from tocsin.names.listed import match_listed
from tocsin.names.normal import normal_name, singular, words
from tocsin.names.words import word_set

_SOURCE = "https://www.cbp.gov/trade/forced-labor/withhold-release-orders-and-findings"
_AREA = re.compile(
    r"\b(?:produced|harvested|mined) (?:in|with)\b|\bregion\b", re.IGNORECASE
)
_SUBSIDIARIES = re.compile(r"\bsubsidiar|\bsubordinate", re.IGNORECASE)
_VESSEL = re.compile(r"^fishing vessels?\s*:?\s*(?:owned by\s+)?", re.IGNORECASE)
_GOODS = re.compile(r"[,;/]|\band\b|\bor\b", re.IGNORECASE)
_EMPTY_WORDS = word_set(
    "all product products other derivative derivatives based its thereof"
)


def update_orders(
    lists: Lists, published: Sequence[PublishedOrder], edition: date
) -> Updated:
    """Take over a new edition of CBP's file.

    A row that we have keeps our words and gains a change where its status is another;
    an active one that the file no longer holds is inactive from the edition on.
    """
    rows = list(lists.orders)
    used = {row.id for row in rows}
    changes: list[ListChange] = []
    met: set[str] = set()
    for new in published:
        place = _place(rows, new, met)
        if place is None:
            row = _order(new, edition, used)
            rows.append(row)
            changes.append(_said("added", row, f"{row.merchandise}: {new.status}"))
        else:
            row = _with_status(rows[place], new, edition)
            if row != rows[place]:
                rows[place] = row
                changes.append(_said("changed", row, f"now {new.status}"))
        met.add(row.id)
    for place, row in enumerate(rows):
        if row.id not in met and row.status_on(edition) == "active":
            gone = Change(edition.isoformat(), "inactive", "Not on the list any more.")
            rows[place] = replace(row, changes=(*row.changes, gone))
            changes.append(_said("removed", row, "not on the list any more"))
    editions = {**lists.editions, "orders": edition.isoformat()}
    updated = replace(lists, orders=tuple(rows), editions=editions)
    return Updated(updated, tuple(changes))


def _place(rows: Sequence[Order], new: PublishedOrder, met: set[str]) -> int | None:
    """Where our row of a published one is: same kind, same day, same name or goods."""
    same_day = [
        place
        for place, row in enumerate(rows)
        if row.kind == new.kind
        and row.issued == new.issued.isoformat()
        and row.id not in met
    ]
    named = [place for place in same_day if _same_producer(rows[place], new)]
    goods = normal_name(new.merchandise)
    alike = [p for p in same_day if normal_name(rows[p].merchandise) == goods]
    both = [place for place in named if place in alike]
    alone = alike if len(alike) == 1 else []
    return next(iter(both or named or alone), None)


def _same_producer(row: Order, new: PublishedOrder) -> bool:
    return any(
        match_listed(ours, theirs, subsidiaries=True)
        or normal_name(ours) in normal_name(theirs)
        for ours in row.listed_names
        for theirs in new.names
    )


def _with_status(row: Order, new: PublishedOrder, edition: date) -> Order:
    status = _status(new)
    if row.status_on(edition) == status:
        return row
    try:
        on = read_date(new.modified)
    except ValueError:  # the cell holds the address of a release, or nothing
        on = edition
    change = Change(on.isoformat(), status, f"{new.status} in CBP's list.")
    return replace(row, changes=(*row.changes, change), as_of=edition.isoformat())


def _status(new: PublishedOrder) -> OrderStatus:
    words_of_cbp = new.status.casefold()
    if "inactive" in words_of_cbp or "revoked" in words_of_cbp:
        return "inactive"
    return "modified" if "modified" in words_of_cbp else "active"


def _order(new: PublishedOrder, edition: date, used: set[str]) -> Order:
    names = tuple(_VESSEL.sub("", name) for name in new.names)
    area = bool(_AREA.search(new.names[0]))
    issued = new.issued.isoformat()
    row = Order(
        id=unused_id(entry_id(new.kind, issued, names[0]), used),
        kind="finding" if new.kind == "finding" else "wro",
        title=names[0],
        issued=issued,
        merchandise=new.merchandise,
        goods=goods_of(new.merchandise),
        scope="area" if area else "producer",
        source=_SOURCE,
        as_of=edition.isoformat(),
        country=new.country_code,
        industry=new.industry or None,
        downstream=area,
        subsidiaries=any(map(_SUBSIDIARIES.search, new.names)),
        vessel=names[0] != new.names[0],
        producers=() if area else _producers(names),
    )
    return _with_status(row, new, edition)


def _producers(names: tuple[str, ...]) -> tuple[Producer, ...]:
    return tuple(Producer(name, alias=place > 0) for place, name in enumerate(names))


def goods_of(merchandise: str) -> tuple[str, ...]:
    """The terms of goods in CBP's words; `*` where all products are meant.

    >>> goods_of("Garments, apparel and textiles")
    ('garment', 'apparel', 'textile')
    """
    terms = []
    for part in _GOODS.split(merchandise):
        kept = [singular(w) for w in words(part) if w not in _EMPTY_WORDS]
        terms.append(" ".join(kept))
    return tuple(dict.fromkeys(filter(None, terms))) or ("*",)


def _said(what: What, row: Order, detail: str) -> ListChange:
    return ListChange(
        what=what,
        entry=row.id,
        says=f"{row.kind.upper()} of {row.issued}, {row.title}: {detail}",
        names=row.listed_names,
        goods=row.goods,
        country=row.country,
    )
