"""Transactions whose failures are errors of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from tocsin.database.engines import READS
from tocsin.errors import DependencyDown


@contextmanager
def writing(engine: Engine, name: str) -> Iterator[Connection]:
    """A transaction: committed at the end of the block, undone by an exception.

    Args:
        engine: of `open_engine`.
        name: what an operator calls the tables, for the error.

    Raises:
        DependencyDown: the database does not answer.
    """
    with _translated(name), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine, name: str) -> Iterator[Connection]:
    """A transaction that writes nothing, and so waits for no writer.

    Raises:
        DependencyDown: the database does not answer.
    """
    with (
        _translated(name),
        engine.connect().execution_options(**{READS: True}) as connection,
    ):
        yield connection


@contextmanager
def _translated(name: str) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as exc:
        raise DependencyDown(name, _kind(exc)) from exc


def _kind(error: SQLAlchemyError) -> str:
    """The kind of an error and its code, such as SQLITE_FULL; the words quote rows."""
    driver = getattr(error, "orig", None)
    code = getattr(driver, "sqlite_errorname", None) or getattr(
        driver, "sqlstate", None
    )
    kind = type(error).__name__
    return f"{kind} ({code})" if code else kind
