"""The enrich stage: an allegation in, what it says out.

The work itself happens in child processes (`work`), so that a text that kills or hangs
its process takes nothing with it but itself.
"""

from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO

import structlog

from schemas.enrichment import Enrichment
from schemas.events import (
    AllegationEnriched,
    AllegationReceived,
    AllegationSupplemented,
)
from schemas.submission import StoredFile
from schemas.topics import ENRICHED
from services.enrich.account import Account, account_of
from services.enrich.job import Job, JobText
from tocsin.blobs import CaseFiles
from tocsin.clock import Clock
from tocsin.delivery.events import decoded, in_order
from tocsin.delivery.outcome import Dead, Delivery, Done, Outcome, Skip
from tocsin.errors import Erased, NotFound
from tocsin.ids import enriched_id
from tocsin.log import Codec, Position
from tocsin.processes import Failed, Pool
from tocsin.text.extraction import Extracted, FileToRead

SOURCE = "tocsin/enrich"

_log = structlog.get_logger(__name__)


class EnrichHandler:
    """Reads the texts of allegations and says what they hold."""

    def __init__(
        self,
        *,
        reading: Pool[Job, Enrichment],
        extracting: Pool[FileToRead, Extracted],
        files: CaseFiles,
        codec: Codec,
        clock: Clock,
    ) -> None:
        """Work with two pools: one that reads texts, one that opens files."""
        self._reading = reading
        self._extracting = extracting
        self._files = files
        self._codec = codec
        self._clock = clock

    def handle(self, deliveries: Sequence[Delivery]) -> Sequence[Outcome]:
        """One outcome for each delivery.

        Raises:
            DependencyDown: the blobs do not answer, or no process can be started.
        """
        read = decoded(deliveries, self._codec)
        outcomes: dict[Position, Outcome] = dict(read.dead)
        outcomes |= {delivery.record.position: Skip() for delivery, _ in read.erased}
        accounts: list[tuple[Position, Account]] = []
        for delivery, event in read.events:
            if isinstance(event, AllegationReceived | AllegationSupplemented):
                accounts.append((delivery.record.position, account_of(event)))
            else:
                outcomes[delivery.record.position] = Skip()
        results = self._reading.run(self._jobs([one for _, one in accounts]))
        for (position, one), result in zip(accounts, results, strict=True):
            outcomes[position] = self._outcome(one, result)
        return in_order(deliveries, outcomes)

    def _outcome(self, account: Account, result: Enrichment | Failed) -> Outcome:
        if isinstance(result, Failed):
            return Dead(f"text_{result.reason}", f"reading it failed: {result.detail}")
        made_by = result.versions
        enriched = AllegationEnriched(
            id=enriched_id(
                account.event_id, made_by.code, *made_by.models, *made_by.lists
            ),
            source=SOURCE,
            time=self._clock.now(),
            case_id=account.case_id,
            traceparent=account.traceparent,
            received_id=account.received_id,
            answer_ids=tuple(one.id for one in account.answers),
            case_version=account.case_version,
            enrichment=result,
        )
        try:
            record = self._codec.encode(enriched, ENRICHED)
        except Erased:
            # While it was being read.
            return Skip()
        _log.info(
            "allegation_enriched",
            case_id=account.case_id,
            findings=len(result.findings),
            priority=result.priority.total,
        )
        return Done((record,))

    def _jobs(self, accounts: Sequence[Account]) -> list[Job]:
        files = [
            (number, evidence_id, file)
            for number, one in enumerate(accounts)
            for evidence_id, file in one.files()
        ]
        texts = [one.texts() for one in accounts]
        found = self._extract([(accounts[n].case_id, file) for n, _, file in files])
        for (number, evidence_id, _), text in zip(files, found, strict=True):
            texts[number].append(
                JobText(evidence_id, text.text, None, text.truncated, text.problem)
            )
        return [one.job(tuple(own)) for one, own in zip(accounts, texts, strict=True)]

    def _extract(self, files: Sequence[tuple[str, StoredFile]]) -> list[Extracted]:
        """What the files of cases hold; stored too, so that the index can read it."""
        found: list[Extracted] = []
        known = [self._file(case_id, file) for case_id, file in files]
        answers = iter(self._extracting.run([file for file in known if file]))
        for (case_id, _), file in zip(files, known, strict=True):
            answer = next(answers) if file else Extracted(problem="file_missing")
            if isinstance(answer, Failed):
                answer = Extracted(problem=answer.reason)
            if answer.text:
                self._store(case_id, answer.text)
            found.append(answer)
        return found

    def _store(self, case_id: str, text: str) -> None:
        with suppress(Erased):  # since it was read; its event is not written either
            self._files.put(case_id, BytesIO(text.encode()))

    def _file(self, case_id: str, file: StoredFile) -> FileToRead | None:
        try:
            content = self._files.get(case_id, file.sha256)
        except NotFound:
            # Deleted since: the rest of the case is still worth reading.
            return None
        return FileToRead(content, file.media_type)
