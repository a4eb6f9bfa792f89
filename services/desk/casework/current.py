"""Cases with the reviews that the index has not folded yet.

The log is the truth and the index follows it within a second or two. A change has to be
checked against all reviews before it, and shown to who made it at once: so what the
index has not committed is read from the log and folded here, by the same code.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from schemas.case import Case, CaseDocument
from schemas.topics import REVIEWED
from services.desk.cases import HIDDEN
from tocsin.assessment.judged import reassessed
from tocsin.casework import Placed, fold
from tocsin.errors import DependencyDown, Erased, Reject
from tocsin.log import Codec, EventLog, TopicPartition
from tocsin.log.partitioning import partition_of
from tocsin.search.base import SearchIndex

PENDING_MAX = 5_000
"""Reviews of one partition that wait for the index. So many only when its worker stands
still or has never run; folding them takes a second, and beyond we say so."""

READ_RECORDS = 500
STAGE = "index"


class CurrentCases:
    """Cases as the log has them. Safe from many threads."""

    def __init__(self, log: EventLog, index: SearchIndex, codec: Codec) -> None:
        """Read from both; the codec opens events."""
        self._log = log
        self._index = index
        self._codec = codec

    def get(self, case_ids: Sequence[str]) -> dict[str, CaseDocument]:
        """Those of the cases that there are, by id.

        Raises:
            DependencyDown: log or index does not answer, or the index is too far
                behind.
        """
        # In this order: what was committed before the index was asked, it has.
        starts = self._starts(case_ids)
        stored = self._index.get(case_ids)
        found = {
            id: one.document
            for id, one in stored.items()
            if one.document.stage not in HIDDEN
        }
        cases = {id: document.case for id, document in found.items()}
        for source, offset in starts.items():
            for placed in self._pending(source, offset, found.keys()):
                case_id = placed.event.case_id
                cases[case_id] = fold(cases[case_id], placed)
        return {id: shown(found[id], case) for id, case in cases.items()}

    def _starts(self, case_ids: Iterable[str]) -> dict[TopicPartition, int]:
        """The partitions of the cases in which something is pending, and from where."""
        sources = {
            TopicPartition(REVIEWED.name, partition_of(id, REVIEWED.partitions))
            for id in case_ids
        }
        committed = self._log.committed(STAGE, [REVIEWED.name])
        bounds = self._log.bounds([REVIEWED.name])
        starts = {}
        for source in sources:
            first, end = bounds[source]
            start = max(committed.get(source, first), first)
            if end - start > PENDING_MAX:
                raise DependencyDown("index", f"{end - start} reviews behind")
            if start < end:
                starts[source] = start
        return starts

    def _pending(
        self, source: TopicPartition, offset: int, wanted: Iterable[str]
    ) -> Iterator[Placed]:
        ids = set(wanted)
        while records := self._log.read(
            source, offset=offset, records_max=READ_RECORDS
        ):
            for record in records:
                if record.key in ids:
                    try:
                        event = self._codec.decode(record)
                    except (Reject, Erased):
                        # The index has it dead-lettered, or will; or shows nothing.
                        continue
                    place = record.topic, record.partition, record.offset
                    yield Placed(event, *place)
            offset = records[-1].offset + 1


def shown(document: CaseDocument, case: Case) -> CaseDocument:
    """A document with the case as it is now."""
    if case is document.case:
        return document
    case = case.model_copy(update={"assessment": reassessed(case)})
    changed: Mapping[str, object] = {
        "case": case,
        "version": case.version,
        "status": case.status,
        "assignee": case.assignee_name or case.assignee,
        "merged_into": case.merged_into,
        "updated_at": case.updated_at or document.updated_at,
    }
    return document.model_copy(update=changed)
