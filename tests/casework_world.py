"""Casework over a real embedded pair in a folder, and somebody who sits at the desk."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from httpx2 import Response

from schemas.case import Case, CaseDocument
from services.desk.accounts.person import Person, Role
from services.desk.casework.api import casework_router
from services.desk.casework.desk import Casework
from services.desk.casework.reviews import Reviews
from services.index.handler import IndexHandler
from tests.auditors import auditor_of
from tests.desk_world import add_cases
from tests.manual_clock import ManualClock
from tests.stores import stores
from tests.vaults import TriedVault
from tocsin.audit import Auditor
from tocsin.delivery import Delivery
from tocsin.health import Health
from tocsin.log.sqlite import SqliteLog
from tocsin.metrics import Metrics
from tocsin.search.tantivy import TantivyIndex
from tocsin.web import create_app

OSEI = Person("p-osei", "R. Osei", frozenset({Role.REVIEWER}))
ADEYEMI = Person("p-adeyemi", "M. Adeyemi", frozenset({Role.REVIEWER}))
DAYS_LATER_S = 30 * 86_400.0
"""The cases of tests.builders came in the middle of the month."""

PEOPLE = {person.id: person for person in (OSEI, ADEYEMI)}


@dataclass
class CaseworkWorld:
    """An API in front of a log and an index; the index follows when it is told to."""

    client: TestClient
    casework: Casework
    log: SqliteLog
    index: TantivyIndex
    vault: TriedVault
    clock: ManualClock
    auditor: Auditor

    def add(self, *documents: CaseDocument) -> None:
        """Make cases searchable."""
        add_cases(self.index, self.vault, *documents)

    def follow(self) -> None:
        """Let the index fold what it has not, and commit that."""
        follow(self.log, self.index, self.vault)

    def change(
        self, case: str, version: int, *changes: Mapping[str, Any], by: Person = OSEI
    ) -> Response:
        """POST /v1/cases/{id}/changes."""
        body = {"based_on_version": version, "changes": changes}
        return self.post(f"/v1/cases/{case}/changes", body, by=by)

    def post(self, path: str, body: object, *, by: Person = OSEI) -> Response:
        """POST as somebody."""
        return self.client.post(path, json=body, headers={"X-Test-Person": by.id})

    def get(self, path: str) -> Response:
        """GET as somebody."""
        return self.client.get(path, headers={"X-Test-Person": OSEI.id})

    def case(self, case_id: str) -> Case:
        """A case as the log has it."""
        return self.casework.case(case_id)


def follow(log: SqliteLog, index: TantivyIndex, vault: TriedVault) -> None:
    """Let an index fold what it has not of reviews and answers, and commit that."""
    handler = IndexHandler(index, vault.files, vault.codec)
    topics = ["cases.reviewed", "reporters.answered"]
    with log.join("index", topics, member="test") as reader:
        while records := reader.poll(records_max=500, timeout_s=0):
            handler.handle([Delivery(record, 1) for record in records])
            reader.commit({record.source: record.offset + 1 for record in records})
    index.refresh()


def gate(request: Request) -> None:
    """Whoever the test says it is."""
    request.state.person = PEOPLE.get(request.headers.get("x-test-person", ""))


@contextmanager
def casework_world(folder: Path) -> Iterator[CaseworkWorld]:
    """A desk without a case."""
    clock = ManualClock()
    clock.sleep(DAYS_LATER_S)
    with (
        stores(folder, clock, SqliteLog) as (log, index, vault),
        auditor_of(folder, vault.url, clock) as auditor,
    ):
        names = {id: person.name for id, person in PEOPLE.items()}
        reviews = Reviews(log, index, vault.codec, clock)
        casework = Casework(reviews, index, vault.files, lambda: names)
        app: FastAPI = create_app(
            "Desk",
            routers=[casework_router(casework, auditor, gate)],
            health=Health({}),
            metrics=Metrics(),
        )
        with TestClient(app) as client:
            yield CaseworkWorld(client, casework, log, index, vault, clock, auditor)
