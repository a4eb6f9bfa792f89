"""A key lands where Kafka's own clients would put it."""

import pytest
from aiokafka.partitioner import (  # type: ignore[import-untyped] # ships none
    murmur2 as aiokafka_murmur2,
)
from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner.default import murmur2 as kafka_murmur2

from tocsin.log.partitioning import murmur2, partition_of


# From org.apache.kafka.common.utils.UtilsTest, whose numbers are signed.
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"21", -973932308),
        (b"foobar", -790332482),
        (b"a-little-bit-long-string", -985981536),
        (b"a-little-bit-longer-string", -1486304829),
        (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
        (b"abc", 479470107),
    ],
)
def test_the_hash_is_the_one_of_kafka_itself(data: bytes, expected: int) -> None:
    assert murmur2(data) == expected % 2**32


@given(st.binary(max_size=40))
def test_the_hash_is_the_one_of_both_python_clients(data: bytes) -> None:
    assert murmur2(data) == kafka_murmur2(data) & 0xFFFFFFFF
    assert murmur2(data) == aiokafka_murmur2(data) & 0xFFFFFFFF


def test_a_key_keeps_its_partition_for_ever() -> None:
    keys = ["4yqcvrd2wx7k3mbnhe5p", "case", "ключ", ""]
    assert [partition_of(key, 12) for key in keys] == [5, 1, 8, 9]
