"""Counting what a JSON text is made of, before it is read."""

import pytest

from tocsin.json_pieces import has_more_pieces


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (b"", 0),
        (b"17", 0),
        (b'"a, [b], {c}"', 1),
        (rb'"a \" , \\"', 1),
        (b'{"a": [1, 2, "b"]}', 6),
        (b'"never closed, [ {', 1),
        (b'"a line\nbreak", "and a \\\n"', 3),
    ],
)
def test_strings_commas_and_opening_brackets_count(text: bytes, pieces: int) -> None:
    assert not has_more_pieces(text, pieces)
    assert pieces == 0 or has_more_pieces(text, pieces - 1)


def test_quotes_without_end_are_read_once() -> None:
    # Looked at again from each quote, so many would take hours.
    assert not has_more_pieces(b'"' + rb"\"" * 4_000_000, 1)
