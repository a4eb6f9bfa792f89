"""What one case leaves wherever Tocsin keeps something, all of it with a name."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import MetaData, select

from schemas.events import Asked, NoteAdded
from schemas.topics import RECEIVED, TOPICS
from services.desk.casework.commands import Actor, Applied, Command
from services.desk.casework.reviews import Reviews
from services.desk.exports.exporter import open_exporter
from services.desk.exports.shelf import Shelf
from services.intake.answering import NewAnswer, answer
from services.intake.service import open_reception
from tests.pipeline.station import NAME, STORY, Station, files_with
from tests.pipeline.world import until
from tocsin.database import closing_engine
from tocsin.folders import exports_folder
from tocsin.log import NewRecord
from tocsin.log.sealing import seal_record
from tocsin.told import Told
from tocsin.wiring import database_url

OTHER = "Nobody was paid at Orvane Mills."
REVIEWER = Actor("p-osei", "R. Osei")
QUESTION = "q1"


@dataclass(frozen=True)
class Traces:
    """A case with traces in every store, and one beside it.

    Attributes:
        export: file with a search that found both.
    """

    station: Station
    case: str
    other: str
    export: Path


def leave_traces(station: Station) -> Traces:
    """A case that goes all the way, and says the name at every step."""
    case = station.report("first", STORY, NAME)
    other = station.report("second", OTHER, "Ines Dorval")
    station.work()
    review(station, case)
    station.work()
    station.tell(case)
    reply(station, case, station.told.of(case))
    poison(station, case)
    station.work()
    return Traces(station, case, other, export(station))


def review(station: Station, case: str) -> None:
    """A reviewer notes the name, and asks for it."""
    reviews = Reviews(station.log, station.index, station.vault.codec, station.clock)
    note = NoteAdded(text=f"{NAME} is at risk")
    asked = Asked(question_id=QUESTION, text=f"When did {NAME} leave?")
    outcome = reviews.change_one(Command(case, 0, (note, asked)), REVIEWER)
    assert isinstance(outcome, Applied)


def reply(station: Station, case: str, told: Told | None) -> None:
    """Who has the receipt answers what it tells."""
    assert told is not None
    given = NewAnswer(QUESTION, f"{NAME} left in March.")
    with open_reception(station.settings, station.log, station.clock) as reception:
        answer(reception, case, told, given)


def poison(station: Station, case: str) -> None:
    """A record of the case that opens, says the name, and is no event."""
    received = station.records(RECEIVED.name, case)[0]
    value = json.dumps({"channel": NAME, NAME: [], "allegation": {NAME: NAME}})
    record = NewRecord(received.topic, case, value.encode(), dict(received.headers))
    headers = {**record.headers, "ce_id": "poison"}
    key = station.vault.codec.keys.key_of(case)
    station.log.append([seal_record(replace(record, headers=headers), key)])


def export(station: Station) -> Path:
    """The desk writes a search that finds both cases; its file."""
    shelf = Shelf(exports_folder(station.settings), station.clock)
    with open_exporter(shelf, station.index, station.clock) as exporter:
        job = exporter.start(REVIEWER.id, "csv", (("sort", "-received"),))
        until(lambda: shelf.find(job.id, REVIEWER.id).is_over, "the export is written")
    assert shelf.find(job.id, REVIEWER.id).rows == 2
    return shelf.file(job)


def found_on_disk(station: Station, words: str = NAME) -> list[str]:
    """Files anywhere that hold one of the words."""
    return [file for place in station.places for file in files_with(place, words)]


def found_in_log(station: Station) -> list[str]:
    """Topics with a record that says the name in clear, anywhere in it."""
    return [
        record.topic
        for topic in TOPICS
        for record in station.all_records(topic)
        if says_name(f"{record.key} {record.headers} {record.value!r}")
    ]


def found_in_database(station: Station) -> list[str]:
    """Tables with a row that says the name in clear."""
    found, tables = [], MetaData()
    url = database_url(station.settings)
    with closing_engine(url) as engine, engine.connect() as connection:
        tables.reflect(connection)
        for table in tables.sorted_tables:
            rows = connection.execute(select(table)).all()
            found += [table.name for row in rows if says_name(repr(tuple(row)))]
    assert len(tables.sorted_tables) > 10
    return found


def says_name(text: str) -> bool:
    """Whether a text holds a part of the name, in any case of letters."""
    return any(part in text.lower() for part in NAME.lower().split())
