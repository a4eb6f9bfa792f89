"""How much of what people send may be in memory at the same time."""

from dataclasses import dataclass, field

from services.intake.limits import MEBIBYTE
from tocsin.web import Problem

FILES_ROOM_BYTES = 160 * MEBIBYTE
"""Files of all pages that are in hand: six of the largest, fifty of a phone's. While
one is sealed and stored it is there four times, which makes 640 MB."""

FIELDS_ROOM_BYTES = 128 * MEBIBYTE
"""What is typed, apart from files: whoever fills their room keeps nobody from writing.
Few pages have a kilobyte."""


@dataclass(slots=True)
class Room:
    """Bytes of one kind, of all people together; used by one event loop only."""

    bytes_max: int
    taken: int = 0

    def take(self, size: int) -> None:
        """Count more in.

        Raises:
            Problem: busy; nothing was counted.
        """
        if self.taken + size > self.bytes_max:
            raise Problem("busy", "Too many people at once. Try again in a minute.")
        self.taken += size

    def give_back(self, size: int) -> None:
        """Count them out."""
        self.taken -= size


@dataclass(slots=True)
class Share:
    """What one page has of a room, until nothing holds the page any more."""

    room: Room
    size: int = 0

    def take(self, size: int) -> None:
        """Count more in.

        Raises:
            Problem: busy.
        """
        self.room.take(size)
        self.size += size

    def end(self) -> None:
        """Count all of it out."""
        self.room.give_back(self.size)
        self.size = 0


def _files() -> Room:
    return Room(FILES_ROOM_BYTES)


def _fields() -> Room:
    return Room(FIELDS_ROOM_BYTES)


@dataclass(frozen=True, slots=True)
class Rooms:
    """The rooms of a form."""

    files: Room = field(default_factory=_files)
    fields: Room = field(default_factory=_fields)
