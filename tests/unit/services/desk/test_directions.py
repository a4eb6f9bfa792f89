import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from services.desk import pages
from services.desk.directions import turns, visible
from tests.builders import enrichment
from tests.desk_world import at, case_document, desk_world
from tests.unit.services.desk.casework.browsing import HERE, browser, opened, text_of
from tocsin.turning import coded

EVERY = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TEMPLATES = Path(pages.__file__).parent / "templates"

TURNED = "The maker is \u202eliM detimiL\u202c, and \u2066keeps\u2069 <passports>."


def test_a_turning_character_is_shut_in_with_its_code_before_it() -> None:
    assert visible("a\u202eb<") == (
        'a<bdi class="turn" data-code="U+202E">\u202e</bdi>b&lt;'
    )


def text_of_html(html: str) -> str:
    (node,) = HTMLParser(f"<p>{html}</p>").css("p")
    return node.text()


def test_what_is_shown_is_the_same_text() -> None:
    text = f"start {EVERY} <b>&amp; end"
    assert text_of_html(visible(text)) == text
    assert visible("plain & simple") == "plain &amp; simple"


def test_where_no_html_can_stand_codes_take_their_place() -> None:
    assert coded("mill\u202e\u2069.") == "mill[U+202E][U+2069]."
    assert [turns(char) for char in EVERY] == [True] * 9


@pytest.mark.parametrize(
    "text", ["\u200e\u200f\u061c", "شركة النسيج", "café", "a\u200bb", "\u202f"]
)
def test_letters_and_marks_are_left_alone(text: str) -> None:
    assert not turns(text)
    assert visible(text) == coded(text) == text


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda p: p.name)
def test_what_a_page_isolates_it_shows_with_its_turning_characters(path: Path) -> None:
    html = path.read_text("utf-8")
    told = re.findall(
        r'<(?:bdi|q dir="auto"|div class="evidence-text"[^>]*)>\{\{ (.*?) \}\}', html
    )
    assert [one for one in told if not one.startswith("visible(")] == []


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    quote = "\u2066keeps\u2069 <passports>"
    finding = at(quote, id="f", kind="indicator", value="debt_bondage", text=TURNED)
    sign = {
        "id": "debt_bondage",
        "quote": quote,
        "confidence": 0.8,
        "findings": ("f",),
    }
    allegation = {
        "narrative": TURNED,
        "evidence": [{"kind": "other", "title": "\u202egnp.slip", "text": "Nothing."}],
    }
    found = enrichment(findings=(finding,), indicators=(sign,))
    with desk_world(tmp_path_factory.mktemp("desk")) as world, browser(world) as client:
        world.add(case_document(allegation=allegation, found=found))
        yield client


def text_and_codes(page: HTMLParser, selector: str) -> tuple[str, list[str | None]]:
    node = page.css(selector)[0]
    return node.text(), [one.attributes["data-code"] for one in node.css(".turn")]


def test_evidence_is_shown_as_it_is_with_its_codes(client: TestClient) -> None:
    page = opened(client, HERE)
    codes = ["U+202E", "U+202C", "U+2066", "U+2069"]
    assert text_and_codes(page, ".evidence-text") == (TURNED, codes)
    assert "turn nothing here" in text_of(page, "#text-narrative p")


def test_titles_quotes_and_snippets_show_them_too(client: TestClient) -> None:
    page = opened(client, HERE)
    assert text_and_codes(page, ".case-title")[1][:2] == ["U+202E", "U+202C"]
    quote = text_and_codes(page, ".places q")
    assert quote == ("\u2066keeps\u2069 <passports>", ["U+2066", "U+2069"])
    assert "Evidence 1: [U+202E]gnp.slip" in text_of(page, "#add-text")
    queue = opened(client, "/desk/?q=keeps")
    assert text_and_codes(queue, ".hit h3")[1][:2] == ["U+202E", "U+202C"]
    text, shown = text_and_codes(queue, ".snippet")
    assert text.startswith(TURNED)
    assert shown == ["U+202E", "U+202C", "U+2066", "U+2069", "U+202E"]


def test_a_text_without_them_says_nothing_of_them(client: TestClient) -> None:
    page = opened(client, HERE)
    narrative, evidence = page.css(".case-text")
    assert "turn nothing here" in narrative.text()
    assert "turn nothing here" not in evidence.text()
