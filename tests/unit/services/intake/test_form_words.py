"""Every string of the form is in every language, with nothing left over."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

REPO = Path(__file__).parents[4]
FORM = REPO / "services/intake/form"
FOLDERS = (FORM, REPO / "tocsin/web/pages/templates")
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext.babel_extract")]
KEYWORDS = {"_": None, "msg": None}
LOCALES = ("ar", "es", "fr", "zh_Hans")
_PLACE = re.compile(r"%\(\w+\)s")


def _in_the_sources() -> set[str]:
    found: set[str] = set()
    for folder in FOLDERS:
        rows = extract_from_dir(folder, METHODS, keywords=KEYWORDS)
        found |= {str(row[2]) for row in rows}
    return found


def _catalog(locale: str) -> Catalog:
    with (FORM / f"locale/{locale}.po").open("rb") as source:
        return read_po(source, locale=locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_each_string_is_translated_and_no_other(locale: str) -> None:
    translated = {str(m.id) for m in _catalog(locale) if m.id and m.string}
    assert translated == _in_the_sources()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_keeps_the_places_for_values(locale: str) -> None:
    wrong = [
        message.id
        for message in _catalog(locale)
        if message.id
        and _PLACE.findall(str(message.id)) != _PLACE.findall(str(message.string))
    ]
    assert wrong == []


def test_no_page_has_inline_style_or_script() -> None:
    inline = re.compile(
        r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=|javascript:"
    )
    wrong = [
        path.name
        for folder in FOLDERS
        for path in folder.rglob("*.html")
        if inline.search(path.read_text("utf-8"))
    ]
    assert wrong == []
