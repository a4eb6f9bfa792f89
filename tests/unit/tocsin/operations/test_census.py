"""The census against what sets and dictionaries find."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schemas.topics import RECEIVED
from tocsin.log.base import Position, Record
from tocsin.operations.census import Place, take_census

START = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
TYPE = "tocsin.allegation.received"
PARTITIONS = 3


def record(offset: int, case: str, *, partition: int = 0, subject: str = "") -> Record:
    headers = {"ce_type": TYPE, "ce_subject": subject or case}
    at = START + timedelta(minutes=offset)
    return Record(RECEIVED.name, partition, offset, case, None, headers, at)


def never(_: Position) -> bool:
    return False


def always(_: Position) -> bool:
    return True


def test_no_record_makes_no_case() -> None:
    census = take_census([], is_past=always, has_letter=never)
    assert len(census.digests) == 0
    assert census.find(["a"]).tolist() == [-1]


def test_each_case_is_found_and_no_other() -> None:
    records = [record(0, "a"), record(1, "b"), record(2, "a")]
    census = take_census(records, is_past=always, has_letter=never)
    a, b, other = census.find(["a", "b", "c"]).tolist()
    assert {a, b} == {0, 1}
    assert other == -1
    assert census.positions(a) == [
        Position("allegations.received", 0, 0),
        Position("allegations.received", 0, 2),
    ]
    assert census.positions(b) == [Position("allegations.received", 0, 1)]


def test_the_place_of_a_case_is_that_of_its_first_record() -> None:
    records = [record(0, "a"), record(1, "a"), record(1, "b", partition=2)]
    census = take_census(records, is_past=always, has_letter=never)
    a, b = census.find(["a", "b"]).tolist()
    first, second = (census.places[census.place[case]] for case in (a, b))
    assert first == Place(0, START.date())
    assert second == Place(2, START.date() + timedelta(days=1))


def test_what_is_no_event_is_no_case_and_needs_a_letter_once_it_is_past() -> None:
    records = [record(n, "junk", subject="another") for n in range(3)]
    census = take_census(
        records,
        is_past=lambda position: position.offset < 2,
        has_letter=lambda position: position.offset == 0,
    )
    assert (len(census.digests), census.unreadable) == (0, 3)
    assert census.unaccounted == [Position("allegations.received", 0, 1)]


@given(
    st.lists(st.integers(min_value=0, max_value=40), max_size=120),
    st.tuples(*[st.integers(min_value=0, max_value=60)] * PARTITIONS),
)
def test_it_counts_as_a_dictionary_does(told: list[int], past: tuple[int, ...]) -> None:
    ends = [0] * PARTITIONS
    records = []
    expected: dict[str, list[Position]] = {}
    for number in told:
        partition = number % PARTITIONS
        made = record(ends[partition], f"case-{number}", partition=partition)
        ends[partition] += 1
        records.append(made)
        expected.setdefault(made.key, []).append(made.position)

    def is_past(position: Position) -> bool:
        return position.offset < past[position.partition]

    census = take_census(records, is_past=is_past, has_letter=never)
    assert len(census.digests) == len(expected)
    assert len(census.row_place) == len(records)
    numbers = census.find(list(expected)).tolist()
    for number, positions in zip(numbers, expected.values(), strict=True):
        assert census.positions(number) == positions
        assert census.is_past[number] == all(map(is_past, positions))
