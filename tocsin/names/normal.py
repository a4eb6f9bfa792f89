"""One normal form for an organization's name, whatever its script or spelling."""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from tocsin.names.words import (
    ABBREVIATIONS,
    ALWAYS_FORMS,
    CJK_FORMS,
    LEADING_FORMS,
    LEGAL_FORMS,
    SMALL_WORDS,
)

# Longer than any registered name seen (the longest of Open Supply Hub has 180); what
# comes after it is an address or a sentence that slipped into the field.
NAME_CHARS_MAX = 300
_CACHED_NAMES = 10_000  # the names that cases share; about 3 MB

_PLURAL_CHARS_MIN = 4  # "gas" and "bus" are no plurals
_NAME_PLURAL_CHARS_MIN = 5  # nor is "Mars" in a name

_DOTTED = re.compile(r"\b(?:[a-z]\.\s?){2,}(?:[a-z]\b)?")
_LETTER_IN_BRACKETS = re.compile(r"\([a-z]\)")  # Zamrud (M) Sdn. Bhd.
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_APOSTROPHE = re.compile(r"(?<=[a-z])['\u2019`\u02bc](?=[a-z])")
_SZE = re.compile(r"\bd\s?\.?\s?0\s?\.?\s?0\b\.?")  # d.o.o. as scanners read it


def latin(text: str) -> str:
    """Text in lower-case ASCII letters: NFKC, then transliterated by anyascii."""
    folded = unicodedata.normalize("NFKC", text[:NAME_CHARS_MAX])
    if folded.isascii():
        return folded.lower()
    for form in CJK_FORMS:
        folded = folded.replace(form, " ")
    return str(anyascii(folded)).lower()


def singular(word: str) -> str:
    """An English plural without its ending; other words as they are.

    >>> [singular(word) for word in ("toys", "berries", "matches", "tomatoes", "glass")]
    ['toy', 'berry', 'match', 'tomato', 'glass']
    """
    if len(word) < _PLURAL_CHARS_MIN or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes", "atoes", "goes")):
        return word[:-2]
    return word if word.endswith(("ss", "us", "is")) else word[:-1]


def words(text: str) -> list[str]:
    """The lower-case ASCII words of a text, dotted abbreviations joined."""
    text = _SZE.sub("doo", latin(text))
    text = _LETTER_IN_BRACKETS.sub(" ", _APOSTROPHE.sub("", text))
    text = _DOTTED.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", text)
    return _NOT_WORD.sub(" ", text.replace("&", " and ")).split()


@lru_cache(maxsize=_CACHED_NAMES)
def name_tokens(name: str) -> tuple[str, ...]:
    """The words that tell this organization from others, in order.

    Legal forms go, abbreviations are spelled out, plurals lose their s. A name that
    holds nothing else (Holding AG) keeps all its words.
    """
    found = [word for word in words(name) if word not in SMALL_WORDS]
    kept = _without_forms(found)
    return tuple(ABBREVIATIONS.get(w) or _spelled(w) for w in kept or found)


def _spelled(word: str) -> str:
    base = singular(word) if len(word) >= _NAME_PLURAL_CHARS_MIN else word
    return ABBREVIATIONS.get(base, base)


def _without_forms(found: list[str]) -> list[str]:
    start, end = 0, len(found)
    while end > start and found[end - 1] in LEGAL_FORMS:
        end -= 1
    while start < end and found[start] in LEADING_FORMS:
        start += 1
    return [word for word in found[start:end] if word not in ALWAYS_FORMS]


def normal_name(name: str) -> str:
    """The normal form: `Acme Mfg. Co., Ltd.` and `ACME MANUFACTURING` are one.

    >>> normal_name("Acme Mfg. Co., Ltd.")
    'acme manufacturing'
    """
    return " ".join(name_tokens(name))
