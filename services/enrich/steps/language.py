"""The language of a text: by script where the script decides, else by py3langid."""

import re
from collections.abc import Mapping
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from tocsin.text.tables import words

UNDETERMINED = "und"

# The first few thousand characters decide; more only costs time.
_CHARS_MAX = 4_000
# Under this many letters a Latin text says too little (measured on single names).
_LETTERS_MIN = 20
# py3langid's share of the best language under which a short text stays undetermined.
_PROBABILITY_MIN = 0.5

# The languages of the countries that lists of goods made by forced labor name, and of
# those that buy them; among all 130 a short English text is taken for Shona or Scots.
_LANGUAGES = words("languages.tsv")

_LETTER = re.compile(r"[^\W\d_]")
_SCRIPTS: Mapping[str, re.Pattern[str]] = {
    "ja": re.compile(r"[\u3040-\u30ff\uff66-\uff9f]"),
    "ko": re.compile(r"[\u1100-\u11ff\uac00-\ud7af]"),
    "zh": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002a6df]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
    "km": re.compile(r"[\u1780-\u17ff]"),
    "my": re.compile(r"[\u1000-\u109f]"),
    "lo": re.compile(r"[\u0e80-\u0eff]"),
    "bn": re.compile(r"[\u0980-\u09ff]"),
    "ta": re.compile(r"[\u0b80-\u0bff]"),
    "te": re.compile(r"[\u0c00-\u0c7f]"),
    "si": re.compile(r"[\u0d80-\u0dff]"),
    "ka": re.compile(r"[\u10a0-\u10ff]"),
    "hy": re.compile(r"[\u0530-\u058f]"),
    "he": re.compile(r"[\u0590-\u05ff]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "am": re.compile(r"[\u1200-\u137f]"),
}
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
# Letters that Uyghur in Arabic script has and Arabic has not.
_UYGHUR = re.compile("[ەېۆۈۋ]")
_PERSIAN_URDU = re.compile("[پچژگ]")
_URDU = re.compile("[ٹڈڑںے]")
_UKRAINIAN = re.compile("[іїєґ]")
# A kanji text has some kana; this share of them makes it Japanese.
_KANA_SHARE = 0.1


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES & set(identifier.labels))
    return identifier


def detect(text: str, hint: str | None = None) -> str:
    """The ISO 639-1 code of a text's language, or `und`.

    Args:
        text: any Unicode string.
        hint: what the reporter says; it decides only where the text does not.
    """
    head = text[:_CHARS_MAX]
    letters = len(_LETTER.findall(head))
    fallback = hint[:2] if hint else UNDETERMINED
    if not letters:
        return fallback
    if by_script := _by_script(head, letters):
        return by_script
    code, probability = _identifier().classify(head)
    if letters < _LETTERS_MIN or probability < _PROBABILITY_MIN:
        return fallback
    return str(code)


def _by_script(head: str, letters: int) -> str | None:
    """The language that alone uses the script of most letters."""
    kana = len(_SCRIPTS["ja"].findall(head))
    han = len(_SCRIPTS["zh"].findall(head))
    if kana + han > letters / 2:
        return "ja" if kana > _KANA_SHARE * (kana + han) else "zh"
    for code, script in _SCRIPTS.items():
        if len(script.findall(head)) > letters / 2:
            return code
    if len(_ARABIC.findall(head)) > letters / 2:
        return _arabic_script(head)
    if len(_CYRILLIC.findall(head)) > letters / 2 and letters < _LETTERS_MIN:
        return "uk" if _UKRAINIAN.search(head.casefold()) else "ru"
    return None


def _arabic_script(head: str) -> str:
    if _UYGHUR.search(head):
        return "ug"
    if _URDU.search(head):
        return "ur"
    return "fa" if _PERSIAN_URDU.search(head) else "ar"
