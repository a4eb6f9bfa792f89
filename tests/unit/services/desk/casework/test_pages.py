"""The forms of casework as a browser without JavaScript sends them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from schemas.events import (
    NoteAdded,
    ReferralProposed,
    ReporterAnswered,
    StatusChanged,
)
from schemas.submission import Evidence
from schemas.topics import TOPICS
from services.index.handler import IndexHandler
from tests.builders import at, enrichment, reviewed
from tests.desk_world import FINDINGS, DeskWorld, case_document, desk_world
from tests.unit.services.desk.casework.browsing import (
    CASE,
    HERE,
    SECOND,
    browser,
    opened,
    send,
    text_of,
)
from tocsin.delivery import Delivery
from tocsin.log import Record

OSEI = {"reviewer": "p-osei", "reviewer_name": "R. Osei"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[DeskWorld]:
    sign = {
        "id": "retention_of_identity_documents",
        "quote": "keeps our passports",
        "confidence": 0.8,
        "findings": ("f-indicator",),
    }
    made = enrichment(findings=FINDINGS, indicators=(sign,))
    with desk_world(tmp_path) as world:
        world.add(case_document("first", found=made), case_document("second"))
        yield world


@pytest.fixture
def client(world: DeskWorld) -> Iterator[TestClient]:
    with browser(world) as client:
        yield client


def somebody_else(world: DeskWorld, *changes: Any, version: int = 0) -> None:
    """A colleague's review, in the log."""
    event = reviewed(*changes, id=f"theirs-{version}", version=version)
    event = event.model_copy(update={"case_id": CASE, **OSEI})
    world.log.append([world.vault.record(event, TOPICS["cases.reviewed"])])


def test_what_was_saved_is_on_the_next_page_although_the_index_stands_still(
    client: TestClient, world: DeskWorld
) -> None:
    answer = send(client, "assign_me")
    assert answer.status_code == 303
    page = opened(client, answer.headers["location"])
    assert "Saved as version 1." in text_of(page, "[role=status]")
    assert "demo (you)" in text_of(page, "#work")
    assert world.index.get([CASE])[CASE].document.version == 0


@pytest.mark.parametrize(
    ("do", "fields", "told"),
    [
        ("status:triage", {"reason": "Worth a look."}, "Status: New Triage"),
        ("close", {"closed_as": "out_of_scope"}, "Closed as: Out of scope"),
        ("note", {"text": "Ask for the contract."}, "Note: Ask for the contract."),
        ("ask", {"question": "In which month?"}, "reporter: In which month?"),
        ("accept:f-indicator", {}, "“the manager keeps our passports”: accepted"),
        ("reject:f-indicator", {}, "“the manager keeps our passports”: rejected"),
        ("merge", {"into": SECOND}, f"Merged into: {SECOND}"),
        (
            "correct",
            {"finding": "f-organization", "correct_value": "Veltrano Mills"},
            "Finding added: organization: veltrano",
        ),
        (
            "add",
            {
                "kind": "indicator",
                "value": "withholding of wages",
                "evidence_id": "narrative",
                "quote": "were not paid",
            },
            "Finding added: indicator: withholding_of_wages",
        ),
    ],
)
def test_each_form_of_a_case_leaves_its_trace(
    client: TestClient, do: str, fields: dict[str, str], told: str
) -> None:
    answer = send(client, do, version=0, **fields)
    assert answer.status_code == 303
    page = opened(client, answer.headers["location"])
    assert told in text_of(page, "section[aria-labelledby=history]")
    assert "demo" in text_of(page, "section[aria-labelledby=history]")


def test_a_question_sets_the_status_too_when_it_is_ticked(client: TestClient) -> None:
    answer = send(client, "ask", question="In which month?", needs_facts="yes")
    page = opened(client, answer.headers["location"])
    assert "Status: needs facts" in text_of(page, "#work")
    assert "No answer yet." in text_of(page, "section[aria-labelledby=exchanges]")


def test_an_answer_of_the_reporter_shows_on_the_case_and_in_the_queue(
    client: TestClient, world: DeskWorld
) -> None:
    topic = TOPICS["reporters.answered"]
    event = ReporterAnswered(
        id="answer-1",
        source="tocsin/intake",
        time=at(60),
        case_id=CASE,
        answer=Evidence(text="In March, <b>on the day of pay</b>."),
    )
    new = world.vault.record(event, topic)
    record = Record(topic.name, 0, 0, new.key, new.value, new.headers, at(60))
    handler = IndexHandler(world.index, world.vault.files, world.vault.codec)
    handler.handle([Delivery(record, 1)])
    world.index.refresh()
    told = text_of(opened(client), "section[aria-labelledby=exchanges]")
    assert "In March, <b>on the day of pay</b>." in told
    queue = opened(client, "/desk/")
    assert "The reporter answered" in text_of(queue, f'[data-case="{CASE}"]')


def test_a_stale_form_shows_both_sides_and_loses_no_word(
    client: TestClient, world: DeskWorld
) -> None:
    somebody_else(world, StatusChanged(status="triage"), NoteAdded(text="Theirs."))
    answer = send(client, "note", text="Mine, and long.\nTwo lines.")
    assert answer.status_code == 409
    page = HTMLParser(answer.text)
    assert "R. Osei" in text_of(page, "main")
    assert "Status: New Triage" in text_of(page, "main")
    assert "Theirs." in text_of(page, "main")
    typed = page.css_first("textarea[name=text]")
    assert typed is not None
    assert typed.text() == "Mine, and long.\nTwo lines."


def test_what_was_not_saved_is_saved_on_top_by_one_press(
    client: TestClient, world: DeskWorld
) -> None:
    somebody_else(world, StatusChanged(status="triage"))
    page = HTMLParser(send(client, "note", text="Mine.").text)
    fields = {
        str(node.attributes["name"]): node.attributes.get("value") or node.text()
        for node in page.css("main form [name]")
    }
    assert fields == {"based_on_version": "1", "do": "note", "text": "Mine."}
    again = client.post(f"{HERE}/changes", data=fields, follow_redirects=False)
    assert again.status_code == 303
    assert "Mine." in text_of(
        opened(client, again.headers["location"]), "section[aria-labelledby=history]"
    )


def test_a_move_that_is_not_allowed_offers_to_keep_the_words(
    client: TestClient,
) -> None:
    answer = send(client, "status:referred", reason="Three signs.")
    assert answer.status_code == 409
    page = HTMLParser(answer.text)
    assert "Nobody has proposed the referral" in text_of(page, "[role=alert]")
    typed = page.css_first("textarea[name=text]")
    assert typed is not None
    assert typed.text() == "Three signs."


def test_a_form_that_lacks_something_comes_back_with_what_was_typed(
    client: TestClient,
) -> None:
    answer = send(client, "close", reason="Told twice.")
    assert answer.status_code == 422
    page = HTMLParser(answer.text)
    assert "Say why the work on the case ends" in text_of(page, "[role=alert]")
    typed = page.css_first("input[name=reason]")
    assert typed is not None
    assert typed.attributes["value"] == "Told twice."


def test_a_proposal_is_confirmed_by_somebody_else_only(
    client: TestClient, world: DeskWorld
) -> None:
    somebody_else(world, StatusChanged(status="in_review"))
    somebody_else(world, ReferralProposed(reason="Three signs."), version=1)
    page = opened(client, f"{HERE}?saved=2")
    assert "R. Osei proposes to refer this case." in text_of(page, "#work")
    answer = send(client, "status:referred", version=2)
    page = opened(client, answer.headers["location"])
    assert "Referred" in text_of(page, ".tags")
    own = send(client, "status:in_review", version=3)
    own = send(client, "propose_referral", version=4)
    page = opened(client, own.headers["location"])
    assert "Another person has to confirm it." in text_of(page, "#work")
    assert "Confirm the referral" not in text_of(page, "#work")


def test_cases_are_chosen_looked_at_changed_and_given_back(client: TestClient) -> None:
    queue = opened(client, "/desk/?q=passports")
    picked = [str(node.attributes["value"]) for node in queue.css("input.pick")]
    assert sorted(picked) == sorted([f"{CASE}:0", f"{SECOND}:0"])
    form = {"scope": "chosen", "status": "triage", "assignee": "me"}
    data = {**form, "case": picked, "back": "/desk/?q=passports"}
    preview = HTMLParser(client.post("/desk/changes/preview", data=data).text)
    assert text_of(preview, "h1") == "Change 2 cases?"
    assert [node.text() for node in preview.css("dl.summary dd")] == ["you", "Triage"]
    done = HTMLParser(client.post("/desk/changes", data=sent(preview)).text)
    assert text_of(done, "h1") == "2 cases changed"
    undone = HTMLParser(client.post("/desk/changes", data=sent(done)).text)
    assert text_of(undone, "h1") == "2 cases are as before"
    assert "Status: new" in text_of(opened(client, f"{HERE}?saved=2"), "#work")


def test_all_cases_of_a_search_are_changed_if_they_are_still_as_many(
    client: TestClient, world: DeskWorld
) -> None:
    form = {"scope": "search", "search": "?q=passports", "assignee": "me"}
    data = {**form, "back": "https://elsewhere.example/"}
    preview = HTMLParser(client.post("/desk/changes/preview", data=data).text)
    assert text_of(preview, "h1") == "Change 2 cases?"
    assert "elsewhere" not in (preview.html or "")
    world.add(case_document("third"))
    answer = client.post("/desk/changes", data=sent(preview))
    assert answer.status_code == 409
    assert "finds 3 cases now, not 2" in answer.text


def sent(page: HTMLParser) -> dict[str, list[str]]:
    """The hidden fields of the form of a page."""
    data: dict[str, list[str]] = {}
    for node in page.css("main form input[type=hidden]"):
        data.setdefault(str(node.attributes["name"]), []).append(
            node.attributes.get("value") or ""
        )
    return data


def test_keys_are_switched_off_by_a_cookie_that_the_script_reads(
    client: TestClient,
) -> None:
    answer = client.post(
        "/desk/shortcuts", data={"keys": "off"}, follow_redirects=False
    )
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("tocsin-keys=off;")
    assert "HttpOnly" not in cookie


def test_another_site_sends_no_form(client: TestClient) -> None:
    answer = client.post(
        f"{HERE}/changes",
        data={"based_on_version": "0", "do": "assign_me"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403


HALF: dict[str, Any] = {
    "text": "Half of a thought",
    "question": "In which month?",
    "close_reason": "Told twice.",
    "closed_as": "duplicate",
    "correct_value": "Veltrano Mills",
    "value": "withholding of wages",
    "quote": "were not paid",
    "into": "o35zqdjuh5r3wt23xm5g",
}
"""Every field that people type into, but the one that a status makes use of."""


def typed(page: HTMLParser) -> dict[str, str]:
    """What stands in the fields of the form of a case."""
    return {
        str(node.attributes["name"]): node.attributes.get("value") or node.text()
        for node in page.css("#work-form input.usa-input, #work-form textarea")
    }


def test_a_button_leaves_the_words_in_all_other_fields(client: TestClient) -> None:
    answer = send(client, "status:triage", reason="Worth a look.", **HALF)
    assert answer.status_code == 200
    page = HTMLParser(answer.text)
    assert "Saved as version 1." in text_of(page, "[role=status]")
    assert "not saved yet" in text_of(page, "[role=status]")
    fields = typed(page)
    chosen = page.css_first("#closed-as option[selected]")
    assert chosen is not None
    assert chosen.attributes["value"] == "duplicate"
    kept = {name: value for name, value in HALF.items() if name != "closed_as"}
    assert {name: fields[name] for name in kept} == kept
    assert fields["reason"] == ""
    # Sent again by a reload, it is the same review: nothing is done twice.
    again = send(client, "status:triage", reason="Worth a look.", **HALF)
    assert "Saved as version 1." in text_of(HTMLParser(again.text), "[role=status]")


@pytest.mark.parametrize(
    ("do", "name"),
    [
        ("note", "text"),
        ("ask", "question"),
        ("correct", "correct_value"),
        ("add", "quote"),
    ],
)
def test_what_a_button_saves_stands_in_its_field_no_longer(
    client: TestClient, do: str, name: str
) -> None:
    choices: dict[str, Any] = {"finding": "f-organization", "kind": "indicator"}
    answer = send(client, do, evidence_id="narrative", **choices, **HALF)
    assert answer.status_code == 200
    fields = typed(HTMLParser(answer.text))
    assert fields[name] == ""
    assert fields["close_reason"] == "Told twice."


def test_a_page_that_keeps_its_words_is_sent_to_the_case_itself(
    client: TestClient,
) -> None:
    data = {"based_on_version": "0", "do": "note", **HALF}
    headers = {"HX-Request": "true"}
    answer = client.post(
        f"{HERE}/changes", data=data, headers=headers, follow_redirects=False
    )
    assert answer.headers["location"] == f"{HERE}?saved=1&done=note#work"
    used = opened(client, answer.headers["location"]).css("[data-used]")
    assert [node.attributes["name"] for node in used] == ["text"]


def test_a_refused_change_shows_all_that_was_typed(
    client: TestClient, world: DeskWorld
) -> None:
    somebody_else(world, StatusChanged(status="triage"))
    page = HTMLParser(send(client, "status:in_review", **HALF).text)
    shown = {
        str(node.attributes["name"]): node.attributes.get("value") or node.text()
        for node in page.css("main form input.usa-input, main form textarea")
    }
    assert shown == {name: v for name, v in HALF.items() if name != "closed_as"}


def test_the_address_of_an_answer_leads_to_the_case(client: TestClient) -> None:
    answer = client.get(f"{HERE}/changes", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, HERE)


@pytest.mark.parametrize(
    ("do", "fields", "told"),
    [
        ("note", {"text": ""}, "“Note” is empty"),
        ("ask", {"question": "x" * 2_001}, "has more than 2,000 characters"),
        ("correct", {"finding": "f-word", "correct_value": ""}, "really is” is empty"),
        ("merge", {"into": "nonsense"}, "Give the id of the other case, twenty"),
    ],
)
def test_what_is_wrong_with_a_form_is_said_once_and_in_words(
    client: TestClient, do: str, fields: dict[str, str], told: str
) -> None:
    answer = send(client, do, version=0, **fields)
    assert answer.status_code == 422
    page = HTMLParser(answer.text)
    alert = text_of(page, "main [role=alert]")
    assert told in alert
    assert "should" not in alert
    # It can be put right where it is told, although an empty one was sent.
    (field,) = page.css("main form :is(input.usa-input, textarea)")
    assert field.attributes["name"] in fields


def test_a_closing_without_a_reason_can_be_given_one(client: TestClient) -> None:
    answer = send(client, "close", closed_as="", close_reason="Enough was told.")
    assert answer.status_code == 422
    page = HTMLParser(answer.text)
    assert "Why the work ends" in text_of(page, "main form")
    assert page.css("input[name=closed_as]") == []
    mended = send(
        client, "close", closed_as="out_of_scope", close_reason="Enough was told."
    )
    assert mended.status_code == 303
