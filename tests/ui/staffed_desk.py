"""A desk with accounts, whose index follows the log when it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from schemas.case import CaseDocument
from services.desk.accounts import people, sessions
from services.desk.accounts.person import Role
from tests.casework_world import follow
from tests.desk_accounts import COOKIE, QUICK
from tests.desk_world import DeskWorld, desk_world
from tests.ui.served import served


@dataclass(frozen=True)
class StaffedDesk:
    """Where it is served, and what stands behind it."""

    address: str
    world: DeskWorld

    def add(self, *documents: CaseDocument) -> None:
        """Make cases searchable, and able to be worked on."""
        self.world.add(*documents)

    def follow(self) -> None:
        """Let the index do what its worker would have done by now."""
        follow(self.world.log, self.world.index, self.world.vault)

    def sits(self, browser: Browser, name: str, width_px: int = 1280) -> BrowserContext:
        """The browser of a new reviewer who has signed in."""
        accounts = self.world.accounts
        now = accounts.now()
        with accounts.writing() as connection:
            made = people.add(
                connection, name=name, login=name, roles=[Role.REVIEWER], now=now
            )
            session = sessions.start(connection, made.id, now)
        context = browser.new_context(viewport={"width": width_px, "height": 800})
        context.add_cookies([{"name": COOKIE, "value": session, "url": self.address}])
        return context


@contextmanager
def staffed_desk(folder: Path) -> Iterator[StaffedDesk]:
    """A desk without a case."""
    with (
        desk_world(folder, passwords=QUICK, demo=False) as world,
        served(world.app) as address,
    ):
        yield StaffedDesk(address, world)
