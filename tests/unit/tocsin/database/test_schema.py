"""The database's tables: made by migrations, and of one version with the code."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, inspect

from services.desk.accounts import tables as accounts
from services.desk.reveals import tables as reveals
from services.intake import tables
from services.intake.form import draft_tables
from tocsin import told
from tocsin.audit import table as audit
from tocsin.case_keys import table as case_keys
from tocsin.database import HEAD, VERSIONS, check, closing_engine, upgrade
from tocsin.errors import DependencyDown, Halt
from tocsin.settings import load_settings
from tocsin.wiring import database_url

OWNERS = (
    tables.METADATA,
    draft_tables.METADATA,
    told.METADATA,
    accounts.METADATA,
    case_keys.METADATA,
    audit.METADATA,
    reveals.METADATA,
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/tocsin.db"


def set_version(path: Path, version: str) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = ?", (version,))
        raw.commit()


def test_the_migrations_make_the_tables_that_the_code_uses(url: str) -> None:
    upgrade(url)
    wanted = MetaData()
    for owner in OWNERS:
        for table in owner.sorted_tables:
            table.to_metadata(wanted)
    with closing_engine(url) as engine, engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, wanted) == []


def test_the_migrations_are_numbered_without_a_gap() -> None:
    assert list(VERSIONS) == [f"{n:04}" for n in range(1, len(VERSIONS) + 1)]


def test_a_second_upgrade_finds_nothing_to_do(url: str) -> None:
    assert upgrade(url) is None
    assert upgrade(url) == HEAD
    check(url)


def test_processes_that_come_at_once_upgrade_once(url: str) -> None:
    found = []
    start = threading.Barrier(4)

    def come() -> None:
        start.wait()
        found.append(upgrade(url))

    threads = [threading.Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count(None) == 1
    assert found.count(HEAD) == 3


def test_an_upgrade_that_fails_leaves_nothing_behind(tmp_path: Path, url: str) -> None:
    with closing(sqlite3.connect(tmp_path / "tocsin.db")) as raw:
        # Without the column of its index: the first migration fails half-way.
        raw.execute("CREATE TABLE drafts (id INTEGER)")
        raw.commit()
    with pytest.raises(DependencyDown):
        upgrade(url)
    with closing_engine(url) as engine:
        assert inspect(engine).get_table_names() == ["drafts"]


def test_a_folder_from_before_the_migrations_keeps_its_rows(
    tmp_path: Path, url: str
) -> None:
    with closing_engine(url) as engine:
        tables.METADATA.create_all(engine, tables=[tables.KEYS, tables.RECEIPTS])
    with closing(sqlite3.connect(tmp_path / "tocsin.db")) as raw:
        raw.execute("CREATE TABLE ledger_version (version INTEGER NOT NULL)")
        raw.execute("INSERT INTO receipts VALUES ('case', '123456', NULL, 'hash')")
        raw.commit()
    assert upgrade(url) is None
    with closing(sqlite3.connect(tmp_path / "tocsin.db")) as raw:
        rows = raw.execute("SELECT case_id, selector FROM receipts").fetchall()
        names = {name for (name,) in raw.execute("SELECT name FROM sqlite_schema")}
    assert rows == [("case", "123456")]
    assert "ledger_version" not in names


def test_a_database_without_tables_is_refused(url: str) -> None:
    with pytest.raises(Halt, match="no tables, this code needs"):
        check(url)


def test_older_tables_are_refused_until_they_are_upgraded(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(url)
    monkeypatch.setattr("tocsin.database.schema.HEAD", "9998")
    with pytest.raises(Halt, match=f"version {HEAD}, this code needs 9998"):
        database_url(load_settings(data=tmp_path, database_url=url))


def test_newer_tables_are_refused_by_check_and_by_upgrade(
    tmp_path: Path, url: str
) -> None:
    upgrade(url)
    set_version(tmp_path / "tocsin.db", "9999")
    for look in (check, upgrade):
        with pytest.raises(Halt, match="version 9999, newer than this code's"):
            look(url)


def test_the_embedded_database_is_upgraded_by_whoever_opens_it(tmp_path: Path) -> None:
    settings = load_settings(data=tmp_path / "new")
    check(database_url(settings))


def test_a_database_that_cannot_be_opened_is_down(tmp_path: Path) -> None:
    with pytest.raises(DependencyDown, match="database is not available"):
        upgrade(f"sqlite:///{tmp_path}/missing/tocsin.db")
