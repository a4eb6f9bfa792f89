"""Passwords: long ones are taken, easy ones are not, and none is stored."""

import unicodedata

import pytest

from services.desk.accounts.passwords import Passwords, WeakPassword, check_strength

GOOD = "kettle orbit lantern moss"


def test_a_password_is_kept_as_argon2id_of_the_rfc() -> None:
    """RFC 9106, 4: t=3, 64 MiB, p=4."""
    stored = Passwords().hash(GOOD)
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_only_the_same_password_matches(passwords: Passwords) -> None:
    stored = passwords.hash(GOOD)
    assert passwords.matches(stored, GOOD)
    assert not passwords.matches(stored, GOOD.upper())
    assert not passwords.matches(stored, "")


def test_nothing_matches_where_no_password_is_stored(passwords: Passwords) -> None:
    assert not passwords.matches(None, GOOD)
    assert not passwords.matches(None, "")


def test_the_same_letters_from_another_keyboard_match(passwords: Passwords) -> None:
    stored = passwords.hash("é" * 3 + GOOD)
    assert passwords.matches(stored, unicodedata.normalize("NFD", "é" * 3 + GOOD))


@pytest.mark.parametrize(
    "password",
    [
        "pässwörter für alle",
        "四个不相干的词语加上更多的词语以后",
        GOOD * 4,
        "correct horse battery staple",
    ],
)
def test_a_long_password_of_any_characters_is_taken(password: str) -> None:
    check_strength(password, names=("Ada Reviewer", "ada"))


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("short of fifteen"[:14], "at least 15"),
        ("x" * 201, "at most 200"),
        ("abcabcabcabcabcabc", "repeats itself"),
        ("ada.lovelace@desk", "little more than a name"),
        ("Tocsin-Ada.Lovelace@desk", "little more than a name"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str, told: str) -> None:
    with pytest.raises(WeakPassword, match=told) as refused:
        check_strength(password, names=("Ada Lovelace", "ada.lovelace@desk"))
    assert password not in str(refused.value)


def test_a_password_of_megabytes_is_cut_before_it_is_hashed(
    passwords: Passwords,
) -> None:
    assert not passwords.matches(passwords.hash(GOOD), "x" * 10_000_000)
