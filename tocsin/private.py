"""Folders that nobody but their owner can look into."""

from pathlib import Path


def make_private(folder: Path) -> None:
    """Make a folder and those above it that are missing, for their owner only.

    `Path.mkdir` gives its mode to the last one, and the others to everybody; one that
    is there stays as it is.

    Raises:
        OSError: it cannot be made.
    """
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is no folder")
