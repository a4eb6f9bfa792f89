"""How a hit on an order or an entity is worded and dated."""

from datetime import date

from tocsin.lists import Entity, Order
from tocsin.lists.partial_date import first_day

_KIND = {"wro": "Withhold Release Order", "finding": "Finding"}


def order_status(order: Order, day: date, producer: str | None = None) -> str:
    """The order's status on a day, for one producer where it spares some.

    An order issued after that day is `inactive` on it; the title gives the date.
    """
    status = order.status_on(day)
    if status is None:
        return "inactive"
    for listed in order.producers:
        if listed.removed_on and listed.name == producer:
            removed = first_day(listed.removed_on) <= day
            return "inactive" if removed else status
    return status


def order_title(order: Order, day: date) -> str:
    """One line: what the order is, on which goods of whom, and what became of it."""
    kind, of = _KIND[order.kind], order.title.rstrip(".")
    title = f"{kind} of {order.issued}: {order.merchandise}; {of}"
    if order.status_on(day) is None:
        return f"{title} (issued after the facts)"
    if change := order.change_on(day):
        title = f"{title}. {change.note} ({change.on})"
    if order.superseded_on and first_day(order.superseded_on) <= day:
        title = f"{title}. Enforced through the UFLPA since {order.superseded_on}."
    return title


def entity_title(entity: Entity, day: date) -> str:
    """One line: who is listed under which section since when."""
    sections = ", ".join(section.section for section in entity.sections)
    title = f"UFLPA Entity List since {entity.listed_on}: {entity.name} ({sections})"
    later = first_day(entity.listed_on) > day
    return f"{title} (listed after the facts)" if later else title
