"""New editions of the lists, merged into our tables. Pure: rows in, rows out.

What we added by hand (goods as terms, customs codes, history) is kept; what left the
official list stays in ours with the day it left, for cases about the time before.
"""

from tocsin.lists.updating.change import ListChange, Updated
from tocsin.lists.updating.entities import update_entities
from tocsin.lists.updating.goods import update_goods
from tocsin.lists.updating.orders import update_orders
from tocsin.lists.updating.publication import update

__all__ = [
    "ListChange",
    "Updated",
    "update",
    "update_entities",
    "update_goods",
    "update_orders",
]
