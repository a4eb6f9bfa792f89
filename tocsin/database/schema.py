"""The version of the database's tables: brought up to date, or refused.

Versions are the numbers of the migrations; they go forward only. Why Alembic, and why
one database: docs/decisions/0014-database.md.
"""

from pathlib import Path

from sqlalchemy import ColumnClause, Connection, column, inspect, select, table, text

from tocsin.database.engines import closing_engine, is_sqlite
from tocsin.database.grants import grant
from tocsin.database.transactions import reading, writing
from tocsin.errors import Halt

NAME = "database"
MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version"

VERSIONS = tuple(
    sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))
)
"""All versions that this code knows, the oldest first."""

HEAD = VERSIONS[-1]

# Any number will do, as long as nobody else takes it: two upgrades wait for each other.
_UPGRADE_LOCK = 8_420_001


def upgrade(url: str) -> str | None:
    """Bring the tables to this code's version, all of it or nothing.

    On PostgreSQL the users of the services get their rights (tocsin.database.grants).
    Processes that come at the same time wait for each other.

    Returns:
        The version before; None for a database without tables.

    Raises:
        DependencyDown: the database does not answer.
        Halt: it is of a newer version.
    """
    with closing_engine(url) as engine:
        with reading(engine, NAME) as connection:
            before = _version(connection)
        if before != HEAD or not is_sqlite(url):
            with writing(engine, NAME) as connection:
                before = _upgrade(connection)
    return before


def check(url: str) -> None:
    """Make sure that the tables are of this code's version.

    Raises:
        DependencyDown: the database does not answer.
        Halt: they are not; says what to do.
    """
    with closing_engine(url) as engine, reading(engine, NAME) as connection:
        found = _version(connection)
    if found == HEAD:
        return
    _refuse_newer(found)
    has = "no tables" if found is None else f"tables of version {found}"
    raise Halt(
        f"the database has {has}, this code needs {HEAD}: run `tocsin database upgrade`"
    )


def _upgrade(connection: Connection) -> str | None:
    # Loaded where tables change only: every command would start a quarter second later.
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(:number)")
        connection.execute(lock, {"number": _UPGRADE_LOCK})
    before = _version(connection)
    _refuse_newer(before)
    if before != HEAD:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    if connection.dialect.name == "postgresql":
        # Users may have been made since the last upgrade.
        grant(connection)
    return before


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    version: ColumnClause[str] = column("version_num")
    found = connection.scalar(select(version).select_from(table(VERSION_TABLE)))
    return None if found is None else str(found)


def _refuse_newer(found: str | None) -> None:
    if found is not None and found not in VERSIONS:
        raise Halt(
            f"the database has tables of version {found}, newer than this code's"
            f" {HEAD}: run the newer Tocsin, or restore a backup made before it"
        )
