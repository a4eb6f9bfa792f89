"""The enrich stage: an allegation in, what it says out.

The work itself happens in child processes (`work`), so that a text that kills or hangs
its process takes nothing with it but itself.
"""

from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO

import structlog

from schemas.enrichment import NARRATIVE, Enrichment, file_id, text_id
from schemas.events import AllegationEnriched, AllegationReceived
from schemas.submission import StoredFile
from schemas.topics import ENRICHED
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
        received: list[tuple[Position, AllegationReceived]] = []
        for delivery, event in read.events:
            if isinstance(event, AllegationReceived):
                received.append((delivery.record.position, event))
            else:
                outcomes[delivery.record.position] = Skip()
        jobs = self._jobs([event for _, event in received])
        results = self._reading.run(jobs)
        for (position, event), result in zip(received, results, strict=True):
            outcomes[position] = self._outcome(event, result)
        return in_order(deliveries, outcomes)

    def _outcome(
        self, event: AllegationReceived, result: Enrichment | Failed
    ) -> Outcome:
        if isinstance(result, Failed):
            return Dead(f"text_{result.reason}", f"reading it failed: {result.detail}")
        made_by = result.versions
        enriched = AllegationEnriched(
            id=enriched_id(event.id, made_by.code, *made_by.models, *made_by.lists),
            source=SOURCE,
            time=self._clock.now(),
            case_id=event.case_id,
            traceparent=event.traceparent,
            received_id=event.id,
            enrichment=result,
        )
        try:
            record = self._codec.encode(enriched, ENRICHED)
        except Erased:
            # While it was being read.
            return Skip()
        _log.info(
            "allegation_enriched",
            case_id=event.case_id,
            findings=len(result.findings),
            priority=result.priority.total,
        )
        return Done((record,))

    def _jobs(self, events: Sequence[AllegationReceived]) -> list[Job]:
        files = [
            (number, file_id(at), item.file)
            for number, event in enumerate(events)
            for at, item in enumerate(event.allegation.evidence, start=1)
            if item.file is not None
        ]
        texts = [_own_texts(event) for event in events]
        found = self._extract([(events[n].case_id, file) for n, _, file in files])
        for (number, evidence_id, _), text in zip(files, found, strict=True):
            texts[number].append(
                JobText(evidence_id, text.text, None, text.truncated, text.problem)
            )
        return [
            Job(event.allegation, tuple(own), event.time.date())
            for event, own in zip(events, texts, strict=True)
        ]

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


def _own_texts(event: AllegationReceived) -> list[JobText]:
    allegation = event.allegation
    texts = [JobText(NARRATIVE, allegation.narrative, allegation.language)]
    texts += [
        JobText(text_id(at), item.text, item.language)
        for at, item in enumerate(allegation.evidence, start=1)
        if item.text
    ]
    return texts
