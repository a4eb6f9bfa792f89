"""Readers of the official files as the governments publish them. Pure: bytes in."""

from tocsin.lists.readers.cbp import PublishedOrder, read_cbp
from tocsin.lists.readers.changes import Changed, Changes, diff
from tocsin.lists.readers.detection import Publisher, publisher_of
from tocsin.lists.readers.dhs import PublishedEntity, read_dhs
from tocsin.lists.readers.dol import PublishedGood, read_dol
from tocsin.lists.readers.published import ListUnreadable

__all__ = [
    "Changed",
    "Changes",
    "ListUnreadable",
    "PublishedEntity",
    "PublishedGood",
    "PublishedOrder",
    "Publisher",
    "diff",
    "publisher_of",
    "read_cbp",
    "read_dhs",
    "read_dol",
]
