"""The version of the code, as enrichments and dead letters are stamped with it."""

from importlib.metadata import version

CODE_VERSION = version("tocsin")
