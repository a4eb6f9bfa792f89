"""A desk with accounts in a folder, and people who have signed in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import delete

from schemas.topics import TOPICS
from services.desk.accounts import keys, people, sessions
from services.desk.accounts.accounts import Accounts
from services.desk.accounts.passwords import Passwords
from services.desk.accounts.person import Role
from services.desk.accounts.tables import METADATA
from services.desk.service import open_desk
from tests.desk_world import loaded_assets
from tests.manual_clock import ManualClock
from tocsin.health import Health
from tocsin.log.sqlite import SqliteLog
from tocsin.metrics import Metrics
from tocsin.sealed import make_master_folder
from tocsin.search.tantivy import TantivyIndex
from tocsin.settings import load_settings
from tocsin.web import create_app
from tocsin.web.pages import asset_router

ADDRESS = "http://127.0.0.1:8420"
COOKIE = "tocsin-desk"
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""The least that Argon2 takes: a test tries what is hashed, not how well."""


@dataclass(frozen=True)
class GuardedDesk:
    """An app whose desk asks who it is, and what stands behind it."""

    app: FastAPI
    accounts: Accounts
    clock: ManualClock
    index: TantivyIndex

    def empty(self) -> None:
        """Nobody has an account (any more), and two days have passed."""
        with self.accounts.writing() as connection:
            for table in METADATA.sorted_tables:
                connection.execute(delete(table))
        self.clock.passed_s += 2 * 86_400
        self.clock.slept.clear()

    def browser(self, session: str = "", address: str = ADDRESS) -> TestClient:
        """A browser without JavaScript that follows nothing by itself."""
        cookies = {COOKIE: session} if session else {}
        return TestClient(
            self.app, base_url=address, cookies=cookies, follow_redirects=False
        )

    def session(self, name: str, *roles: Role) -> str:
        """The session of somebody new, without a password."""
        now = self.accounts.now()
        with self.accounts.writing() as connection:
            made = people.add(
                connection, name=name, login=name.lower(), roles=roles, now=now
            )
            return sessions.start(connection, made.id, now)

    def key(self, *roles: Role) -> Mapping[str, str]:
        """The header of a program with these roles."""
        with self.accounts.writing() as connection:
            key = keys.make(
                connection,
                name="a program",
                roles=roles,
                made_by="test",
                now=self.accounts.now(),
                life=timedelta(days=1),
            )
        return {"Authorization": f"Bearer {key}"}


@contextmanager
def guarded_desk(folder: Path, **given: Any) -> Iterator[GuardedDesk]:
    """A desk without a case and without an account; settings may be given."""
    masters = folder / "keys" / "master"
    make_master_folder(masters)
    settings = load_settings(data=folder, master_private_keys=masters, **given)
    clock = ManualClock()
    with (
        SqliteLog(folder / "log.sqlite", clock=clock) as log,
        TantivyIndex(folder / "index") as index,
    ):
        log.apply(TOPICS.values())
        index.apply()
        with open_desk(
            settings, log, index, loaded_assets(), clock, passwords=QUICK
        ) as desk:
            assert desk.accounts is not None
            app = create_app(
                "Desk",
                routers=[asset_router(loaded_assets()), *desk.routers],
                health=Health(desk.checks),
                metrics=Metrics(),
            )
            yield GuardedDesk(app, desk.accounts, clock, index)
