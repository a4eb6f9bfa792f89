"""An installation whose stages are worked by hand, and words to look for in it."""

import io
from contextlib import ExitStack
from pathlib import Path

from schemas.submission import Submission
from schemas.topics import ENRICHED, RECEIVED, STAGES, TOPICS
from services.index.handler import IndexHandler
from services.intake.files import Upload
from services.intake.service import open_reception
from tests.builders import enriched
from tests.vaults import TriedVault, vault_of
from tocsin.clock import SystemClock
from tocsin.delivery import Delivery
from tocsin.log import EventLog, NewRecord, Record, TopicPartition
from tocsin.operations.letters import DeadLetters
from tocsin.operations.verification import Verification, verify
from tocsin.search.base import SearchIndex
from tocsin.settings import Settings
from tocsin.wiring import open_index, open_log

NAME = "Zephyrine Quillbourne"
STORY = (
    f"I am {NAME}. At Veltrano Textile in Gaziantep the manager keeps our passports."
)


class Station:
    """An installation in a folder whose stages are worked by hand."""

    def __init__(self, settings: Settings, stack: ExitStack) -> None:
        """Open all of it."""
        self.settings = settings
        self.segments: set[str] = set()
        self.clock = SystemClock()
        self.log: EventLog = stack.enter_context(open_log(settings, self.clock))
        self.index: SearchIndex = stack.enter_context(open_index(settings))
        self.vault: TriedVault = stack.enter_context(vault_of(settings, self.clock))
        self.handler = IndexHandler(self.index, self.vault.files, self.vault.codec)

    def report(self, id: str, story: str, name: str) -> str:
        """Take a report with a file and a name in; its case."""
        submission = Submission.model_validate(
            {
                "id": id,
                "narrative": story,
                "evidence": [{"upload": "list", "shows": f"who works ({name})"}],
                "reporter": {"name": name},
            }
        )
        uploads = {
            "list": Upload(io.BytesIO(f"Nights: {name}.".encode()), f"{name}.txt")
        }
        with open_reception(self.settings, self.log, self.clock) as reception:
            receipt = reception.receive(submission, uploads=uploads, channel="form")
        return receipt.case_id

    def find(self, case: str) -> NewRecord:
        """What enrichment says of it, sealed."""
        [received] = self.records(RECEIVED.name, case)
        found = enriched(of=received.headers["ce_id"], case=case)
        return self.vault.codec.encode(found, ENRICHED)

    def fold(self) -> None:
        """Work both stages to the end."""
        with self.log.join("enrich", [RECEIVED.name], member="1") as reader:
            while reader.poll(records_max=500, timeout_s=0.0):
                ends = self.log.bounds([RECEIVED.name])
                reader.commit({p: bound.end for p, bound in ends.items()})
        with self.log.join("index", STAGES["index"], member="1") as reader:
            while records := reader.poll(records_max=500, timeout_s=0.0):
                self.handler.handle([Delivery(record, 1) for record in records])
                ends = self.log.bounds(STAGES["index"])
                reader.commit({p: bound.end for p, bound in ends.items()})
        self.index.refresh()

    def records(self, topic: str, case: str) -> list[Record]:
        """What the log holds of a case."""
        return [
            record
            for partition in range(TOPICS[topic].partitions)
            for record in self.log.read(
                TopicPartition(topic, partition), offset=0, records_max=100
            )
            if record.key == case
        ]

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
