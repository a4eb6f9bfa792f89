"""Demonyms that name a language or end a brand, not a people: Anglo American."""

import re

from services.enrich.steps.places import Mention

_LANGUAGE_BEFORE = re.compile(
    r"\b(?:in|into|speaks?|spoken|speaking|learn|learns|en|translated from)\s+$",
    re.IGNORECASE,
)
_LANGUAGE_AFTER = re.compile(
    r"[\s-]*(?:$|[.,;:)]|language|speaking|speaker|version|translation|text|word|for\b"
    r"|teacher|lesson|class|and\b|or\b|name|title|edition|script|to\b|is\b|as\b)"
)
_CAPITAL_BEFORE = re.compile(r"[a-z,] [A-Z\u00c0-\u00dc][a-z\u00e0-\u00ff]+ $")
_LANGUAGE_ONLY = "english"
_BEFORE_CHARS = 24


def is_language(mention: Mention) -> bool:
    """Whether a demonym names a language here; English nearly always does."""
    text = mention.reading.text
    before = text[max(0, mention.start - _BEFORE_CHARS) : mention.start]
    after = bool(_LANGUAGE_AFTER.match(text, mention.end))
    if mention.quote.casefold() == _LANGUAGE_ONLY:
        return after or bool(_LANGUAGE_BEFORE.search(before))
    return after and bool(_LANGUAGE_BEFORE.search(before))


def follows_capital(mention: Mention) -> bool:
    """Whether a capitalized demonym ends a longer name in mid-sentence."""
    text = mention.reading.text
    before = text[max(0, mention.start - _BEFORE_CHARS) : mention.start]
    return mention.quote[0].isupper() and bool(_CAPITAL_BEFORE.search(before))
