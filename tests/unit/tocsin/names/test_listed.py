import pytest

from tocsin.names.listed import match_listed


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("Zamrud Latex Mfg", "Zamrud Latex Manufacturing Berhad"),
        ("Zamrud Latex", "Zamrud Latex Manufacturing Berhad"),
        ("Akessu Beitan", "Akesu Beitan Color Spinning Co., Ltd."),
        ("ZAMRUDLATEX", "Zamrud Latex"),
        ("Zamrud", "Zamrud Group"),
        ("Zamrrud Latex Works", "Zamrud Latex Works"),
        ("Emeraldstarr", "Emeraldstar Corporation"),
    ],
)
def test_a_spelling_of_a_listed_name_is_found(name: str, listed: str) -> None:
    assert match_listed(name, listed, subsidiaries=False) is not None


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("Zamrud", "Zamrud Latex Manufacturing"),
        ("Xinjiang Cotton Company", "China Cotton Group Xinjiang Cotton Co."),
        ("Zamrud Trading", "Zamrud Latex Manufacturing"),
        ("Beitan Fashion Dalu", "Beitan Fashion Hekou"),
        ("Star No. 12", "Star No. 15"),
        ("Ltd", "Zamrud Ltd"),
        ("Hebei Textile Reserve", "Hubei Textile Reserve"),
        ("Luna", "Lune"),
        ("", "Zamrud"),
    ],
)
def test_a_chance_word_is_no_listed_name(name: str, listed: str) -> None:
    assert match_listed(name, listed, subsidiaries=False) is None


def test_a_longer_name_is_a_subsidiary_only_where_those_are_listed() -> None:
    name, listed = "Zamrud Latex Utara", "Zamrud Latex Berhad"
    assert match_listed(name, listed, subsidiaries=False) is None
    found = match_listed(name, listed, subsidiaries=True)
    assert found is not None
    assert found.score == 0.7


def test_a_match_says_which_words_are_shared() -> None:
    found = match_listed("Zamrud Latex", "Zamrud Latex Works", subsidiaries=False)
    assert found is not None
    assert found.shared == ("zamrud", "latex")


def test_another_spelling_scores_less_and_says_so() -> None:
    slip = match_listed("Zamrrud Latex Works", "Zamrud Latex Works", subsidiaries=False)
    assert slip is not None
    assert slip.spelled
    assert 0.9 < slip.score < 1.0
