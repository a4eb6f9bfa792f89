"""An installation whose stages are worked by hand, and words to look for in it."""

import io
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from schemas.enrichment import TextRead, file_id
from schemas.events import AllegationReceived
from schemas.submission import Submission
from schemas.topics import ENRICHED, RECEIVED, STAGES, TOPICS
from services.index.handler import IndexHandler
from services.intake.files import Upload
from services.intake.service import open_reception
from tests.builders import enriched
from tests.pipeline.command_line import CommandLine
from tests.vaults import TriedVault, vault_of
from tocsin.casework.telling import told_of
from tocsin.clock import SystemClock
from tocsin.delivery import Delivery
from tocsin.delivery.letters import Letter, LetterWriter
from tocsin.delivery.outcome import Dead
from tocsin.log import EventLog, NewRecord, Record, TopicPartition
from tocsin.operations.letters import DeadLetters
from tocsin.operations.verification import Verification, verify
from tocsin.samples.make_files import pdf_of
from tocsin.search.base import SearchIndex
from tocsin.settings import Settings
from tocsin.told import ToldStates
from tocsin.wiring import database_url, open_index, open_log

NAME = "Zephyrine Quillbourne"
STORY = (
    f"I am {NAME}. At Veltrano Textile in Gaziantep the manager keeps our passports."
)


class Station:
    """An installation whose stages are worked by hand."""

    def __init__(
        self, settings: Settings, stack: ExitStack, *, options: tuple[str, ...] = ()
    ) -> None:
        """Open all of it.

        Args:
            settings: of the installation.
            stack: closes it.
            options: that give a command the same settings.
        """
        self.settings = settings
        self.tocsin = CommandLine(settings.data, options)
        self.clock = SystemClock()
        self.log: EventLog = stack.enter_context(open_log(settings, self.clock))
        self.index: SearchIndex = stack.enter_context(open_index(settings))
        self.vault: TriedVault = stack.enter_context(vault_of(settings, self.clock))
        self.told = ToldStates(database_url(settings))
        stack.callback(self.told.close)
        self.handler = IndexHandler(self.index, self.vault.files, self.vault.codec)

    @property
    def places(self) -> tuple[Path, ...]:
        """Folders in which it keeps anything."""
        return (self.settings.data,)

    def report(self, id: str, story: str, name: str) -> str:
        """Take a report with two files and a name in; its case."""
        submission = Submission.model_validate(
            {
                "id": id,
                "narrative": story,
                "evidence": [
                    {"upload": "list", "shows": f"who works ({name})"},
                    {"upload": "contract"},
                ],
                "reporter": {"name": name},
            }
        )
        contract = pdf_of(f"Contract of {name}, who sews.")
        uploads = {
            "list": Upload(io.BytesIO(f"Nights: {name}.".encode()), f"{name}.txt"),
            "contract": Upload(io.BytesIO(contract), "contract.pdf"),
        }
        with open_reception(self.settings, self.log, self.clock) as reception:
            receipt = reception.receive(submission, uploads=uploads, channel="form")
        return receipt.case_id

    def find(self, case: str) -> NewRecord:
        """What enrichment says of it, sealed."""
        received = self.vault.codec.decode(self.records(RECEIVED.name, case)[0])
        assert isinstance(received, AllegationReceived)
        made = enriched(of=received.id, case=case)
        reporter = received.allegation.narrative.partition(".")[0]
        texts = tuple(
            self._read(case, number, f"The contract of {reporter}")
            for number, item in enumerate(received.allegation.evidence, 1)
            if item.file is not None
        )
        read = made.enrichment
        read = read.model_copy(update={"texts": (*read.texts, *texts)})
        return self.vault.codec.encode(
            made.model_copy(update={"enrichment": read}), ENRICHED
        )

    def _read(self, case: str, number: int, text: str) -> TextRead:
        sha256 = self.vault.files.put(case, io.BytesIO(text.encode()))
        return TextRead(
            evidence_id=file_id(number), language="en", chars=len(text), sha256=sha256
        )

    def work(self) -> None:
        """Let both stages do all that there is to do."""
        for case in self.cases() - self.cases(ENRICHED.name):
            self.log.append([self.find(case)])
        self.fold()

    def fold(self) -> None:
        """Work both stages to the end; enrichment finds nothing."""
        with self.log.join("enrich", [RECEIVED.name], member="1") as reader:
            while reader.poll(records_max=500, timeout_s=0.0):
                ends = self.log.bounds([RECEIVED.name])
                reader.commit({p: bound.end for p, bound in ends.items()})
        with self.log.join("index", STAGES["index"], member="1") as reader:
            while records := reader.poll(records_max=500, timeout_s=0.0):
                self._handle(records)
                reader.commit({r.source: r.offset + 1 for r in records})
        self.index.refresh()

    def _handle(self, records: Sequence[Record]) -> None:
        outcomes = self.handler.handle([Delivery(record, 1) for record in records])
        now, writer = self.clock.now(), LetterWriter("index", "1")
        letters = [
            writer.record(Letter(record, outcome, 1), now)
            for record, outcome in zip(records, outcomes, strict=True)
            if isinstance(outcome, Dead)
        ]
        if letters:
            self.log.append(letters)

    def tell(self, case: str) -> None:
        """Tell who has the receipt, as the index worker does."""
        document = self.index.get([case])[case].document
        self.told.tell(case, told_of(document.case))

    def all_records(self, topic: str) -> list[Record]:
        """What the log holds of a topic."""
        return [
            record
            for partition in range(TOPICS[topic].partitions)
            for record in self.log.read(
                TopicPartition(topic, partition), offset=0, records_max=100
            )
        ]

    def records(self, topic: str, case: str) -> list[Record]:
        """What a topic holds of a case."""
        return [record for record in self.all_records(topic) if record.key == case]

    def cases(self, topic: str = RECEIVED.name) -> set[str]:
        """The cases that a topic has records of."""
        return {record.key for record in self.all_records(topic)}

    def verify(self) -> Verification:
        """Compare log, index and dead letters."""
        return verify(self.log, self.index, DeadLetters(self.log, self.clock))

    def stages(self) -> dict[str, str]:
        """Case -> stage, of all documents."""
        return {m.case_id: m.stage for m in self.index.markers(page_size=10)}


def files_with(folder: Path, words: str) -> list[str]:
    """Files that hold any of the words, in any case of letters."""
    wanted = [word.lower().encode() for word in words.split()]
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(word in path.read_bytes().lower() for word in wanted)
    ]
