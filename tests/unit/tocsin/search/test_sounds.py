"""Names that are said alike have one code, and what is no name has none."""

import pytest

from tocsin.search.sounds import CODES_MAX, name_sounds, sound, sounds


@pytest.mark.parametrize(
    "alike",
    [
        ("rahman", "rehman", "rahmaan"),
        ("hussein", "hossain", "hussain"),
        ("zamrud", "samrud"),
        ("veltrano", "feltrano"),
        ("brightway", "briteway"),
        ("textile", "tekstil"),
    ],
)
def test_spellings_that_sound_alike_have_one_code(alike: tuple[str, ...]) -> None:
    codes = {sound(word) for word in alike}
    assert len(codes) == 1
    assert None not in codes


def test_names_that_sound_otherwise_have_other_codes() -> None:
    words = ("rahman", "hussein", "zamrud", "veltrano", "brightway")
    assert len({sound(word) for word in words}) == 5


@pytest.mark.parametrize("word", ["", "co", "123", "a1b2", "东方", "завод", "x" * 51])
def test_what_has_no_sound_has_no_code(word: str) -> None:
    assert sound(word) is None


def test_a_text_has_the_codes_of_its_words_once_and_folded() -> None:
    assert sounds("Zamrud & Samrud Tekstil A.Ş.") == ("SMRT", "TKSTL")
    assert sounds("RÉHMAN") == ("RMN",)
    assert sounds("42 & Co") == ()


def test_a_case_has_a_limited_number_of_codes() -> None:
    letters = "bdfklmnprst"
    names = [
        f"{a}a{b}a{c}a{d}a"
        for a in letters
        for b in letters
        for c in letters
        for d in letters
    ]
    assert len(name_sounds(names)) == CODES_MAX
    assert name_sounds(["Blue River", "Bloo Ryver Mills"]) == ("BL", "RFR", "MLS")
