"""The desk over a real embedded pair in a folder, and cases to show."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from schemas.case import Case, CaseDocument, HistoryEntry
from schemas.enrichment import Enrichment, Finding
from schemas.submission import Allegation
from schemas.topics import TOPICS
from services.desk.accounts.accounts import Accounts
from services.desk.accounts.passwords import Passwords
from services.desk.service import Desk, open_desk
from services.index.documents import document
from tests.builders import NARRATIVE, START, enrichment
from tests.manual_clock import ManualClock
from tests.vaults import TriedVault, vault_of
from tocsin.health import Health
from tocsin.ids import case_id
from tocsin.log.sqlite import SqliteLog
from tocsin.metrics import Metrics
from tocsin.sealed import make_master_folder
from tocsin.search.base import Write
from tocsin.search.tantivy import TantivyIndex
from tocsin.settings import load_settings
from tocsin.web import create_app
from tocsin.web.pages import Assets, asset_router


@dataclass(frozen=True)
class DeskWorld:
    """An app with the pages of the desk, and what stands behind it."""

    app: FastAPI
    desk: Desk
    index: TantivyIndex
    log: SqliteLog
    vault: TriedVault
    clock: ManualClock

    @property
    def accounts(self) -> Accounts:
        """Of a desk that is no demonstration."""
        assert self.desk.accounts is not None
        return self.desk.accounts

    def add(self, *documents: CaseDocument) -> None:
        """Make cases searchable, and able to be worked on."""
        add_cases(self.index, self.vault, *documents)


def add_cases(index: TantivyIndex, vault: TriedVault, *documents: CaseDocument) -> None:
    """Make cases searchable, with keys as if intake had taken them."""
    for one in documents:
        vault.know(one.case_id)
    index.write([Write(one, token=None) for one in documents])
    index.refresh()


@cache
def loaded_assets() -> Assets:
    """The assets, read once."""
    return Assets.load()


@contextmanager
def desk_world(
    folder: Path,
    *,
    passwords: Passwords | None = None,
    keeper_url: str | None = None,
    **given: Any,
) -> Iterator[DeskWorld]:
    """A desk without a case, of a demonstration unless settings say otherwise.

    Args:
        folder: of all that it keeps.
        passwords: how they are hashed.
        keeper_url: the database for who adds keys of cases, where the desk may not.
        given: settings.
    """
    masters = folder / "keys" / "master"
    make_master_folder(masters)
    own = {"data": folder, "demo": True, "master_private_keys": masters}
    settings = load_settings(**{**own, **given})
    url = keeper_url or settings.database_url
    keeper = settings.model_copy(update={"database_url": url})
    clock = ManualClock()
    with (
        SqliteLog(folder / "log.sqlite", clock=clock) as log,
        TantivyIndex(folder / "index") as index,
        vault_of(keeper, clock) as vault,
    ):
        log.apply(TOPICS.values())
        index.apply()
        assets = loaded_assets()
        with open_desk(
            settings, log, index, assets, clock, passwords=passwords
        ) as desk:
            app = create_app(
                "Desk",
                routers=[asset_router(assets), *desk.routers],
                health=Health(desk.checks),
                metrics=Metrics(),
                missing=desk.missing,
            )
            yield DeskWorld(app, desk, index, log, vault, clock)


def at(quote: str, *, id: str, kind: str, value: str, text: str = NARRATIVE) -> Finding:
    """A finding at the first place of its words."""
    start = text.index(quote)
    return Finding.model_validate(
        {
            "id": id,
            "kind": kind,
            "value": value,
            "evidence_id": "narrative",
            "start": start,
            "end": start + len(quote),
            "quote": quote,
            "found_by": "rule:test",
            "found_by_version": "1",
            "confidence": 0.9,
        }
    )


FINDINGS = (
    at(
        "Veltrano Textile",
        id="f-organization",
        kind="organization",
        value="veltrano textile",
    ),
    at("Gaziantep", id="f-country", kind="place", value="TR"),
    at(
        "the manager keeps our passports",
        id="f-indicator",
        kind="indicator",
        value="retention_of_identity_documents",
    ),
    at("cotton shirts", id="f-product", kind="product", value="cotton shirt"),
    at("passports", id="f-word", kind="tag", value="state_imposed_labor"),
)
"""The indicator covers the last one: marks overlap."""


def case_document(
    name: str = "first",
    *,
    allegation: dict[str, Any] | None = None,
    found: Enrichment | None = None,
    **fields: Any,
) -> CaseDocument:
    """The document of an enriched case."""
    made = found or enrichment(findings=FINDINGS)
    id = case_id(name)
    case = Case.model_validate(
        {
            "case_id": id,
            "received_id": f"received-{name}",
            "received_at": START,
            "updated_at": START,
            "channel": "api",
            "allegation": Allegation.model_validate(
                {"narrative": NARRATIVE, **(allegation or {})}
            ),
            "enrichment": made,
            "enriched_received_id": f"received-{name}",
            "history": (
                HistoryEntry(
                    at=START,
                    event_id=f"received-{name}",
                    type="tocsin.allegation.received",
                    by="reporter",
                    summary="received",
                ),
            ),
            **fields,
        }
    )
    return document(case, {})
