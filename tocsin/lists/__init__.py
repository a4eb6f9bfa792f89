"""What governments publish on forced labor: our own tables, in our own schema.

Every row names the government page that publishes it and the date as of which it was
read. Readers of the official files are in `tocsin.lists.readers`.
"""

from tocsin.lists.current import CurrentLists
from tocsin.lists.rows import (
    Change,
    Entity,
    Good,
    Industry,
    Lists,
    Order,
    OrderStatus,
    Presumption,
    Producer,
    Section,
    Sector,
)
from tocsin.lists.tables import (
    ListsBroken,
    load_lists,
    read_lists,
    rows_of,
    save_lists,
)

__all__ = [
    "Change",
    "CurrentLists",
    "Entity",
    "Good",
    "Industry",
    "Lists",
    "ListsBroken",
    "Order",
    "OrderStatus",
    "Presumption",
    "Producer",
    "Section",
    "Sector",
    "load_lists",
    "read_lists",
    "rows_of",
    "save_lists",
]
