"""The languages of pages, and their catalogs."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tocsin.web.problems import Problem


@dataclass(frozen=True, slots=True)
class Language:
    """A language of pages.

    Attributes:
        code: as it stands in paths and in the `lang` attribute (BCP 47).
        locale: as Babel and gettext name it.
        name: what it calls itself.
        direction: ltr or rtl.
    """

    code: str
    locale: str
    name: str
    direction: str = "ltr"


LANGUAGES: Mapping[str, Language] = {
    language.code: language
    for language in (
        Language("en", "en", "English"),
        Language("es", "es", "Español"),
        Language("fr", "fr", "Français"),
        Language("zh-hans", "zh_Hans", "简体中文"),
        Language("ar", "ar", "العربية", "rtl"),
    )
}
DEFAULT = LANGUAGES["en"]


def language_of(code: str) -> Language:
    """The language of a path.

    Raises:
        Problem: not-found.
    """
    if code not in LANGUAGES:
        raise Problem("not-found", "There is no page in this language.")
    return LANGUAGES[code]


def preferred(accept_language: str) -> Language:
    """The language that a browser asks for first, of those that there are.

    Args:
        accept_language: the header (RFC 9110, 12.5.4), for instance `fr-CA, en;q=0.5`.
    """
    asked: list[tuple[float, int, Language]] = []
    for number, item in enumerate(accept_language.split(",")):
        tag, _, parameter = item.strip().lower().partition(";")
        found = _by_tag(tag.strip())
        if found is not None:
            asked.append((-_weight(parameter), number, found))
    return min(asked, key=lambda row: row[:2])[2] if asked else DEFAULT


def load_catalogs(folder: Path) -> dict[str, NullTranslations]:
    """Catalogs by language code; English is the language of the sources.

    Args:
        folder: holds a file LOCALE.po for each other language.
    """
    catalogs: dict[str, NullTranslations] = {DEFAULT.code: NullTranslations()}
    for language in LANGUAGES.values():
        if language != DEFAULT:
            with (folder / f"{language.locale}.po").open("rb") as source:
                catalog = read_po(source, locale=language.locale)
            compiled = io.BytesIO()
            write_mo(compiled, catalog)
            compiled.seek(0)
            catalogs[language.code] = GNUTranslations(compiled)
    return catalogs


def _by_tag(tag: str) -> Language | None:
    # Whoever reads traditional characters reads these more easily than English.
    code = "zh-hans" if tag.startswith("zh") else tag.partition("-")[0]
    return LANGUAGES.get(code)


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0
