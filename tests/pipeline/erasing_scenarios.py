"""What an erasure must leave on every pair of engines: nothing that says the name."""

import pytest

from schemas.events import DeadLettered
from schemas.submission import Reporter
from schemas.topics import ENRICHED, RECEIVED, SEALED, TOPICS
from services.desk.cases import case_document
from services.desk.reveals.sealed_reporters import SealedReporters
from services.intake.answering import AnswerRefused
from services.intake.refusals import KeyReused
from tests.pipeline.station import NAME, STORY
from tests.pipeline.traces import (
    Traces,
    found_in_database,
    found_in_log,
    found_on_disk,
    reply,
    says_name,
)
from tests.vaults import vault_of
from tocsin.clock import SystemClock
from tocsin.errors import Erased, NotFound
from tocsin.log import NewRecord
from tocsin.search.base import SearchRequest
from tocsin.search.query import Everything, Word
from tocsin.told import Told, ToldQuestion
from tocsin.wiring import officers_private_keys

REASON = "the reporter asked"


def erase(traces: Traces) -> Traces:
    """Erase the case, which is found at many places before."""
    station, case = traces.station, traces.case
    hits = station.index.search(SearchRequest(Word("quillbourne"))).hits
    assert [hit.document.case_id for hit in hits] == [case]
    assert found_in_database(station) == ["told_questions"]
    assert says_name(traces.export.read_text())
    assert (station.settings.data / "blobs" / case[:2] / case).exists()
    assert who_reported(traces).name == NAME
    answer = station.tocsin("erase", case, "--reason", REASON, "--yes", "--json")
    assert answer.told == {"erased": [case]}, answer.notes
    return traces


def who_reported(traces: Traces) -> Reporter:
    """As the desk finds it in the log, and opens it with the officers' key."""
    station = traces.station
    with vault_of(station.settings, SystemClock()) as another:
        keys = officers_private_keys(station.settings)
        reporters = SealedReporters(station.log, another.codec, keys)
        return reporters.open(traces.case, station.clock.now())


class ErasingScenarios:
    """Run by test classes of modules that have a fixture `erased`."""

    def test_its_words_are_in_no_file(self, erased: Traces) -> None:
        assert found_on_disk(erased.station) == []
        assert not erased.export.exists()
        blobs = erased.station.settings.data / "blobs"
        assert not (blobs / erased.case[:2] / erased.case).exists()

    def test_its_words_are_in_no_answer(self, erased: Traces) -> None:
        index = erased.station.index
        for query in (Everything(), Word("quillbourne")):
            assert not says_name(str(index.search(SearchRequest(query)).hits))
        with pytest.raises(NotFound):
            case_document(index, erased.case)
        document = index.get([erased.case])[erased.case].document
        assert (document.stage, document.title, document.text) == ("erased", "", "")
        assert document.case.allegation is None
        assert not says_name(document.model_dump_json())

    def test_its_words_are_in_no_row_of_the_database(self, erased: Traces) -> None:
        assert found_in_database(erased.station) == []

    def test_nobody_can_open_what_the_log_still_holds(self, erased: Traces) -> None:
        station = erased.station
        assert found_in_log(station) == []
        sealed = [
            record
            for topic in TOPICS.values()
            if topic.is_sealed
            for record in station.records(topic.name, erased.case)
        ]
        whole = [record for record in sealed if record.value is not None]
        assert {record.topic for record in whole} >= {
            "allegations.received",
            "allegations.enriched",
            "cases.reviewed",
            "reporters.answered",
        }
        with vault_of(station.settings, SystemClock()) as another:
            for record in whole:
                with pytest.raises(Erased):
                    another.codec.decode(record)
        assert station.records(SEALED.name, erased.case)[-1].value is None
        with pytest.raises((Erased, NotFound)):
            who_reported(erased)

    def test_its_dead_letters_stay_and_say_nothing(self, erased: Traces) -> None:
        station = erased.station
        letters = [
            station.vault.codec.decode(record)
            for record in station.records(RECEIVED.dead_letters, erased.case)
        ]
        assert letters
        for letter in letters:
            assert isinstance(letter, DeadLettered)
            assert (letter.reason, letter.event_id) == ("invalid_event", "poison")
        assert not says_name(station.tocsin("dlq", "list", "--json").out)

    def test_other_cases_stay_and_the_sum_balances(self, erased: Traces) -> None:
        station = erased.station
        found = station.verify()
        assert (found.erased, found.lost, found.phantom) == (1, 0, 0)
        assert station.tocsin("verify").code == 0
        assert station.stages() == {erased.case: "erased", erased.other: "enriched"}
        hits = station.index.search(SearchRequest(Word("orvane"))).hits
        assert [hit.document.case_id for hit in hits] == [erased.other]

    def test_late_events_and_a_rebuild_do_not_bring_it_back(
        self, erased: Traces
    ) -> None:
        station, case = erased.station, erased.case
        before = station.index.get([case])[case].document
        late = station.records(ENRICHED.name, case)[0]
        station.log.append([NewRecord(late.topic, late.key, late.value, late.headers)])
        station.fold()
        assert station.index.get([case])[case].document == before
        assert station.tocsin("rebuild").code == 0
        assert station.index.get([case])[case].document == before
        assert station.verify().erased == 1
        assert found_on_disk(station) == []

    def test_it_is_not_taken_in_again(self, erased: Traces) -> None:
        station = erased.station
        before = station.records(RECEIVED.name, erased.case)
        with pytest.raises(KeyReused, match="erased"):
            station.report("first", STORY, NAME)
        assert station.records(RECEIVED.name, erased.case) == before

    def test_nothing_more_is_taken_in_under_its_receipt(self, erased: Traces) -> None:
        station, case = erased.station, erased.case
        assert station.told.of(case) is None
        # As by a form that was open before.
        question = ToldQuestion("q1", station.clock.now().date(), "When?")
        told = Told("needs_facts", question.asked_on, (question,))
        with pytest.raises(AnswerRefused, match="no-more-answers"):
            reply(station, case, told)

    def test_erasing_again_does_no_harm_and_all_of_it_is_audited(
        self, erased: Traces
    ) -> None:
        tocsin, case = erased.station.tocsin, erased.case
        assert tocsin("erase", case, "--reason", "once more", "--yes").code == 0
        rows = tocsin("audit", "list", "--json").told
        assert [(row["action"], row["subject"], row["reason"]) for row in rows] == [
            ("case.erased", case, REASON),
            ("case.erased", case, "once more"),
        ]
        assert tocsin("audit", "verify", "--json").told["holds"] is True
        assert tocsin("show", case).code == 3
        assert erased.station.verify().holds
