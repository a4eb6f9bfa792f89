"""Our tables as JSON files: those of the package, or newer ones in a folder."""

import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tocsin.lists.rows import (
    Entity,
    Good,
    Industry,
    Lists,
    Order,
    Presumption,
    Sector,
)

_TABLES: dict[str, Any] = {
    "orders": TypeAdapter(tuple[Order, ...]),
    "uflpa_entities": TypeAdapter(tuple[Entity, ...]),
    "uflpa_sectors": TypeAdapter(tuple[Sector, ...]),
    "uflpa_presumptions": TypeAdapter(tuple[Presumption, ...]),
    "dol_goods": TypeAdapter(tuple[Good, ...]),
    "cbp_industries": TypeAdapter(tuple[Industry, ...]),
}

_FIELDS = {
    "uflpa_entities": "entities",
    "uflpa_sectors": "sectors",
    "uflpa_presumptions": "presumptions",
    "dol_goods": "goods",
    "cbp_industries": "industries",
}
"""The field of `Lists` where it is not the table's name."""


class ListsBroken(Exception):
    """A table of the package cannot be read: the installation is damaged."""


@lru_cache(maxsize=2)  # the package's tables and an installation's own
def load_lists(folder: Path | None = None) -> Lists:
    """All tables, read and checked once for each folder; see `read_lists`."""
    return read_lists(folder)


def read_lists(folder: Path | None = None) -> Lists:
    """All tables, read and checked.

    Args:
        folder: where `save_lists` keeps newer editions; a table that is not there is
            that of the package.

    Raises:
        ListsBroken: a table does not hold what it must: the installation is damaged.
    """
    rows: dict[str, Any] = {}
    editions: dict[str, str] = {}
    for name, adapter in _TABLES.items():
        try:
            table = json.loads(_read(name, folder))
            rows[_FIELDS.get(name, name)] = adapter.validate_python(table["rows"])
            editions[name] = table["edition"]
        except (OSError, KeyError, ValidationError, json.JSONDecodeError) as error:
            raise ListsBroken(f"table {name}: {error}") from error
    return Lists(**rows, editions=editions)


def rows_of(lists: Lists, table: str) -> tuple[Any, ...]:
    """The rows of a table by its name, as `Lists.editions` has it."""
    rows: tuple[Any, ...] = getattr(lists, _FIELDS.get(table, table))
    return rows


def save_lists(lists: Lists, folder: Path) -> None:
    """Write all tables to a folder; each is there whole or as it was before.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, adapter in _TABLES.items():
        rows = adapter.dump_python(rows_of(lists, name), mode="json")
        table = {"edition": lists.editions[name], "rows": rows}
        draft = folder / f"{name}.json.new"
        draft.write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
        draft.replace(folder / f"{name}.json")
    load_lists.cache_clear()


def _read(name: str, folder: Path | None) -> bytes:
    if folder and (own := folder / f"{name}.json").exists():
        return own.read_bytes()
    return files("tocsin.lists").joinpath("data", f"{name}.json").read_bytes()
