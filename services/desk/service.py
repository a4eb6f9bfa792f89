"""The desk, put together from settings: API, pages and accounts."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter

from services.desk.accounts.accounts import Accounts
from services.desk.accounts.counter import Counter
from services.desk.accounts.door import Door
from services.desk.accounts.gate import Gate
from services.desk.accounts.opening import open_accounts, open_provider
from services.desk.accounts.pages import account_routers, demo_router
from services.desk.accounts.passwords import Passwords
from services.desk.api import router
from services.desk.casework.api import casework_router
from services.desk.casework.desk import Casework
from services.desk.casework.pages import casework_pages
from services.desk.casework.people import reviewers
from services.desk.casework.reviews import Reviews
from services.desk.directions import visible
from services.desk.exports.pages import export_pages
from services.desk.exports.routes import export_router
from services.desk.exports.service import Exports, open_exports
from services.desk.files.routes import file_pages, file_router
from services.desk.files.service import Files, open_files
from services.desk.letters.api import letter_router
from services.desk.letters.pages import letter_pages
from services.desk.letters.service import Operations
from services.desk.pages.navigation import may_open, navigation
from services.desk.pages.problems import missing_page
from services.desk.pages.router import missing_pages
from services.desk.pages.routes import desk_pages
from services.desk.pages.walk import walk, walking
from services.desk.readings import Readings
from services.desk.reveals.api import reveal_router
from services.desk.reveals.opening import open_reveals
from services.desk.reveals.pages import reveal_pages
from services.desk.reveals.service import Reveals
from services.desk.sources import Sources
from tocsin.audit import Auditor
from tocsin.audit.opening import open_auditor
from tocsin.blobs import CaseFiles
from tocsin.clock import Clock
from tocsin.health import Check
from tocsin.log import EventLog
from tocsin.malware import Scanner
from tocsin.metrics import Metrics
from tocsin.operations.glance import Glance
from tocsin.operations.lag import LagWatch
from tocsin.operations.letters import DeadLetters
from tocsin.operations.rate import Rate
from tocsin.operations.settling import REPLAYS_PER_S
from tocsin.search.base import SearchIndex
from tocsin.settings import Settings
from tocsin.turning import coded
from tocsin.vault import open_vault
from tocsin.web import Missing
from tocsin.web.pages import Assets, Pages
from tocsin.wiring import open_scanner

TEMPLATES = Path(__file__).parent / "pages" / "templates"
SHARED = {
    "navigation": navigation,
    "may_open": may_open,
    "walk": walk,
    "walking": walking,
    "visible": visible,
    "coded": coded,
}
"""What every template of the desk may call."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What an app takes over.

    Attributes:
        routers: of the API, the pages and the accounts; not of the pages' assets.
        checks: dependency -> its check.
        accounts: None in a demonstration.
        auditor: writes down who gets in, and what leaves the desk.
        missing: the page where nothing is.
        scanner: asked about files; None where none is set. That it is down takes
            nothing from the desk but the files.
    """

    routers: tuple[APIRouter, ...]
    checks: Mapping[str, Check]
    accounts: Accounts | None
    auditor: Auditor
    missing: Missing
    scanner: Scanner | None

    def count_in(self, metrics: Metrics) -> Metrics:
        """Count in the metrics of the process from now on; the same metrics."""
        if self.scanner is not None:
            self.scanner.count_in(metrics.file_scans)
        return metrics


@contextmanager
def open_desk(
    settings: Settings,
    log: EventLog,
    index: SearchIndex,
    assets: Assets,
    clock: Clock,
    *,
    passwords: Passwords | None = None,
) -> Iterator[Desk]:
    """The desk over an open log and index, until the end of the `with` block.

    Args:
        settings: name all else that is opened.
        log: where changes of cases are written.
        index: where cases are found.
        assets: of the pages.
        clock: tells the time.
        passwords: how they are hashed; as in production unless told.

    Raises:
        BadSettings: production without the key of the audit log.
        DependencyDown: files or database cannot be opened.
        Halt: the database has tables of another version.
    """
    pages = Pages(TEMPLATES, assets, shared=SHARED)
    door, accounts = Door.of(settings), None
    with ExitStack() as stack:
        vault = stack.enter_context(open_vault(settings, clock))
        auditor = stack.enter_context(open_auditor(settings, clock, actor="desk"))
        letters = DeadLetters(log, clock)
        sources = _sources(index, log, letters, vault.files, auditor, clock)
        scanner = open_scanner(settings)
        checks = {"log": log.ping, "index": index.ping, **vault.checks()}
        if not settings.demo:
            accounts = stack.enter_context(
                open_accounts(settings, clock, auditor, passwords)
            )
            checks["database"] = accounts.ping
        # By name alone nobody is of this machine: others can write any name.
        is_open = settings.environment == "development" and door.is_local
        api_gate = Gate(door, accounts, is_api=True, is_open=is_open)
        page_gate = Gate(door, accounts, is_api=False)
        own: tuple[APIRouter, ...] = (demo_router(pages, page_gate),)
        if accounts is not None:
            provider = stack.enter_context(open_provider(settings, clock))
            counter = Counter(accounts, pages, provider, settings.desk_url)
            own = account_routers(counter, page_gate)
        reviews = Reviews(log, index, vault.codec, clock)
        work = _Work(
            sources=sources,
            casework=Casework(reviews, index, sources.blobs, reviewers(accounts)),
            exports=stack.enter_context(open_exports(settings, sources)),
            reveals=stack.enter_context(open_reveals(settings, log, sources, vault)),
            operations=Operations(letters, auditor, Rate(REPLAYS_PER_S, clock)),
            files=stack.enter_context(open_files(sources, scanner)),
        )
        yield Desk(
            routers=(*work.api(api_gate), *own, *work.pages(pages, page_gate)),
            checks=checks,
            accounts=accounts,
            auditor=auditor,
            missing=missing_page(pages),
            scanner=scanner,
        )


def _sources(
    index: SearchIndex,
    log: EventLog,
    letters: DeadLetters,
    files: CaseFiles,
    auditor: Auditor,
    clock: Clock,
) -> Sources:
    return Sources(
        index=index,
        lag=Glance(LagWatch(log, clock).look, clock),
        letters=Glance(letters.list, clock),
        blobs=files,
        clock=clock,
        auditor=auditor,
        readings=Readings(auditor),
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """What people do at the desk, by program and by hand."""

    sources: Sources
    casework: Casework
    exports: Exports
    reveals: Reveals
    operations: Operations
    files: Files

    def api(self, gate: Gate) -> tuple[APIRouter, ...]:
        return (
            router(self.sources, gate),
            export_router(self.exports, gate),
            casework_router(self.casework, self.sources.auditor, gate),
            reveal_router(self.reveals, gate),
            letter_router(self.operations, gate),
            file_router(self.files, gate),
        )

    def pages(self, pages: Pages, gate: Gate) -> tuple[APIRouter, ...]:
        return (
            desk_pages(self.sources, pages, self.casework, gate),
            casework_pages(self.casework, self.sources, pages, gate),
            export_pages(self.exports, pages, gate),
            reveal_pages(self.reveals, pages, gate),
            letter_pages(self.operations, pages, gate),
            file_pages(self.files, pages, gate),
            missing_pages(pages, gate),
        )
