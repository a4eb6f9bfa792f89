"""The rows of our tables."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from tocsin.lists.named import ListedNames
from tocsin.lists.partial_date import first_day, last_day

_FIRST_DOL_LIST = date(2009, 9, 10)

OrderStatus = Literal["active", "modified", "inactive"]
"""`modified` is CBP's word: the order was narrowed or set aside; `note` says how."""


@dataclass(frozen=True, slots=True)
class Producer:
    """A name in an order, which spares it from `removed_on` on."""

    name: str
    alias: bool = False
    removed_on: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change of an order; of the days that `on` may mean, the latest counts."""

    on: str
    status: OrderStatus
    note: str


@dataclass(frozen=True, slots=True)
class Order:
    """A Withhold Release Order or a Finding under 19 CFR 12.42(e) and (f).

    Attributes:
        issued: year, month or day of issue; of a bare month the first day counts, so
            that an order counts as in force for as long as it may have been.
        goods: terms to look for; `*` stands for all products.
        hs: HS 2022 chapters or headings of these goods (our reading, not CBP's).
        downstream: goods made of these goods are meant too.
        scope: `producer` needs a name, `area` only the country or region.
        vessel: the name is that of a vessel, which has no country of production.
    """

    id: str
    kind: Literal["wro", "finding"]
    title: str
    issued: str
    merchandise: str
    goods: tuple[str, ...]
    scope: Literal["producer", "area"]
    source: str
    as_of: str
    hs: tuple[str, ...] = ()
    country: str | None = None
    region: str | None = None
    industry: str | None = None
    downstream: bool = False
    subsidiaries: bool = False
    vessel: bool = False
    producers: tuple[Producer, ...] = ()
    superseded_on: str | None = None
    changes: tuple[Change, ...] = ()
    reported_by: str | None = None

    @property
    def listed_names(self) -> tuple[str, ...]:
        """The names of its producers."""
        return tuple(producer.name for producer in self.producers)

    def change_on(self, day: date) -> Change | None:
        """The change that counts on a day."""
        past = [change for change in self.changes if last_day(change.on) <= day]
        return max(past, key=lambda change: last_day(change.on), default=None)

    def status_on(self, day: date) -> OrderStatus | None:
        """The status on a day; None before the order was issued."""
        if day < first_day(self.issued):
            return None
        change = self.change_on(day)
        return change.status if change else "active"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of UFLPA 2(d)(2)(B) under which an entity is listed, since when."""

    section: str
    on: str


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity of the UFLPA Entity List under all its published names.

    Attributes:
        xinjiang: a name holds a place of Xinjiang, or the section (i) says so.
        subsidiaries: subsidiaries or subordinate entities are listed too.
    """

    id: str
    name: str
    listed_on: str
    sections: tuple[Section, ...]
    source: str
    as_of: str
    country: str | None = None
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    subsidiaries: bool = False
    xinjiang: bool = False
    removed_on: str | None = None

    @property
    def listed_names(self) -> tuple[str, ...]:
        """The listed name first, then aliases and former names."""
        return (self.name, *self.aliases, *self.former_names)

    def status_on(self, day: date) -> OrderStatus:
        """Active from its listing until the edition that dropped it."""
        gone = self.removed_on and first_day(self.removed_on) <= day
        listed = first_day(self.listed_on) <= day
        return "active" if listed and not gone else "inactive"


@dataclass(frozen=True, slots=True)
class Sector:
    """A high-priority sector of the UFLPA strategy."""

    id: str
    name: str
    added: str
    goods: tuple[str, ...]
    source: str
    as_of: str
    hs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Good:
    """A good of a country on the DOL list (TVPRA 2005, section 105(b)).

    `exploitation` is child_labor, forced_labor, forced_child_labor or derived (made
    with an input that is on the list, from `input_country`).
    """

    id: str
    good: str
    country: str
    exploitation: tuple[str, ...]
    source: str
    as_of: str
    sector: str | None = None
    removed_on: str | None = None
    input_country: str | None = None

    def status_on(self, day: date) -> OrderStatus:
        """Active from the list's first edition to the one that dropped the good.

        Our rows do not say which edition added a good, so it counts as listed for as
        long as it may have been.
        """
        gone = self.removed_on and first_day(self.removed_on) <= day
        return "inactive" if gone or day < _FIRST_DOL_LIST else "active"


@dataclass(frozen=True, slots=True)
class Industry:
    """One of the industries by which CBP sorts its orders."""

    id: str
    name: str
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Presumption:
    """A region whose goods the law presumes to be made with forced labor."""

    id: str
    title: str
    region: str
    in_force: str
    source: str
    as_of: str


@dataclass(frozen=True)
class Lists:
    """All tables; `editions` maps a table to the date of its edition."""

    orders: tuple[Order, ...]
    entities: tuple[Entity, ...]
    sectors: tuple[Sector, ...]
    presumptions: tuple[Presumption, ...]
    goods: tuple[Good, ...]
    industries: tuple[Industry, ...]
    editions: dict[str, str]

    @cached_property
    def names(self) -> ListedNames:
        """The producers and entities by name; made at the first use."""
        return ListedNames((*self.orders, *self.entities))

    @cached_property
    def goods_by_country(self) -> dict[str, tuple[Good, ...]]:
        """The goods of the DOL list by ISO 3166 country."""
        found: dict[str, tuple[Good, ...]] = {}
        for good in self.goods:
            found[good.country] = (*found.get(good.country, ()), good)
        return found

    @property
    def versions(self) -> tuple[str, ...]:
        """The editions as an enrichment is stamped with them: `orders@2026-06-23`."""
        return tuple(f"{name}@{day}" for name, day in sorted(self.editions.items()))
