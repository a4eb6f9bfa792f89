"""The name that cases of one organization are counted by, for people to read."""

import re
import unicodedata

from anyascii import anyascii

from schemas.enrichment import Organization
from tocsin.names.words import CJK_FORMS

# What anyascii makes of these can be read, and joins what is written in either way. Of
# others it leaves words without vowels, or all words in one: weiertelanfangzhi.
_READ_IN_LATIN = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN")

_NOT_LETTER = re.compile("[^a-z0-9]")


def counted_name(organization: Organization) -> str:
    """The normal name; in its own script, without legal form, where that is clearer."""
    normal = _letters(organization.normal)
    for spelling in (organization.text, *organization.variants):
        own = _without_form(spelling)
        if _is_clearer(own) and normal in _letters(spelling):
            return own
    return organization.normal


def _without_form(spelling: str) -> str:
    text = unicodedata.normalize("NFKC", spelling)
    for form in CJK_FORMS:
        text = text.replace(form, " ")
    return " ".join(text.split())


def _is_clearer(text: str) -> bool:
    """Whether most of its letters are of a script that Latin letters hide."""
    letters = [char for char in text if char.isalpha()]
    hidden = [
        char
        for char in letters
        if not unicodedata.name(char, "").startswith(_READ_IN_LATIN)
    ]
    return 2 * len(hidden) > len(letters)


def _letters(name: str) -> str:
    """Its letters and digits in ASCII: spaces and marks tell nothing apart here."""
    return _NOT_LETTER.sub("", anyascii(name).lower())
