"""A new edition of DOL's List of Goods, merged into our table of goods."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pycountry

from tocsin.lists.readers.dol import PublishedGood
from tocsin.lists.readers.published import ListUnreadable
from tocsin.lists.rows import Good, Lists
from tocsin.lists.updating.change import ListChange, Updated, What, entry_id, unused_id
from tocsin.names.normal import latin

_SOURCE = "https://www.dol.gov/agencies/ilab/reports/child-labor/list-of-goods"
# DOL's names of countries that ISO 3166 has under another.
_COUNTRIES = {
    "burma": "MM",
    "congo democratic republic of the": "CD",
    "democratic republic of the congo": "CD",
    "cote d'ivoire": "CI",
    "north korea": "KP",
    "south korea": "KR",
    "russia": "RU",
    "turkey": "TR",
    "turkey (turkiye)": "TR",
}


def update_goods(
    lists: Lists, published: Sequence[PublishedGood], edition: date
) -> Updated:
    """Take over a new edition of DOL's file.

    Raises:
        ListUnreadable: a country's name is in no list of countries.
    """
    before = {(row.good.casefold(), row.country): row for row in lists.goods}
    used = {row.id for row in lists.goods}
    rows: list[Good] = []
    changes: list[ListChange] = []
    for new in published:
        country = country_code(new.country)
        old = before.pop((new.good.casefold(), country), None)
        row = _good(new, country, old, edition, used)
        if old is None or old.removed_on:
            changes.append(_said(row, "added"))
        elif row != old:
            changes.append(_said(row, "changed"))
        rows.append(row)
    for old in before.values():
        rows.append(replace(old, removed_on=old.removed_on or edition.isoformat()))
        if old.removed_on is None:
            changes.append(_said(old, "removed"))
    editions = {**lists.editions, "dol_goods": edition.isoformat()}
    updated = replace(lists, goods=tuple(rows), editions=editions)
    return Updated(updated, tuple(changes))


def country_code(name: str) -> str:
    """The ISO 3166 alpha-2 code of a country as DOL names it.

    Raises:
        ListUnreadable: no country has this name.
    """
    plain = latin(name).replace(",", "")
    if code := _COUNTRIES.get(plain):
        return code
    try:
        return str(pycountry.countries.lookup(name).alpha_2)
    except LookupError as error:
        raise ListUnreadable(f"no country has the name {name[:60]!r}") from error


def _good(
    new: PublishedGood, country: str, old: Good | None, edition: date, used: set[str]
) -> Good:
    if old is not None:
        same = set(old.exploitation) == set(new.exploitation) and not old.removed_on
        kept = replace(old, exploitation=new.exploitation, removed_on=None)
        return old if same else replace(kept, as_of=edition.isoformat())
    return Good(
        id=unused_id(entry_id("dol", new.good, country), used),
        good=new.good,
        country=country,
        exploitation=new.exploitation,
        source=_SOURCE,
        as_of=edition.isoformat(),
        sector=new.sector or None,
    )


def _said(row: Good, what: What) -> ListChange:
    kinds = ", ".join(kind.replace("_", " ") for kind in row.exploitation)
    return ListChange(
        what=what,
        entry=row.id,
        says=f"{row.good}, {row.country}: {kinds}",
        goods=(row.good.lower(),),
        country=row.country,
    )
