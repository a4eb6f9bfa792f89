from services.enrich.steps.words import WORD_CHARS_MAX, cut, fold, lower


def test_words_keep_their_places() -> None:
    words = cut("Don\u2019t, 3,500 caf\u00e9s; 护照")

    assert words.texts == ("Don\u2019t", "3", "500", "caf\u00e9s", "护", "照")
    assert (words.starts[3], words.ends[3]) == (13, 18)


def test_a_word_with_combining_accents_is_one_word() -> None:
    assert cut("ga\u0301ntes").texts == ("ga\u0301ntes",)
    assert fold("ga\u0301ntes") == "gantes"


def test_folding_drops_case_accents_and_apostrophe() -> None:
    assert fold("Didn\u2019t") == "didnt"
    assert fold("\u00c9TAIN") == "etain"
    assert lower("THE\u0301") == "th\u00e9"


def test_noise_is_not_looked_up() -> None:
    assert fold("x" * (WORD_CHARS_MAX + 1)) == ""
    assert lower("x" * (WORD_CHARS_MAX + 1)) == ""
