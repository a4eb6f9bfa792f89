"""Names of countries, languages and months in the reader's language, from CLDR."""

from functools import cache

import pycountry
from anyascii import anyascii
from babel import Locale
from babel.dates import get_month_names

from services.intake.form.questions import Option
from tocsin.web.pages import Language

SPOKEN = frozenset(
    {"am", "ar", "bn", "en", "es", "fa", "fr", "ha", "hi", "id", "ja", "km", "ko", "ku"}
    | {"lo", "mg", "ms", "my", "ne", "pl", "pt", "ps", "ro", "ru", "si", "sw", "ta"}
    | {"te", "tg", "th", "tk", "tl", "tr", "ug", "uk", "ur", "uz", "vi", "zh"}
)
"""Languages that a reporter can be answered in; the report itself may be in any."""


@cache
def countries(language: Language) -> tuple[Option, ...]:
    """ISO 3166-1, by name."""
    names = Locale.parse(language.locale).territories
    codes = (country.alpha_2 for country in pycountry.countries)
    return _by_name({code: names.get(code, code) for code in codes}, language)


@cache
def spoken(language: Language) -> tuple[Option, ...]:
    """SPOKEN, by name."""
    names = Locale.parse(language.locale).languages
    return _by_name({code: names[code] for code in SPOKEN}, language)


@cache
def months(language: Language) -> tuple[Option, ...]:
    """The twelve months."""
    names = get_month_names("wide", context="stand-alone", locale=language.locale)
    return tuple(Option(f"{number:02}", names[number]) for number in range(1, 13))


def _by_name(names: dict[str, str], language: Language) -> tuple[Option, ...]:
    def order(code: str) -> str:
        # Arabic sorts by its own letters; the others by their sound in Latin ones.
        name = names[code]
        return name if language.code == "ar" else anyascii(name).casefold()

    return tuple(Option(code, names[code]) for code in sorted(names, key=order))
