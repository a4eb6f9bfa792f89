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
        # The driver's words can quote rows: only the kind of error is passed on.
        raise DependencyDown(name, type(exc).__name__) from exc
