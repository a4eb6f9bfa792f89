"""The cities of the world: their countries, people and names."""

from collections.abc import Iterator
from typing import NamedTuple

from tocsin.text.tables import rows

TABLE = "cities.tsv"


class City(NamedTuple):
    """A city of 15,000 people or more.

    Attributes:
        country: ISO 3166-1 alpha-2.
        population: people.
        keys: its names, folded.
        chinese: its names in Chinese writing; few cities have any.
    """

    country: str
    population: int
    keys: list[str]
    chinese: list[str]


def cities() -> Iterator[City]:
    """Every city of the table, read from its file."""
    for country, population, keys, *chinese in rows(TABLE):
        named = chinese[0].split("|") if chinese else []
        yield City(country, int(population), keys.split("|"), named)
