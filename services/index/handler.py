"""The index stage: events of the log into documents of the index, and no further.

Idempotent: a case document says which events it holds, so a batch that is delivered
twice writes the same documents or none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import structlog

from schemas.case import Case
from schemas.enrichment import FILE_SUFFIX
from schemas.events import (
    AllegationReceived,
    DeadLettered,
    DeadLetterSettled,
    Event,
)
from schemas.topics import SUPPLEMENTED
from services.index.documents import document
from services.index.supplements import calls_for_reading, supplement
from tocsin.blobs import CaseFiles
from tocsin.casework.fold import Placed, erased, fold
from tocsin.casework.telling import NOTHING_YET, told_of
from tocsin.delivery.events import decoded, in_order
from tocsin.delivery.outcome import Dead, Delivery, Done, Outcome, Retry, Skip
from tocsin.errors import DependencyDown, Erased, NotFound
from tocsin.log import Codec, NewRecord, Position
from tocsin.search.base import SearchIndex, Stored, Write, WriteFate
from tocsin.told import ToldStates

# Another writer (a rebuild, a second worker during a rebalance) gets in between now and
# then; five times in a row means that something else is wrong, and the runner waits.
CONFLICT_ROUNDS_MAX = 5
_log = structlog.get_logger(__name__)

LETTER_EVENTS = (DeadLettered, DeadLetterSettled)

# Who waits for findings or for a review to show waits for few cases. In a backlog the
# index does it by itself every 2 s: a refresh costs as much as writing ten cases.
AWAITED_CASES_MAX = 16


def _nobody_counts(_fate: WriteFate) -> None:
    """For a rebuild."""


class Applied(NamedTuple):
    """What became of the cases of a batch, and what they are now."""

    outcomes: Mapping[str, Outcome]
    cases: Mapping[str, Case]


class IndexHandler:
    """Folds a batch into the cases that it touches.

    A case of which more is known than its report goes through enrichment again.
    """

    def __init__(
        self,
        index: SearchIndex,
        files: CaseFiles,
        codec: Codec,
        told: ToldStates | None = None,
        *,
        count: Callable[[WriteFate], object] = _nobody_counts,
    ) -> None:
        """Write to an index; texts of files come from the file store.

        Args:
            index: to write to.
            files: to read from.
            codec: opens the events.
            told: where receipts look; None for a rebuild, which tells nothing new.
            count: is told the fate of each write.
        """
        self._index = index
        self._files = files
        self._codec = codec
        self._told = told
        self._count = count

    def handle(self, deliveries: Sequence[Delivery]) -> Sequence[Outcome]:
        """One outcome for each delivery; `Done` means durably in the index.

        What enrichment should read again is among the outputs, whether or not the
        events were folded before: a crash may have come between the two.

        Raises:
            DependencyDown: the index, the files or the database do not answer.
            Halt: the index is missing or may not be written.
        """
        read = decoded(deliveries, self._codec)
        outcomes: dict[Position, Outcome] = dict(read.dead)
        waiting: dict[str, list[Placed]] = {}
        for delivery, event in read.events:
            record = delivery.record
            placed = Placed(event, record.topic, record.partition, record.offset)
            waiting.setdefault(event.case_id, []).append(placed)
        gone = {exc.case_id: exc.at for _, exc in read.erased}
        applied = self._apply(waiting, gone)
        if _is_awaited(waiting):
            self._index.refresh()
        outcomes |= {
            delivery.record.position: applied.outcomes[exc.case_id]
            for delivery, exc in read.erased
        }
        outcomes |= self._outcomes(read.events, applied)
        return in_order(deliveries, outcomes)

    def _outcomes(
        self, events: Sequence[tuple[Delivery, Event]], applied: Applied
    ) -> dict[Position, Outcome]:
        outcomes: dict[Position, Outcome] = {}
        again: set[str] = set()
        # The last event of a case that calls for it carries it: it holds all of them.
        for delivery, event in reversed(events):
            case_id = event.case_id
            fate = applied.outcomes[case_id]
            # A letter about a letter would come back as a letter, for ever.
            if isinstance(fate, Dead) and isinstance(event, LETTER_EVENTS):
                fate = Skip()
            case = applied.cases.get(case_id)
            if isinstance(fate, Done) and case is not None and case_id not in again:
                fate = Done(self._to_read(event, case))
                if fate.outputs:
                    again.add(case_id)
            outcomes[delivery.record.position] = fate
        return outcomes

    def _to_read(self, event: Event, case: Case) -> tuple[NewRecord, ...]:
        """The record that puts a case through enrichment again, where one is due."""
        if not calls_for_reading(event, case):
            return ()
        known = supplement(case, event.traceparent)
        if known is None:
            return ()
        try:
            return (self._codec.encode(known, SUPPLEMENTED),)
        except Erased:
            # Since it was folded.
            return ()

    def apply(
        self, waiting: Mapping[str, Sequence[Placed]], gone: Mapping[str, datetime]
    ) -> Mapping[str, Outcome]:
        """Fold the events of each case and write it; what became of each case.

        Args:
            waiting: case id -> its events, in order.
            gone: case id -> when it was erased.
        """
        return self._apply(waiting, gone).outcomes

    def _apply(
        self, waiting: Mapping[str, Sequence[Placed]], gone: Mapping[str, datetime]
    ) -> Applied:
        folded: dict[str, Case] = {}
        fates: dict[str, Outcome] = {}
        left = list(dict.fromkeys((*waiting, *gone)))
        for _ in range(CONFLICT_ROUNDS_MAX):
            if not left:
                break
            stored = self._index.get(left)
            cases = {id: _folded(id, waiting, gone, stored) for id in left}
            folded |= {id: case for id, case in cases.items() if case is not None}
            writes = list(self._changed(cases, stored))
            changing = {write.document.case_id for write in writes}
            fates |= {case_id: Done() for case_id in left if case_id not in changing}
            left = []
            for result in self._index.write(writes) if writes else ():
                self._count(result.fate)
                match result.fate:
                    case "written":
                        _log.info("case_indexed", case_id=result.case_id)
                        fates[result.case_id] = Done()
                    case "conflict":
                        left.append(result.case_id)
                    case "retry":
                        fates[result.case_id] = Retry(result.reason, counts=False)
                    case "blocked":
                        raise DependencyDown("index", result.reason)
                    case "rejected":
                        fates[result.case_id] = Dead("index_rejected", result.reason)
        fates |= {case_id: Retry("write_conflict", counts=False) for case_id in left}
        return Applied(fates, folded)

    def _changed(
        self, cases: Mapping[str, Case | None], stored: Mapping[str, Stored]
    ) -> Iterable[Write]:
        for case_id, case in cases.items():
            found = stored.get(case_id)
            before = found.document.case if found else None
            # A case without an applied event is one that nothing was told of.
            if case is None or not (case.applied or case.erased_at):
                continue
            self._tell(before, case)
            if case is before:
                continue
            changed = document(case, self._file_texts(case))
            yield Write(changed, token=found.token if found else None)

    def _tell(self, before: Case | None, case: Case) -> None:
        """Tell the receipt what is new for it.

        Before the case is written: what was written is not folded again, so a crash
        in between would leave the receipt behind for ever.
        """
        if self._told is None:
            return
        if case.erased_at is not None:
            self._told.forget(case.case_id)
        elif case is not before:
            told = told_of(case)
            if told != (told_of(before) if before else NOTHING_YET):
                self._told.tell(case.case_id, told)

    def _file_texts(self, case: Case) -> dict[str, str]:
        """What enrichment read from the files of a case; erased files are left out."""
        if case.enrichment is None:
            return {}
        texts = {}
        for read in case.enrichment.texts:
            if read.evidence_id.endswith(FILE_SUFFIX) and read.chars:
                try:
                    raw = self._files.get(case.case_id, read.sha256)
                except NotFound:
                    continue
                texts[read.evidence_id] = raw.decode("utf-8", errors="replace")
        return texts


def _is_awaited(waiting: Mapping[str, Sequence[Placed]]) -> bool:
    """Whether these few cases should be searchable now, with more than their text."""
    return len(waiting) <= AWAITED_CASES_MAX and any(
        not isinstance(placed.event, AllegationReceived)
        for events in waiting.values()
        for placed in events
    )


def _folded(
    case_id: str,
    waiting: Mapping[str, Sequence[Placed]],
    gone: Mapping[str, datetime],
    stored: Mapping[str, Stored],
) -> Case | None:
    found = stored.get(case_id)
    case = found.document.case if found else None
    if case_id in gone and (case is None or case.erased_at is None):
        return erased(case_id, gone[case_id])
    for placed in waiting.get(case_id, ()):
        case = fold(case, placed)
    return case
