"""What an enrichment of now is stamped with."""

from collections.abc import Mapping
from importlib.metadata import version

from schemas.enrichment import Versions
from tocsin.lists import Lists


def stamp(models: Mapping[str, str], code_version: str, lists: Lists) -> Versions:
    """The versions of code, models and lists.

    Args:
        models: the spaCy package by language.
        code_version: of Tocsin.
        lists: the tables in force.
    """
    return Versions(
        code=code_version,
        models=tuple(model_stamp(package) for package in models.values()),
        lists=lists.versions,
    )


def model_stamp(package: str) -> str:
    """name@version of a spaCy package, without loading it.

    Raises:
        PackageNotFoundError: the package is not installed.
    """
    return f"{package}@{version(package)}"
