"""The ledger: durable claims, no words in its errors."""

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.schema import CreateIndex, CreateTable

from services.intake.ledger import Claim, Ledger
from services.intake.refusals import KeyReused
from services.intake.tables import KEYS, METADATA
from tocsin.case_keys import CaseKeyTable
from tocsin.database import upgrade
from tocsin.errors import DependencyDown
from tocsin.sealed import new_data_key, wrap

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MASTER = X25519PrivateKey.from_private_bytes(bytes(32)).public_key()
LATER = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def url(tmp_path: Path) -> str:
    made = f"sqlite:///{tmp_path}/ledger.db"
    upgrade(made)
    return made


def claim(*keys: str, fingerprint: str = "f", at: datetime = NOW) -> Claim:
    return Claim(
        keys=keys,
        case_id="c",
        fingerprint=fingerprint,
        received_at=at,
        data_key=wrap(new_data_key("c"), MASTER),
    )


def test_a_claim_survives_a_restart(url: str) -> None:
    with Ledger(url) as ledger:
        first = ledger.reserve(claim("k"))
    assert (first.repeated, first.logged, first.received_at) == (False, False, NOW)
    with Ledger(url) as ledger:
        again = ledger.reserve(claim("k", at=LATER))
        ledger.mark_logged(["k"])
        last = ledger.reserve(claim("k", at=LATER))
    assert (again.repeated, again.logged, again.received_at) == (True, False, NOW)
    assert (last.repeated, last.logged, last.received_at) == (True, True, NOW)


def test_a_conflict_of_one_key_writes_neither(url: str) -> None:
    with Ledger(url) as ledger:
        ledger.reserve(claim("old"))
        with pytest.raises(KeyReused):
            ledger.reserve(claim("new", "old", fingerprint="other"))
        assert not ledger.reserve(claim("new", fingerprint="third")).repeated


def test_many_threads_claim_one_key_once(url: str) -> None:
    with Ledger(url) as ledger:
        repeats = []
        start = threading.Barrier(8)

        def reserve() -> None:
            start.wait()
            repeats.append(ledger.reserve(claim("k")).repeated)

        threads = [threading.Thread(target=reserve) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(repeats) == [False] + [True] * 7


def test_every_commit_of_a_claim_is_synced(url: str) -> None:
    with Ledger(url) as ledger:
        ledger.reserve(claim("k"))
        with ledger._transaction() as connection:  # noqa: SLF001 - what is promised
            pragma = connection.exec_driver_sql("PRAGMA synchronous").scalar()
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    assert (pragma, mode) == (2, "wal")


def test_an_error_tells_no_values(url: str, tmp_path: Path) -> None:
    with Ledger(url) as ledger:
        raw = sqlite3.connect(tmp_path / "ledger.db")
        raw.execute("DROP TABLE sender_keys")
        raw.commit()
        raw.close()
        with pytest.raises(DependencyDown) as down:
            ledger.reserve(claim("canary"))
    assert str(down.value) == "ledger is not available: OperationalError (SQLITE_ERROR)"


def test_the_statements_are_postgresql_too() -> None:
    """Compiled only: no PostgreSQL runs in this suite."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy's
    for table in METADATA.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert "CREATE INDEX" in str(CreateIndex(index).compile(dialect=dialect))
    statement = insert(KEYS).on_conflict_do_nothing()
    assert "ON CONFLICT DO NOTHING" in str(statement.compile(dialect=dialect))


def test_a_report_of_an_erased_case_is_refused_and_leaves_nothing(url: str) -> None:
    with CaseKeyTable(url) as keys, Ledger(url) as ledger:
        ledger.reserve(claim("k"))
        assert keys.erase("c", NOW) == 1
        with pytest.raises(KeyReused, match="erased"):
            ledger.reserve(claim("another"))
        assert len(keys.of_case("c")) == 1


def test_a_repeat_gets_a_key_of_its_own_until_the_log_has_the_report(url: str) -> None:
    with CaseKeyTable(url) as keys, Ledger(url) as ledger:
        for expected in (1, 2):
            ledger.reserve(claim("k"))
            assert len(keys.of_case("c")) == expected
        ledger.mark_logged(["k"])
        ledger.reserve(claim("k"))
        assert len(keys.of_case("c")) == 2
