"""Where things are kept in the data folder and beside it, by the settings."""

from pathlib import Path

from tocsin.settings import Settings

LOG = "log.sqlite"
INDEX = "index"
BLOBS = "blobs"
DATABASE = "intake.sqlite"


def is_begun(settings: Settings) -> bool:
    """Whether the folder `data` holds an embedded log, index or database.

    Raises:
        OSError: it cannot be looked into.
    """
    return any((settings.data / name).exists() for name in (LOG, INDEX, DATABASE))


def lists_folder(settings: Settings) -> Path:
    """Where newer editions of the official lists are kept; it need not exist."""
    return settings.lists or settings.data / "lists"


def exports_folder(settings: Settings) -> Path:
    """Where searches that people export are kept for a day; it need not exist."""
    return settings.exports or settings.data / "exports"


def erasures_file(settings: Settings) -> Path:
    """The list of erased cases, which must outlive the data folder."""
    return settings.erasures or settings.data / "erasures.txt"
