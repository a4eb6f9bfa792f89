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

from services.desk.accounts import keys, people, sessions
from services.desk.accounts.accounts import Accounts
from services.desk.accounts.passwords import Passwords
from services.desk.accounts.person import Role
from services.desk.accounts.tables import METADATA
from tests.desk_world import desk_world
from tests.manual_clock import ManualClock
from tocsin.search.tantivy import TantivyIndex

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
    with desk_world(folder, passwords=QUICK, **{"demo": False, **given}) as world:
        yield GuardedDesk(world.app, world.accounts, world.clock, world.index)
