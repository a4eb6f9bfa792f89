"""What cannot be read dies; the rest of the batch is handed on in order."""

from dataclasses import replace

import pytest

from schemas.events import AllegationReceived
from schemas.submission import Allegation
from schemas.topics import RECEIVED
from tests.unit.tocsin.delivery.records import TIME, record
from tocsin.delivery.events import decoded, in_order
from tocsin.delivery.outcome import Dead, Delivery, Done
from tocsin.log.codec import encode

EVENT = AllegationReceived(
    id="r1",
    source="tocsin/intake",
    time=TIME,
    case_id="abcdefghij2345672345",
    channel="api",
    allegation=Allegation(narrative="Wages were withheld at Norvale Textiles."),
)


def delivery(offset: int, *, good: bool) -> Delivery:
    new = encode(EVENT, RECEIVED)
    whole = replace(record(offset), key=new.key, value=new.value, headers=new.headers)
    return Delivery(whole if good else replace(whole, value=b"{"), attempt=1)


def test_a_batch_is_split_into_events_and_dead() -> None:
    batch = [delivery(0, good=True), delivery(1, good=False), delivery(2, good=True)]
    found = decoded(batch)
    assert [(d.record.offset, event.id) for d, event in found.events] == [
        (0, "r1"),
        (2, "r1"),
    ]
    assert found.dead == {batch[1].record.position: Dead("not_json", "JSONDecodeError")}


def test_outcomes_come_back_in_the_order_of_the_batch() -> None:
    batch = [delivery(0, good=True), delivery(1, good=False)]
    outcomes = {d.record.position: Done() for d, _ in decoded(batch).events}
    assert in_order(batch, {**outcomes, **decoded(batch).dead}) == [
        Done(),
        Dead("not_json", "JSONDecodeError"),
    ]


def test_a_delivery_without_an_outcome_is_a_bug() -> None:
    with pytest.raises(KeyError):
        in_order([delivery(0, good=True)], {})
