"""Tokenizers load faster and cut as spaCy's own do."""

import re
from importlib import import_module

import pytest

from services.enrich.steps.models import DEFAULT_MODELS
from services.enrich.steps.tokenizing import CONFIG, joined

LETTERS = "[a-zß-öø-ÿ" + "".join(map(chr, range(0x100, 0x200))) + "]"
PATTERN = (
    f"(?iu)(?:^a[ée]ro-{LETTERS}+$)|(?:^c(?:af|lub)s?-{LETTERS}+$)"
    f"|(?:^new-york{LETTERS}*$)|(?:^etc$)"
)
PIPES = [
    "tok2vec",
    "tagger",
    "morphologizer",
    "parser",
    "lemmatizer",
    "attribute_ruler",
    "senter",
    "ner",
]
TEXTS = {
    "en": "U.S. goods (e.g. 40 boxes) weren't sent: the co-op's 3,000 kg, it's said.",
    "fr": "Aujourd'hui, l'anglo-suisse Saint-Étienne, sous-traitant d'États-Unis,"
    " a-t-il vendu quelques-uns des rendez-vous ? C'est-à-dire : 5 % peut-être.",
}


def test_alternatives_with_the_same_end_are_joined() -> None:
    assert joined(PATTERN) == (
        f"(?iu)(?:^(?:a[ée]ro-|c(?:af|lub)s?-){LETTERS}+$)"
        f"|(?:^(?:new-york){LETTERS}*$)|(?:^(?:etc$))"
    )


@pytest.mark.parametrize(
    "word", ["aéro-club", "Clubs-été", "NEW-YORKAIS", "new-york", "etc", "aéro-", "yes"]
)
def test_a_joined_pattern_matches_the_same_words(word: str) -> None:
    whole = bool(re.match(PATTERN, word))
    assert bool(re.match(joined(PATTERN), word)) is whole
    assert whole is (word not in {"aéro-", "yes"})


def test_a_pattern_of_another_kind_is_left_alone() -> None:
    assert joined("^a$|^b$") == "^a$|^b$"


@pytest.mark.model
@pytest.mark.parametrize("language", sorted(TEXTS))
def test_texts_are_cut_as_spacys_own_tokenizer_cuts_them(language: str) -> None:
    package = import_module(DEFAULT_MODELS[language])
    own, quick = package.load(exclude=PIPES), package.load(exclude=PIPES, config=CONFIG)
    columns = ["NORM", "PREFIX", "SUFFIX", "SHAPE", "IS_SPACE", "IDX", "LENGTH"]
    expected = own.make_doc(TEXTS[language]).to_array(columns).tolist()
    assert quick.make_doc(TEXTS[language]).to_array(columns).tolist() == expected
    assert len(expected) > 15
