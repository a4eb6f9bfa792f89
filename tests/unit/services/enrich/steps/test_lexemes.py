"""Texts are cut as spaCy cuts them, however seldom spaCy is asked."""

from importlib import import_module

import numpy as np
import pytest
from numpy.typing import NDArray

from services.enrich.reading import Entity
from services.enrich.steps import lexemes, reader
from services.enrich.steps.models import DEFAULT_MODELS, NameModel, name_model
from services.enrich.steps.reader import Reader

pytestmark = pytest.mark.model

PACKAGE = DEFAULT_MODELS["en"]
ODD = [
    " one space first",
    "two  spaces, a tab\tand\n\na line",
    "ends in spaces  ",
    "U.S. and a.m. and don't (can't) :-) :)a@b.co",
    "(: ... :) -- `` ''\n:-)\n",
    "\u3000wide\u00a0and no-break\u200bspace",
    "Beijing \u5317\u4eac 3,500km $12.50",
]


def _no_vectors(rows: NDArray[np.uint64]) -> NDArray[np.float32]:
    return np.zeros((len(rows), 1), dtype=np.float32)


def test_tokens_stand_where_spacy_puts_them() -> None:
    nlp = import_module(PACKAGE).load(exclude=["parser", "tagger", "lemmatizer"])
    expected = [
        [(t.idx, t.idx + len(t), t.is_space) for t in nlp.make_doc(text)]
        for text in ODD
    ]
    cut = lexemes.Lexemes(nlp, ["NORM", "SHAPE"], _no_vectors, 1)
    tokens = cut.tokens(ODD)
    rows = list(
        zip(
            tokens.starts.tolist(),
            tokens.ends.tolist(),
            tokens.blank.tolist(),
            strict=True,
        )
    )
    assert tokens.lengths.tolist() == [len(each) for each in expected]
    assert rows == [row for each in expected for row in each]


def test_entities_are_the_same_after_all_words_were_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lexemes, "_RUNS_MAX", 3)
    model = NameModel(PACKAGE)
    text = "The crew of the Blue Marlin left Kaohsiung in May."
    first = model.entities([text])
    model.entities(["Amina Diallo wrote to Reuters in London about their pay."])
    assert model.entities([text]) == first
    assert first[0]


def test_a_passage_seen_before_is_not_read_by_the_model_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []
    whole = name_model(PACKAGE).entities

    def noted(texts: list[str]) -> list[tuple[Entity, ...]]:
        read.extend(texts)
        return whole(texts)

    monkeypatch.setattr(name_model(PACKAGE), "entities", noted)
    article = "The workers of the mill wrote to Reuters in London about their pay."
    other = "The crew of the ship left the port of Kaohsiung in the month of May."
    items = Reader({"en": PACKAGE})
    items.read([("narrative", article, "en"), ("e1", article, "en")])
    items.read([("narrative", other, "en"), ("e1", article, "en")])
    assert read == [article, other]


def test_passages_are_remembered_by_model(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Workers of Halvorin in London wrote to Amina Diallo about their pay."
    both = Reader({"en": PACKAGE, "fr": DEFAULT_MODELS["fr"]})
    monkeypatch.setattr(reader, "detect", lambda _, hint: hint)
    english, french = both.read([("n", text, "en"), ("e1", text, "fr")])
    alone = Reader({"fr": DEFAULT_MODELS["fr"]})
    (by_itself,) = alone.read([("e1", text, "fr")])
    assert french.entities == by_itself.entities
    assert english.entities != french.entities
