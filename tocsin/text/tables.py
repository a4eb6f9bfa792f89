"""Tables of facts that ship with the package: TSV, with their sources as comments."""

from collections.abc import Iterator
from importlib.resources import files


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a table, without comments and empty lines, split at tabs.

    Raises:
        FileNotFoundError: no table has that name.
    """
    text = files("tocsin.text").joinpath("data", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def words(name: str) -> frozenset[str]:
    """All words of a table of words, in lower case as written there."""
    return frozenset(
        word for row in rows(name) for cell in row for word in cell.split()
    )
