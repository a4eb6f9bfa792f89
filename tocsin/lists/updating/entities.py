"""A new edition of the UFLPA Entity List, merged into our table of entities."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from tocsin.lists.readers.dhs import PublishedEntity
from tocsin.lists.rows import Entity, Lists, Section
from tocsin.lists.updating.change import ListChange, Updated, What, entry_id, unused_id
from tocsin.names.normal import name_tokens, normal_name

_SOURCE = "https://www.dhs.gov/uflpa-entity-list"
_COUNTRY = "CN"  # the act is on entities that work with or from Xinjiang
_IN_XINJIANG = "2(d)(2)(B)(i)"
_REGION = "xinjiang"


def update_entities(
    lists: Lists, published: Sequence[PublishedEntity], edition: date
) -> Updated:
    """Take over a new edition of DHS's page; entities are the same where names are."""
    before = {normal_name(row.name): row for row in lists.entities}
    used = {row.id for row in lists.entities}
    groups: dict[str, list[PublishedEntity]] = {}
    for new in published:
        groups.setdefault(normal_name(new.name), []).append(new)
    rows: list[Entity] = []
    changes: list[ListChange] = []
    for key, group in groups.items():
        old = before.pop(key, None)
        row = _entity(group, old, edition, used)
        if old is None:
            changes.append(_said(row, "added", f"added, {row.listed_on}"))
        elif replace(row, as_of=old.as_of) != old:
            changes.append(_said(row, "changed", "names or sections changed"))
        else:
            row = old
        rows.append(row)
    for old in before.values():
        rows.append(_removed(old, edition))
        if old.removed_on is None:
            changes.append(_said(old, "removed", "not on the list any more"))
    editions = {**lists.editions, "uflpa_entities": edition.isoformat()}
    updated = replace(lists, entities=tuple(rows), editions=editions)
    return Updated(updated, tuple(changes))


def _entity(
    group: Sequence[PublishedEntity], old: Entity | None, edition: date, used: set[str]
) -> Entity:
    first = group[0]
    sections = tuple(Section(row.section, row.listed_on.isoformat()) for row in group)
    names = (first.name, *(name for row in group for name in row.aliases))
    return Entity(
        id=old.id if old else unused_id(entry_id("uflpa", first.name), used),
        name=old.name if old else first.name,
        listed_on=min(section.on for section in sections),
        sections=sections,
        source=_SOURCE,
        as_of=edition.isoformat(),
        country=_COUNTRY,
        aliases=_names(row.aliases for row in group),
        former_names=_names(row.former_names for row in group),
        subsidiaries=any(row.subsidiaries for row in group),
        xinjiang=old.xinjiang if old else _is_there(names, sections),
    )


def _names(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))


def _is_there(names: Sequence[str], sections: Sequence[Section]) -> bool:
    named = any(_REGION in name_tokens(name) for name in names)
    return named or any(section.section == _IN_XINJIANG for section in sections)


def _removed(old: Entity, edition: date) -> Entity:
    return replace(old, removed_on=old.removed_on or edition.isoformat())


def _said(row: Entity, what: What, detail: str) -> ListChange:
    return ListChange(
        what=what,
        entry=row.id,
        says=f"{row.name}: {detail}",
        names=row.listed_names,
        country=row.country,
    )
