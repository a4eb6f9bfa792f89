"""The services on a real PostgreSQL, each as its own user with least rights."""

import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from secrets import token_hex

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, text
from sqlalchemy.exc import ProgrammingError

from schemas.topics import RECEIVED
from services.desk.accounts import people
from services.desk.accounts.audited import end_sessions, start_session
from services.desk.accounts.entry import NoEntry, sign_in, sign_out
from services.desk.accounts.opening import open_accounts
from services.desk.accounts.person import Person, Role
from services.desk.reveals.book import Book
from services.intake.form.drafts import Drafts
from services.intake.form.return_codes import ReturnCodes
from services.intake.ledger import GivenAnswer, Ledger
from tests.builders import START
from tests.contract.revealing import RevealingContract
from tests.engines.postgresql_database import SERVICES, Database, served_database
from tests.office import Office, office_in
from tests.pipeline.command_line import CommandLine
from tests.pipeline.station import NAME, STORY, Station
from tests.unit.tocsin.database.test_schema import OWNERS
from tocsin.audit.opening import open_auditor
from tocsin.audit.signing import make_audit_key
from tocsin.clock import SystemClock
from tocsin.database import HEAD, check, closing_engine, upgrade
from tocsin.errors import DependencyDown
from tocsin.settings import Settings, load_settings
from tocsin.told import Told, ToldQuestion, ToldStates
from tocsin.vault import open_vault

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """A server with an empty database, and the users."""
    with tempfile.TemporaryDirectory() as folder:
        # The server runs as another user, who must get to its own folder in here.
        Path(folder).chmod(0o711)
        with served_database(Path(folder)) as made:
            yield made


@pytest.fixture(scope="module")
def upgraded(database: Database) -> Database:
    """The tables, by two processes that came at once."""
    found: list[str | None] = []
    threads = [
        threading.Thread(target=lambda: found.append(upgrade(database.url("owner"))))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found in ([None, HEAD], [HEAD, None])
    return database


@pytest.fixture(scope="module")
def audit_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for the database: another key's head is none."""
    file = tmp_path_factory.mktemp("keys") / "audit.pem"
    make_audit_key(file)
    return file


@pytest.fixture
def settings(tmp_path: Path, upgraded: Database, audit_key: Path) -> Settings:
    """As intake, on a log and an index in a folder."""
    return load_settings(
        data=tmp_path / "data",
        database_url=upgraded.url("intake"),
        audit_key=audit_key,
    )


def of(settings: Settings, upgraded: Database, service: str) -> Settings:
    """The same installation as another service."""
    return settings.model_copy(update={"database_url": upgraded.url(service)})


def test_the_migrations_make_the_tables_that_the_code_uses(upgraded: Database) -> None:
    wanted = MetaData()
    for owner in OWNERS:
        for table in owner.sorted_tables:
            table.to_metadata(wanted)
    with closing_engine(upgraded.url("owner")) as engine, engine.connect() as found:
        context = MigrationContext.configure(found, opts={"compare_type": True})
        assert compare_metadata(context, wanted) == []


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_finds_the_tables_to_be_its_own(
    upgraded: Database, service: str
) -> None:
    check(upgraded.url(service))


def test_a_report_goes_its_way_and_is_erased_with_the_rights_of_each(
    settings: Settings, upgraded: Database
) -> None:
    clock = SystemClock()
    with ExitStack() as stack:
        station = Station(settings, stack)
        case = station.report("first", STORY, NAME)
        assert station.report("first", STORY, NAME) == case
        [record] = station.records(RECEIVED.name, case)
        for service in ("enrich", "desk"):
            with open_vault(of(settings, upgraded, service), clock) as vault:
                assert vault.codec.decode(record).case_id == case
        station.log.append([station.find(case)])
        station.fold()
        _tell(upgraded.url("index"), case)
    url = f"database_url={upgraded.url('operator')}"
    key = f"audit_key={settings.audit_key}"
    operator = CommandLine(settings.data, ("--set", url, "--set", key))
    assert operator("keys", "rotate").code == 0
    erasing = ("erase", case, "--reason", "the reporter asked", "--yes")
    assert operator(*erasing).code == 0
    assert operator("verify", "--json").told["erased"] == 1
    assert operator("audit", "verify", "--json").told["holds"] is True


def _tell(url: str, case: str) -> None:
    question = ToldQuestion("q1", START.date(), "Where?")
    with closing(ToldStates(url)) as told:
        told.tell(case, Told("needs_facts", START.date(), (question,)))
        told.tell(case, Told("needs_facts", START.date(), (question,)))
        assert told.of(case) is not None


def test_intake_keeps_receipts_answers_and_drafts(upgraded: Database) -> None:
    url = upgraded.url("intake")
    with Ledger(url) as ledger:
        for receipt in ledger.waiting_receipts(limit=10):
            ledger.store_hardened(receipt.case_id, "hash")
        ledger.note_answer("case", GivenAnswer("event", "q1", START))
        ledger.note_answer("case", GivenAnswer("event", "q1", START))
        assert len(ledger.answers("case")) == 1
    with closing(Drafts(url, SystemClock(), ReturnCodes(bytes(32)))) as drafts:
        token = drafts.start()
        name = drafts.add_file(token, b"nights")
        assert drafts.file(token, name) == b"nights"
        drafts.discard(token)
        assert drafts.load(token) is None


def test_the_desk_keeps_accounts_and_adds_to_the_audit_log(
    settings: Settings, upgraded: Database
) -> None:
    clock = SystemClock()
    own = of(settings, upgraded, "desk")
    with (
        open_auditor(own, clock) as auditor,
        open_accounts(own, clock, auditor) as accounts,
    ):
        with accounts.writing() as connection:
            now = clock.now()
            made = people.add(connection, name="Ada", roles=[Role.REVIEWER], now=now)
            accounts.note(connection, "account.made", made.id)
        assert [row.entry.subject for row in auditor.log.rows()][-1] == made.id


def test_people_who_come_and_go_at_once_make_one_chain(
    settings: Settings, upgraded: Database
) -> None:
    clock = SystemClock()
    own = of(settings, upgraded, "desk")
    with (
        open_auditor(own, clock, actor="desk") as auditor,
        open_accounts(own, clock, auditor) as accounts,
    ):
        with accounts.writing() as connection:
            made = people.add(connection, name="Bo", roles=(), now=clock.now())

        def come_and_go(_: int) -> None:
            for _ in range(20):
                with accounts.writing() as connection:
                    token = start_session(accounts, connection, made.id)
                # Takes the session and then the log; what comes next the other way.
                sign_out(accounts, token)
                with accounts.writing() as connection:
                    accounts.note(connection, "password.changed", made.id)
                    end_sessions(accounts, connection, made.id, "ended", by=made.id)

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(come_and_go, range(4))) == [None] * 4
        assert auditor.log.verify() is None
        told = Counter(row.entry.action for row in auditor.log.rows())
        assert told["session.started"] == told["session.ended"] == 80


def test_the_desk_counts_failures_and_keeps_who_asked_to_see_a_reporter(
    settings: Settings, upgraded: Database
) -> None:
    clock = SystemClock()
    own = of(settings, upgraded, "desk")
    officer = Person("officer-1", "Ines", frozenset({Role.OFFICER}))
    with (
        open_auditor(own, clock, actor="desk") as auditor,
        open_accounts(own, clock, auditor) as accounts,
    ):
        with pytest.raises(NoEntry):
            sign_in(accounts, "nobody", "a wrong password", "192.0.2.1")
        book = Book(accounts.engine, auditor, clock)
        asked = book.ask("a" * 20, officer, "a court order")
        assert book.decide(asked.id, "withdrawn", officer).id == asked.id
        assert [row.entry.action for row in auditor.log.rows()][-2:] == [
            "reveal.asked",
            "reveal.withdrawn",
        ]


@pytest.fixture(scope="module")
def office(
    upgraded: Database, audit_key: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """Officers at a desk that has the rights of a desk."""
    urls = {name: upgraded.url(name) for name in ("desk", "operator")}
    with office_in(
        tmp_path_factory.mktemp("office"),
        database_url=urls["desk"],
        keeper_url=urls["operator"],
        audit_key=audit_key,
    ) as office:
        yield office


class TestRevealsOnPostgresql(RevealingContract):
    """With the rights of the desk."""


@pytest.mark.parametrize(
    ("service", "statement"),
    [
        ("intake", "SELECT * FROM people"),
        ("intake", "SELECT * FROM sessions"),
        ("intake", "INSERT INTO account_links VALUES ('d', NULL, now())"),
        ("intake", "SELECT * FROM audit"),
        ("intake", "DELETE FROM case_keys"),
        ("intake", "UPDATE case_keys SET wrapped = NULL"),
        ("intake", "UPDATE alembic_version SET version_num = '0000'"),
        ("intake", "CREATE TABLE mine (id INTEGER)"),
        ("enrich", "SELECT * FROM receipts"),
        ("enrich", "UPDATE case_keys SET wrapped = NULL"),
        ("index", "SELECT * FROM sender_keys"),
        ("desk", "SELECT * FROM receipts"),
        ("desk", "UPDATE audit SET actor = 'nobody'"),
        ("desk", "DELETE FROM audit"),
        ("operator", "DELETE FROM audit"),
        ("operator", "DROP TABLE audit"),
    ],
)
def test_a_service_may_do_no_more_than_its_work(
    upgraded: Database, service: str, statement: str
) -> None:
    with (
        closing_engine(upgraded.url(service)) as engine,
        engine.connect() as connection,
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
    ):
        connection.execute(text(statement))


def test_a_wrong_password_opens_nothing(upgraded: Database, tmp_path: Path) -> None:
    file = tmp_path / "wrong.pgpass"
    file.write_text(f"*:*:*:tocsin_intake:{token_hex(32)}\n")
    file.chmod(0o600)
    url = upgraded.url("intake").partition("?")[0] + f"?passfile={file}"
    with pytest.raises(DependencyDown, match="database is not available"):
        check(url)


def test_users_that_are_made_again_keep_their_rights(upgraded: Database) -> None:
    upgraded.make_users()
    assert upgrade(upgraded.url("owner")) == HEAD
    check(upgraded.url("intake"))
