"""Pieces of text around the words found."""

import pytest

from tests.documents import document
from tocsin.search.grammar import parse
from tocsin.search.snippets import snippets


@pytest.mark.parametrize(
    ("query", "text", "pieces"),
    [
        ("tea", "no such word", ()),
        ("-tea", "tea", ()),
        ("tea", "Tea & tea", ("«Tea» & «tea»",)),
        ("cafe", "un Café.", ("un «Café».",)),
        ("strasse", "die Straße", ("die «Straße»",)),
        ('"b c"', "a b c d", ("a «b c» d",)),
        ('b "b c"', "a b c d", ("a «b c» d",)),
        ("强迫", "工厂强迫劳动", ("工厂«强迫»劳动",)),
        ("x", "a \U0001f600 x\n\n y", ("a \U0001f600 «x» y",)),
        ("name:tea", "tea", ()),
    ],
)
def test_found_words_are_marked(query: str, text: str, pieces: tuple[str, ...]) -> None:
    assert snippets(parse(query), document(text=text)) == pieces


def test_a_long_text_gives_pieces_cut_between_words() -> None:
    text = "lorem " * 40 + "tea " + "ipsum " * 40 + "tea " + "dolor " * 40
    assert snippets(parse("tea"), document(text=text)) == (
        "… " + "lorem " * 13 + "«tea»" + " ipsum" * 13 + " …",
        "… " + "ipsum " * 13 + "«tea»" + " dolor" * 13 + " …",
    )


def test_names_count_and_three_pieces_are_enough() -> None:
    doc = document(text=("tea " + "x " * 200) * 9)
    assert len(snippets(parse("tea"), doc)) == 3
    named = document(organization_names=("Mill", "Tea House"))
    assert snippets(parse("tea"), named) == ("«Tea» House",)


def test_the_start_of_a_text_is_not_shown_a_second_time_as_its_title() -> None:
    doc = document(title="Tea of Orvane…", text="Tea of Orvane is sold.")
    assert snippets(parse("tea"), doc) == ("«Tea» of Orvane is sold.",)
