"""Reports to measure with: the samples, varied by a seeded generator."""

import random
import re
from collections.abc import Iterator
from typing import Any

from tocsin.samples import load_samples

SEED = 7
_NUMBER = re.compile(r"\d+")
_SMALL = (
    "Workers at Halvorin {n} Sdn Bhd in Klang say that wages are withheld.",
    "At the mill of Velmora {n} Ltd near Dhaka they keep our passports.",
    "The kiln of Trivenka {n} holds families by an advance that grows.",
)
# Texts that many reports share are read once, as when many people attach one article.
_SMALL_TEXTS = 60


def reports(count: int, *, prefix: str) -> Iterator[dict[str, Any]]:
    """English samples without files, each time with other numbers; no two are alike.

    Args:
        count: how many.
        prefix: of their ids; another prefix also makes other texts.
    """
    dice = random.Random(f"{SEED} {prefix}")
    narratives = [s["narrative"] for s in load_samples() if s["language"] == "en"]
    for n in range(count):
        text = _NUMBER.sub(
            lambda found: "".join(dice.choice("123456789") for _ in found[0]),
            narratives[n % len(narratives)],
        )
        told = f"{text}\n\nThis is my report number {dice.randrange(10**9)}."
        yield {"id": f"{prefix}-{n}", "narrative": told, "language": "en"}


def small_reports(count: int, *, prefix: str) -> Iterator[dict[str, Any]]:
    """Reports of one sentence, few of them distinct."""
    for n in range(count):
        text = _SMALL[n % len(_SMALL)].format(n=n % _SMALL_TEXTS)
        yield {"id": f"{prefix}-{n}", "narrative": text, "language": "en"}
