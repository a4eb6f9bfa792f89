"""Long texts in passages that a model can hold, cut where people pause."""

import re
from collections.abc import Sequence

# A model's memory grows with its batch: 20,000 characters are some 4,000 tokens and
# 20 MB of vectors. Short reports stay whole.
PASSAGE_CHARS_MAX = 20_000

# No word is that long; such a run is data, and splitting it into tokens costs time.
_RUN_CHARS_MAX = 1_000
_RUN = re.compile(rf"\S{{{_RUN_CHARS_MAX},}}")


def split_passages(
    text: str, sentences: Sequence[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    """(start, end) of passages of at most PASSAGE_CHARS_MAX, cut between sentences.

    A sentence that is longer itself is cut at its limit.
    """
    if len(text) <= PASSAGE_CHARS_MAX:
        return ((0, len(text)),) if text else ()
    passages: list[tuple[int, int]] = []
    start = end = 0
    for _, sentence_end in sentences:
        if sentence_end - start > PASSAGE_CHARS_MAX and end > start:
            passages.append((start, end))
            start = end
        while sentence_end - start > PASSAGE_CHARS_MAX:
            passages.append((start, start + PASSAGE_CHARS_MAX))
            start += PASSAGE_CHARS_MAX
        end = sentence_end
    if end > start:
        passages.append((start, end))
    return tuple(passages)


def is_readable(passage: str) -> bool:
    """Whether a passage is made of words; a model reads nothing else."""
    return _RUN.search(passage) is None
