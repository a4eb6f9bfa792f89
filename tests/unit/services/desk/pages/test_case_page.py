from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from schemas.case import CaseDocument
from schemas.enrichment import AmbiguousCountry
from schemas.topics import RECEIVED, TOPICS
from tests.builders import (
    CASE,
    NARRATIVE,
    START,
    TEXT_SHA256,
    dead_lettered,
    enrichment,
)
from tests.desk_world import FINDINGS, DeskWorld, at, case_document
from tocsin.ids import case_id
from tocsin.log.codec import encode

Open = Callable[..., HTMLParser]

FIRST = f"/cases/{case_id('first')}"
VERDICTS = ("guilty", "perpetrator", "offender", "confirmed", "proven", "violator")


def _text(page: HTMLParser, selector: str) -> str:
    (node,) = page.css(selector)
    return " ".join(node.text(separator=" ").split())


def test_findings_are_marked_at_their_places(world: DeskWorld, open_page: Open) -> None:
    world.add(case_document())
    page = open_page(FIRST)
    (text,) = page.css("#text-narrative .evidence-text")
    assert text.text() == NARRATIVE
    marks = {mark.text(): mark.attributes for mark in text.css("mark")}
    assert marks["Veltrano Textile"]["title"] == "Organization: veltrano textile"
    assert marks["Gaziantep"]["title"] == "Place: Türkiye"
    assert marks["cotton shirts"]["class"] == "mark-product"
    assert marks["passports"]["class"] == "mark-indicator mark-several"
    assert {node.attributes["id"] for node in text.css(".at")} == {
        f"f-{finding.id}" for finding in FINDINGS
    }


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        ("alleged", ""),
        (
            "remedied",
            "Wherever the texts show it, they also say that it was put right.",
        ),
        ("denied", "The texts say it only to tell that it is denied."),
    ],
)
def test_an_indicator_says_what_the_texts_say_became_of_it(
    world: DeskWorld, open_page: Open, standing: str, said: str
) -> None:
    sign = {
        "id": "isolation",
        "quote": "keeps our passports",
        "confidence": 0.8,
        "findings": ("f-indicator",),
        "standing": standing,
    }
    found = enrichment(findings=FINDINGS, indicators=(sign,))
    world.add(case_document(found=found))

    (panel,) = open_page(FIRST).css("#indicator-isolation")
    answers = [node.text() for node in panel.css("h3 + p")]

    assert answers == ([said] if said else [])


def test_each_quote_leads_to_where_it_stands(world: DeskWorld, open_page: Open) -> None:
    found = enrichment(
        findings=FINDINGS,
        indicators=(
            {
                "id": "retention_of_identity_documents",
                "quote": "keeps our passports",
                "confidence": 0.8,
                "findings": ("f-indicator",),
            },
        ),
    )
    world.add(case_document(found=found))
    page = open_page(FIRST)
    links = [node.attributes["href"] or "" for node in page.css(".places a")]
    assert "#f-f-indicator" in links
    for link in links:
        assert len(page.css(link)) == 1


def test_a_long_text_is_cut_with_a_way_to_the_whole(
    world: DeskWorld, open_page: Open
) -> None:
    narrative = "word " * 4_000 + "the end"
    late = at(
        "the end", id="f-late", kind="indicator", value="deception", text=narrative
    )
    sign = {"id": "deception", "quote": "", "confidence": 1, "findings": ("f-late",)}
    found = enrichment(findings=(late,), indicators=(sign,))
    world.add(case_document(allegation={"narrative": narrative}, found=found))
    page = open_page(FIRST)
    assert "20,007 characters; the first 11,999 are shown" in _text(page, ".cut")
    whole = f"/desk{FIRST}/texts/narrative"
    assert page.css(".cut a")[0].attributes["href"] == whole
    (place,) = page.css(".panel .places a")
    assert place.attributes["href"] == f"{whole}#f-f-late"
    (text,) = open_page(f"{FIRST}/texts/narrative").css(".evidence-text")
    assert text.text() == narrative
    assert [mark.text() for mark in text.css("mark")] == ["the end"]


def test_an_organization_comes_with_its_variants_lists_and_other_cases(
    world: DeskWorld, open_page: Open
) -> None:
    hit = {
        "list": "uflpa",
        "edition": "2026-07-09",
        "entry": "uflpa-1",
        "title": "An entry",
        "status": "active",
        "as_of": "2026-03-14",
        "matched_on": ("producer",),
        "matched": ("VELTRANO",),
        "score": 0.9,
        "source": "https://www.dhs.gov/uflpa-entity-list",
    }
    organization = {
        "text": "Veltrano Textile",
        "normal": "veltrano textile",
        "variants": ("Veltrano",),
        "role": "manufacturer",
        "alleged": True,
        "confidence": 0.9,
        "findings": ("f-organization",),
    }
    found = enrichment(
        findings=FINDINGS, organizations=(organization,), screening=(hit,)
    )
    world.add(case_document(found=found), case_document("second"))
    panels = open_page(FIRST).css("section[aria-labelledby=organizations] .panel")
    told = " ".join(panels[0].text(separator=" ").split())
    assert "Also written: Veltrano" in told
    assert "UFLPA lists, edition 2026-07-09: An entry" in told
    assert "1 other case" in told
    assert "/desk/?organization=veltrano+textile" in (panels[0].html or "")


def test_a_word_that_may_be_several_countries_is_not_guessed(
    world: DeskWorld, open_page: Open
) -> None:
    word = AmbiguousCountry(
        text="Georgia", candidates=("GE", "US"), reason="a country and a state"
    )
    world.add(case_document(found=enrichment(ambiguous_countries=(word,))))
    places = _text(open_page(FIRST), "section[aria-labelledby=places]")
    assert "May be Georgia or United States: a country and a state." in places


def test_priority_and_completeness_are_told_in_parts(
    world: DeskWorld, open_page: Open
) -> None:
    world.add(case_document())
    page = open_page(FIRST)
    assert "Indicators 12 of 100 One sign." in _text(
        page, "section[aria-labelledby=priority]"
    )
    completeness = _text(page, "section[aria-labelledby=completeness]")
    assert "Link to import into the United States missing None." in completeness
    assert "Who imports the goods?" in completeness


def test_a_rejected_finding_is_struck_out(world: DeskWorld, open_page: Open) -> None:
    world.add(case_document(judgements={"f-product": "rejected"}))
    marks = {mark.text(): mark for mark in open_page(FIRST).css(".evidence-text mark")}
    assert marks["cotton shirts"].attributes["class"] == "mark-product mark-rejected"
    assert marks["Gaziantep"].attributes["class"] == "mark-place"


def test_what_reporters_write_is_never_html(world: DeskWorld, open_page: Open) -> None:
    hostile = "<img src=x onerror=alert(1)>\"'"
    item = {
        "title": hostile,
        "text": hostile,
        "shows": hostile,
        "url": "javascript:alert(1)",
    }
    allegation = {
        "narrative": hostile,
        "companies": ({"name": hostile, "address": hostile},),
        "evidence": (item,),
    }
    world.add(case_document(allegation=allegation, external_id=hostile))
    page = open_page(FIRST)
    assert page.css("main img, [onerror]") == []
    hrefs = [node.attributes["href"] or "" for node in page.css("a")]
    assert all(href.startswith(("/", "#", "https://")) for href in hrefs)
    assert _text(page, "#text-e1 .evidence-text") == hostile


def test_a_case_that_no_machine_could_read_is_shown_as_it_came(
    world: DeskWorld, open_page: Open
) -> None:
    failure = {
        "stage": "enrich",
        "reason": "text_crashed",
        "message": "exit code -11",
        "letter_id": "letter-1",
        "at": "2026-03-14T09:30:00Z",
    }
    world.add(
        case_document(enrichment=None, enriched_received_id=None, failures=(failure,))
    )
    page = open_page(FIRST)
    assert "A stage gave up on this case." in page.css(".note")[0].text()
    assert _text(page, "#text-narrative .evidence-text") == NARRATIVE


def test_what_was_not_looked_for_is_not_said_to_be_missing(
    world: DeskWorld, open_page: Open
) -> None:
    world.add(case_document(enrichment=None, enriched_received_id=None))
    told = _text(open_page(FIRST), "main")
    assert "No machine has read this case yet" in told
    assert "None is named" not in told
    assert "No entry of the screened lists" not in told


def test_what_the_form_says_is_told_in_words(world: DeskWorld, open_page: Open) -> None:
    company = {"name": "Veltrano_Textile", "country": "TR", "role": "manufacturer"}
    allegation = {
        "companies": (company,),
        "labor": {"known_from": "saw_it", "ongoing": True, "workers": 40},
    }
    world.add(case_document(allegation=allegation))
    (reported,) = open_page(FIRST).css("section[aria-labelledby=reported] dl")
    rows = {
        row.css("dt")[0].text(): row.css("dd")[0].text() for row in reported.css("div")
    }
    assert rows == {
        "Company 1, name": "Veltrano_Textile",
        "Company 1, role": "manufacturer",
        "Company 1, country": "Türkiye",
        "Labor, known from": "saw it",
        "Labor, ongoing": "yes",
        "Labor, workers": "40",
    }


def test_the_text_of_a_file_that_is_gone_is_told(
    world: DeskWorld, open_page: Open
) -> None:
    file = {"sha256": "0" * 64, "media_type": "application/pdf", "size_bytes": 9}
    read = {
        "evidence_id": "e1-file",
        "language": "en",
        "chars": 9,
        "sha256": "0" * 64,
    }
    world.add(
        case_document(
            allegation={"evidence": ({"file": file},)},
            found=enrichment(texts=(read,)),
        )
    )
    told = _text(open_page(FIRST), "#text-e1-file")
    assert "The text of this file is no longer stored." in told


def test_a_mail_of_which_a_file_could_not_be_read_shows_the_rest_and_says_so(
    world: DeskWorld, open_page: Open
) -> None:
    id = case_id("first")
    world.vault.know(id)
    sha256 = world.vault.put(id, b"They kept my pay.")
    file = {"sha256": "0" * 64, "media_type": "message/rfc822", "size_bytes": 9}
    read = {
        "evidence_id": "e1-file",
        "language": "en",
        "chars": 17,
        "sha256": sha256,
        "problem": "attachment_unread",
    }
    world.add(
        case_document(
            allegation={"evidence": ({"file": file},)},
            found=enrichment(texts=(read,)),
        )
    )
    told = _text(open_page(FIRST), "#text-e1-file")
    assert "They kept my pay." in told
    assert "A file that was sent with this mail could not be read." in told


@pytest.mark.parametrize(
    "path", ["/cases/nowhere", f"{FIRST}/texts/e9", "/cases/nowhere/allegation.json"]
)
def test_what_does_not_exist_is_a_page_that_leads_back(
    world: DeskWorld, open_page: Open, path: str
) -> None:
    world.add(case_document())
    page = open_page(path, status=404)
    assert _text(page, "h1") == "Not found"
    assert page.css('main a[href="/desk/"]')


def test_the_allegation_can_be_had_as_json(
    world: DeskWorld, client: TestClient
) -> None:
    world.add(case_document(allegation={"production_country": "TR"}))
    answer = client.get(f"/desk{FIRST}/allegation.json")
    assert answer.json()["narrative"] == NARRATIVE
    assert answer.json()["production_country"] == "TR"


def test_no_page_speaks_a_verdict(world: DeskWorld, client: TestClient) -> None:
    world.add(case_document())
    for path in ("/", FIRST, "/analysis", "/stream"):
        told = client.get(f"/desk{path}").text.casefold()
        assert [word for word in VERDICTS if word in told] == []


def test_a_dead_letter_of_the_case_is_listed(world: DeskWorld, open_page: Open) -> None:
    letter = dead_lettered()
    world.log.append([encode(letter, TOPICS[RECEIVED.dead_letters])])
    world.add(case_document("builders"))
    history = _text(open_page(f"/cases/{CASE}"), "section[aria-labelledby=history]")
    assert "enrich: reading it failed: exit code -11 (text_crashed), open" in history
    assert f"tocsin dead-letters show {letter.id}" in history


SAID = "They keep our passports in a safe."


def answered(**fields: Any) -> CaseDocument:
    """A case with one answer that was read and one that was not."""
    found = at(
        "keep our passports",
        id="f-answer",
        kind="indicator",
        value="retention_of_identity_documents",
        text=SAID,
    ).model_copy(update={"evidence_id": "answer-one"})
    sign = {
        "id": "retention_of_identity_documents",
        "quote": "keep our passports",
        "confidence": 0.8,
        "findings": ("f-answer",),
    }
    read = {
        "evidence_id": "answer-one",
        "language": "en",
        "chars": len(SAID),
        "sha256": TEXT_SHA256,
    }
    made = enrichment(findings=(found,), indicators=(sign,), texts=(read,))
    asked = {"id": "q1", "at": START, "reviewer": "R. Osei", "text": "Where are they?"}
    one = {"id": "one", "at": START, "question_id": "q1", "answer": {"text": SAID}}
    two = {"id": "two", "at": START, "answer": {"text": "We were moved."}}
    return case_document(
        "builders", found=made, questions=(asked,), answers=(one, two), **fields
    )


def test_an_answer_stands_among_the_texts_with_its_marks(
    world: DeskWorld, open_page: Open
) -> None:
    world.add(answered())
    page = open_page(f"/cases/{CASE}")
    assert "Asked: Where are they?" in _text(page, "#text-answer-one")
    assert _text(page, "#text-answer-one .evidence-text") == SAID
    assert _text(page, "#text-answer-one mark") == "keep our passports"
    link = page.css_first("#indicator-retention_of_identity_documents .places a")
    assert link is not None
    assert link.attributes["href"] == "#f-f-answer"
    assert _text(open_page(f"/cases/{CASE}/texts/answer-one"), ".evidence-text") == SAID


def test_an_answer_that_no_machine_has_read_says_so(
    world: DeskWorld, open_page: Open
) -> None:
    world.add(answered())
    told = _text(open_page(f"/cases/{CASE}"), "#text-answer-two")
    assert "No machine has read this answer yet. We were moved." in told
