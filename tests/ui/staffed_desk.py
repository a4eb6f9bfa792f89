"""A desk with accounts, whose index follows the log when it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from schemas.case import CaseDocument
from schemas.topics import TOPICS
from services.desk.accounts import people, sessions
from services.desk.accounts.accounts import Accounts
from services.desk.accounts.person import Role
from services.desk.service import open_desk
from tests.casework_world import follow
from tests.desk_accounts import COOKIE, QUICK
from tests.desk_world import loaded_assets
from tests.manual_clock import ManualClock
from tests.ui.served import served
from tests.vaults import TriedVault, vault_of
from tocsin.health import Health
from tocsin.log.sqlite import SqliteLog
from tocsin.metrics import Metrics
from tocsin.sealed import make_master_folder
from tocsin.search.base import Write
from tocsin.search.tantivy import TantivyIndex
from tocsin.settings import load_settings
from tocsin.web import create_app
from tocsin.web.pages import asset_router


@dataclass(frozen=True)
class StaffedDesk:
    """Where it is served, and what stands behind it."""

    address: str
    accounts: Accounts
    log: SqliteLog
    index: TantivyIndex
    vault: TriedVault

    def add(self, *documents: CaseDocument) -> None:
        """Make cases searchable, and able to be worked on."""
        for one in documents:
            self.vault.know(one.case_id)
        self.index.write([Write(one, token=None) for one in documents])
        self.index.refresh()

    def follow(self) -> None:
        """Let the index do what its worker would have done by now."""
        follow(self.log, self.index, self.vault)

    def sits(self, browser: Browser, name: str, width_px: int = 1280) -> BrowserContext:
        """The browser of a new reviewer who has signed in."""
        now = self.accounts.now()
        with self.accounts.writing() as connection:
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
    masters = folder / "keys" / "master"
    make_master_folder(masters)
    settings = load_settings(data=folder, master_private_keys=masters)
    clock = ManualClock()
    with (
        SqliteLog(folder / "log.sqlite", clock=clock) as log,
        TantivyIndex(folder / "index") as index,
        vault_of(settings, clock) as vault,
    ):
        log.apply(TOPICS.values())
        index.apply()
        assets = loaded_assets()
        with open_desk(settings, log, index, assets, clock, passwords=QUICK) as desk:
            assert desk.accounts is not None
            app = create_app(
                "Desk",
                routers=[asset_router(assets), *desk.routers],
                health=Health({}),
                metrics=Metrics(),
            )
            with served(app) as address:
                yield StaffedDesk(address, desk.accounts, log, index, vault)
