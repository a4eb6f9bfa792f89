"""Cases for the tests of goods, indicators and the claim."""

import tomllib
from pathlib import Path
from typing import Any

from schemas.submission import Allegation
from services.enrich.reading import CaseReading, Reading
from services.enrich.steps.sentences import split_sentences

DATA = Path(__file__).parent / "data_goods_indicators"


def case_of(text: str, language: str = "en", **claims: Any) -> CaseReading:
    """A case of one narrative, read without a model."""
    reading = Reading("narrative", text, language, (), split_sentences(text))
    return CaseReading(Allegation(narrative="as read", **claims), (reading,))


def labelled_texts() -> list[dict[str, Any]]:
    """Every text of the labelled files, in order."""
    return [
        text
        for path in sorted(DATA.glob("*.toml"))
        for text in tomllib.loads(path.read_text("utf-8"))["text"]
    ]
