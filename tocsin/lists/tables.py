"""Loading of our tables from the package's own JSON files."""

import json
from functools import lru_cache
from importlib.resources import files
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


class ListsBroken(Exception):
    """A table of the package cannot be read: the installation is damaged."""


@lru_cache(maxsize=1)
def load_lists() -> Lists:
    """All tables, read and checked once.

    Raises:
        ListsBroken: a table is missing or does not hold what it must.
    """
    rows: dict[str, Any] = {}
    editions: dict[str, str] = {}
    for name, adapter in _TABLES.items():
        try:
            raw = files("tocsin.lists").joinpath("data", f"{name}.json").read_bytes()
            table = json.loads(raw)
            rows[name] = adapter.validate_python(table["rows"])
            editions[name] = table["edition"]
        except (OSError, KeyError, ValidationError, json.JSONDecodeError) as error:
            raise ListsBroken(f"table {name}: {error}") from error
    return Lists(
        orders=rows["orders"],
        entities=rows["uflpa_entities"],
        sectors=rows["uflpa_sectors"],
        presumptions=rows["uflpa_presumptions"],
        goods=rows["dol_goods"],
        industries=rows["cbp_industries"],
        editions=editions,
    )
