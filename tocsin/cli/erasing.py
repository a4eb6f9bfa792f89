"""tocsin erase: a case for good, everywhere."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from schemas.topics import SEALED
from services.desk.exports.shelf import Shelf
from services.index.handler import IndexHandler
from services.intake.ledger import Ledger
from tocsin.audit.opening import open_auditor
from tocsin.case_keys import ErasedKey
from tocsin.cli.options import Data, Json, Set, Yes, settings_from
from tocsin.cli.output import notes, print_json
from tocsin.clock import Clock, SystemClock
from tocsin.database import truncate
from tocsin.delivery.outcome import Done
from tocsin.errors import DependencyDown, NotFound
from tocsin.log import EventLog, NewRecord
from tocsin.search.base import SearchIndex
from tocsin.settings import Settings
from tocsin.told import ToldStates
from tocsin.vault import Vault, open_vault
from tocsin.wiring import database_url, exports_folder, open_index, open_log


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(erase)


def erase(
    *,
    case_ids: Annotated[list[str], typer.Argument(metavar="CASE_ID...")],
    reason: Annotated[str, typer.Option(help="Why; kept for ever, without names.")],
    yes: Yes = False,
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Erase cases for good: their texts, files, receipts, and who reported."""
    settings = settings_from(data, set_)
    if not yes:
        count = len(case_ids)
        typer.confirm(f"Erase {count} cases for good?", abort=True, err=True)
    clock = SystemClock()
    with ExitStack() as stack:
        erasure = open_erasure(settings, stack, clock)
        auditor = stack.enter_context(open_auditor(settings, clock))
        for case_id in case_ids:
            erasure.require(case_id)
        for case_id in case_ids:
            auditor.note("case.erased", case_id, reason)
            erasure.forget(case_id)
        erasure.finish()
    if json_:
        print_json({"erased": case_ids})
    else:
        notes.print(f"{len(case_ids)} cases erased")


def open_erasure(settings: Settings, stack: ExitStack, clock: Clock) -> "Erasure":
    """An erasure over all that the settings name, until the stack is closed.

    Raises:
        DependencyDown: a part cannot be opened.
    """
    url = database_url(settings)
    told = ToldStates(url)
    stack.callback(told.close)
    return Erasure(
        log=stack.enter_context(open_log(settings, clock)),
        index=stack.enter_context(open_index(settings)),
        vault=stack.enter_context(open_vault(settings, clock)),
        ledger=stack.enter_context(Ledger(url)),
        told=told,
        exports=Shelf(exports_folder(settings), clock),
        url=url,
        clock=clock,
    )


@dataclass(frozen=True, slots=True)
class Erasure:
    """All places in which a case leaves something.

    Attributes:
        exports: files that desks on this machine made; any may hold the case.
        url: of the database.
    """

    log: EventLog
    index: SearchIndex
    vault: Vault
    ledger: Ledger
    told: ToldStates
    exports: Shelf
    url: str
    clock: Clock

    def require(self, case_id: str) -> None:
        """Make sure that there is such a case, erased or not.

        Raises:
            NotFound: no key was ever made for it.
        """
        if not self.vault.table.of_case(case_id):
            raise NotFound(f"no case {case_id}")

    def forget(self, case_id: str) -> None:
        """Erase a case; what an earlier try left is erased too.

        The keys go first: from then on nothing of the case can be read, whatever
        becomes of the rest.

        Raises:
            DependencyDown: a part does not answer; do it again.
        """
        at = self._forget_keys(case_id)
        self._mark(case_id, at)
        self.vault.files.store.delete_case(case_id)
        self.ledger.forget(case_id)
        self.told.forget(case_id)
        self.log.append([NewRecord(SEALED.name, case_id, None)])

    def finish(self) -> None:
        """Take what was forgotten out of all files; once for any number of cases.

        Raises:
            DependencyDown: a part does not answer, or is read for long; do it again.
            Conflict: an export is being made; do it again after it.
        """
        self.exports.clear()
        self.index.expunge()
        truncate(self.url)

    def _forget_keys(self, case_id: str) -> datetime:
        self.vault.table.erase(case_id, self.clock.now())
        keys: Sequence[object] = self.vault.table.of_case(case_id)
        return min(key.erased_at for key in keys if isinstance(key, ErasedKey))

    def _mark(self, case_id: str, at: datetime) -> None:
        handler = IndexHandler(self.index, self.vault.files, self.vault.codec)
        (fate,) = handler.apply({}, {case_id: at}).values()
        if not isinstance(fate, Done):
            raise DependencyDown("index", "the marker was not written")
        self.index.refresh()
