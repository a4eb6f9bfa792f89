"""What cannot be read dies; the rest of the batch is handed on in order."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from schemas.events import AllegationReceived
from schemas.submission import Allegation
from schemas.topics import RECEIVED
from tests.unit.tocsin.delivery.records import TIME, record
from tests.vaults import TriedVault, tried_vault
from tocsin.case_keys.ring import KEPT_S
from tocsin.delivery.events import decoded, in_order
from tocsin.delivery.outcome import Dead, Delivery, Done

TOO_SHORT = Dead("not_authentic", "too short to have been sealed")
EVENT = AllegationReceived(
    id="r1",
    source="tocsin/intake",
    time=TIME,
    case_id="abcdefghij2345672345",
    channel="api",
    allegation=Allegation(narrative="Wages were withheld at Norvale Textiles."),
)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[TriedVault]:
    with tried_vault(tmp_path) as vault:
        yield vault


def delivery(vault: TriedVault, offset: int, *, good: bool) -> Delivery:
    new = vault.record(EVENT, RECEIVED)
    whole = replace(record(offset), key=new.key, value=new.value, headers=new.headers)
    return Delivery(whole if good else replace(whole, value=b"{"), attempt=1)


def test_a_batch_is_split_into_events_and_dead(vault: TriedVault) -> None:
    batch = [delivery(vault, n, good=n != 1) for n in range(3)]
    found = decoded(batch, vault.codec)
    assert [(d.record.offset, event.id) for d, event in found.events] == [
        (0, "r1"),
        (2, "r1"),
    ]
    assert found.dead == {batch[1].record.position: TOO_SHORT}


def test_what_belongs_to_an_erased_case_is_set_apart(vault: TriedVault) -> None:
    batch = [delivery(vault, 0, good=True)]
    at = vault.clock.now()
    assert vault.table.erase(EVENT.case_id, at) == 1
    # A minute later: until then a worker that has opened the case may open it again.
    vault.clock.sleep(KEPT_S)
    found = decoded(batch, vault.codec)
    assert (found.events, found.dead) == ((), {})
    [(erased, why)] = found.erased
    assert (erased, why.case_id, why.at) == (batch[0], EVENT.case_id, at)


def test_outcomes_come_back_in_the_order_of_the_batch(vault: TriedVault) -> None:
    batch = [delivery(vault, n, good=n == 0) for n in range(2)]
    found = decoded(batch, vault.codec)
    outcomes = {d.record.position: Done() for d, _ in found.events}
    assert in_order(batch, {**outcomes, **found.dead}) == [Done(), TOO_SHORT]


def test_a_delivery_without_an_outcome_is_a_bug(vault: TriedVault) -> None:
    with pytest.raises(KeyError):
        in_order([delivery(vault, 0, good=True)], {})
