"""tocsin erase: a case for good, everywhere."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from schemas.topics import SEALED
from services.desk.exports.shelf import Shelf
from services.index.handler import IndexHandler
from services.intake.ledger import Ledger
from tocsin.audit import Auditor
from tocsin.audit.opening import open_auditor
from tocsin.case_keys import ErasedKey
from tocsin.cli.options import Data, Json, Set, Yes, settings_of
from tocsin.cli.output import notes, print_json
from tocsin.clock import Clock, SystemClock
from tocsin.database import truncate
from tocsin.delivery.outcome import Done
from tocsin.errors import DependencyDown, NotFound
from tocsin.folders import erasures_file, exports_folder
from tocsin.log import EventLog, NewRecord
from tocsin.operations.erasures import erased_cases, list_erased
from tocsin.sealed import WrappedKey
from tocsin.search.base import SearchIndex
from tocsin.settings import Settings
from tocsin.told import ToldStates
from tocsin.vault import Vault, open_vault
from tocsin.wiring import (
    database_url,
    open_index,
    open_log,
)


def erase(
    *,
    case_ids: Annotated[
        list[str] | None, typer.Argument(metavar="CASE_ID...", show_default=False)
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; kept for ever, without names.")],
    again: Annotated[
        Path | None,
        typer.Option(help="Instead: the cases of a list of erased ones that are back."),
    ] = None,
    yes: Yes = False,
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Erase cases for good: their texts, files, receipts, and who reported."""
    settings = settings_of(data, set_, "log_url", "index_url", "database_url")
    if (case_ids is None) == (again is None):
        raise typer.BadParameter("give ids of cases, or --again with a list")
    clock = SystemClock()
    with ExitStack() as stack:
        erasure = open_erasure(settings, stack, clock)
        if again is not None:
            case_ids = erasure.back(erased_cases(again))
        wanted = case_ids or []
        for case_id in wanted:
            erasure.require(case_id)
        counted = "1 case" if len(wanted) == 1 else f"{len(wanted)} cases"
        if not yes:
            typer.confirm(f"Erase {counted} for good?", abort=True, err=True)
        auditor = stack.enter_context(open_auditor(settings, clock))
        erase_all(erasure, auditor, wanted, reason)
    if json_:
        print_json({"erased": wanted})
    else:
        notes.print(f"{counted} erased")


def erase_all(
    erasure: "Erasure", auditor: Auditor, case_ids: Sequence[str], reason: str
) -> None:
    """Erase cases, each written down first: in the audit log, and in the list.

    Raises:
        NotFound: there never was one of them; none is erased.
        DependencyDown: a part does not answer; do it again.
        Conflict: an export is being made; do it again after it.
    """
    for case_id in case_ids:
        erasure.require(case_id)
    list_erased(erasure.listed, case_ids, erasure.clock.now())
    for case_id in case_ids:
        auditor.note("case.erased", case_id, reason)
        erasure.forget(case_id)
    erasure.finish()


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
        listed=erasures_file(settings),
        url=url,
        clock=clock,
    )


@dataclass(frozen=True, slots=True)
class Erasure:
    """All places in which a case leaves something.

    Attributes:
        exports: files that desks on this machine made; any may hold the case.
        listed: file that names what was erased, for a restore.
        url: of the database.
    """

    log: EventLog
    index: SearchIndex
    vault: Vault
    ledger: Ledger
    told: ToldStates
    exports: Shelf
    listed: Path
    url: str
    clock: Clock

    def require(self, case_id: str) -> None:
        """Make sure that there is such a case, erased or not.

        Raises:
            NotFound: no key was ever made for it.
        """
        if not self.vault.table.of_case(case_id):
            raise NotFound(f"no case {case_id}")

    def back(self, case_ids: Sequence[str]) -> list[str]:
        """Those that can be opened, though they were erased before a restore."""
        return [
            case_id
            for case_id in case_ids
            if any(
                isinstance(key, WrappedKey) for key in self.vault.table.of_case(case_id)
            )
        ]

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
