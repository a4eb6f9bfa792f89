"""An official file, taken over into our tables."""

from datetime import date

from tocsin.lists.readers.cbp import read_cbp
from tocsin.lists.readers.detection import Publisher, publisher_of
from tocsin.lists.readers.dhs import read_dhs
from tocsin.lists.readers.dol import read_dol
from tocsin.lists.rows import Lists
from tocsin.lists.updating.change import Updated
from tocsin.lists.updating.entities import update_entities
from tocsin.lists.updating.goods import update_goods
from tocsin.lists.updating.orders import update_orders


def update(
    lists: Lists, data: bytes, edition: date, *, publisher: Publisher | None = None
) -> Updated:
    """Our tables with a file as published.

    Args:
        lists: the tables as they are.
        data: the whole file.
        edition: the day of the file.
        publisher: who published it; None: the file tells.

    Raises:
        ListUnreadable: not a file of this publisher; nothing of it was taken.
    """
    match publisher or publisher_of(data):
        case "cbp":
            return update_orders(lists, read_cbp(data), edition)
        case "dhs":
            return update_entities(lists, read_dhs(data), edition)
        case "dol":
            return update_goods(lists, read_dol(data), edition)
