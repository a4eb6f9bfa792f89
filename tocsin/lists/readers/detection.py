"""Which list an official file is of."""

from typing import Literal

from tocsin.lists.readers.published import ListUnreadable

Publisher = Literal["cbp", "dhs", "dol"]

# Far more than any preamble, title or head of a page.
_LOOKED_AT_BYTES = 200_000
_SIGNS: tuple[tuple[Publisher, bytes], ...] = (
    ("dol", b"<good_name"),
    ("dhs", b"name of entity"),
    ("cbp", b"effective date"),
)
"""Words in lower case, the most telling first: DHS gives effective dates too."""


def publisher_of(data: bytes) -> Publisher:
    """Who published a file, by words that only its list has.

    Raises:
        ListUnreadable: none of them is there.
    """
    start = data[:_LOOKED_AT_BYTES].lower()
    for publisher, sign in _SIGNS:
        if sign in start:
            return publisher
    raise ListUnreadable("neither CBP's orders, DHS's entities nor DOL's goods")
