"""From the queue to a referral, with two people at once; with keys, and without."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from tests.builders import enrichment
from tests.desk_world import FINDINGS, case_document
from tests.ui.browser import Watch, axe_violations, press
from tests.ui.staffed_desk import StaffedDesk, staffed_desk
from tocsin.ids import case_id

pytestmark = pytest.mark.ui

CASE = f"/desk/cases/{case_id('first')}"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StaffedDesk]:
    sign = {
        "id": "retention_of_identity_documents",
        "quote": "keeps our passports",
        "confidence": 0.8,
        "findings": ("f-indicator",),
    }
    made = enrichment(points=60, findings=FINDINGS, indicators=(sign,))
    with staffed_desk(tmp_path) as desk:
        desk.add(
            case_document("first", found=made),
            *(case_document(f"case {n}") for n in range(3)),
        )
        yield desk


class Seat:
    """Somebody's page, watched."""

    def __init__(self, desk: StaffedDesk, browser: Browser, name: str) -> None:
        self.context = desk.sits(browser, name)
        self.page: Page = self.context.new_page()
        self.watch = Watch.over(self.page)
        self.address = desk.address

    def open(self, path: str) -> Page:
        """Open a path of the desk."""
        self.page.goto(self.address + path)
        return self.page

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def leave(self) -> None:
        """Nothing was complained of, or asked of another host."""
        self.context.close()
        assert self.watch.complaints == []
        assert self.watch.strangers(self.address) == []


def test_two_people_take_a_case_from_the_queue_to_its_referral(
    desk: StaffedDesk, browser: Browser
) -> None:
    osei, adeyemi = Seat(desk, browser, "R. Osei"), Seat(desk, browser, "M. Adeyemi")
    # The first one takes it with keys; the second one has it open meanwhile.
    osei.open("/desk/")
    press(osei.page, "j", "o")
    expect(osei.page).to_have_url(re.compile(f"{CASE}[?]at="))
    adeyemi.open(CASE)
    press(osei.page, "a")
    expect(osei.page.locator("#work")).to_contain_text("R. Osei (you)")
    press(osei.page, "2")
    expect(osei.page.locator("#work")).to_contain_text("Status: in review")
    # The page of the second one is as it was, and what is typed there is not lost.
    expect(adeyemi.page.locator("#work")).to_contain_text("Status: new")
    adeyemi.page.get_by_label("Note for the others").fill("The slips are of March.")
    adeyemi.press("Save the note")
    expect(adeyemi.page.get_by_role("alert")).to_contain_text("Somebody changed this")
    assert axe_violations(adeyemi.page) == []
    expect(adeyemi.page.locator("main")).to_contain_text("Status: New In review")
    expect(adeyemi.page.get_by_label("Note")).to_have_value("The slips are of March.")
    adeyemi.press("Save it on version 2")
    expect(adeyemi.page.get_by_role("status")).to_contain_text("Saved as version 3.")
    expect(adeyemi.page.locator("main")).to_contain_text("The slips are of March.")
    # One proposes, and cannot confirm; the other one can.
    desk.follow()
    osei.open(CASE)
    osei.page.get_by_label("Reason").fill("Three signs.")
    osei.press("Propose referral")
    expect(osei.page.locator("#work")).to_contain_text("Another person has to confirm")
    expect(osei.page.get_by_role("button", name="Confirm the referral")).to_have_count(
        0
    )
    desk.follow()
    adeyemi.open(CASE)
    assert axe_violations(adeyemi.page) == []
    adeyemi.press("Confirm the referral")
    expect(adeyemi.page.locator(".tags").first).to_contain_text("Referred")
    desk.follow()
    osei.open("/desk/?status=referred")
    expect(osei.page.get_by_role("heading", name="1 case")).to_be_visible()
    osei.leave()
    adeyemi.leave()


def test_a_finding_is_rejected_beside_its_quote(
    desk: StaffedDesk, browser: Browser
) -> None:
    osei = Seat(desk, browser, "R. Osei")
    page = osei.open(CASE)
    page.get_by_label("Note for the others").fill("Half of a thought")
    page.locator("#judge-f-indicator").get_by_role("button", name="Reject").click()
    expect(page).to_have_url(f"{desk.address}{CASE}?saved=1&done=reject:f-indicator")
    expect(page.locator("#judge-f-indicator")).to_contain_text("rejected")
    expect(page.locator(".mark-rejected").first).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Saved as version 1.")
    expect(page.locator("#judge-f-indicator button")).to_be_focused()
    assert axe_violations(page) == []
    # What was being typed is still there, and is saved on top.
    expect(page.get_by_label("Note for the others")).to_have_value("Half of a thought")
    osei.press("Save the note")
    expect(page.get_by_role("status")).to_contain_text("Saved as version 2.")
    osei.leave()


def test_words_in_a_field_outlast_what_is_pressed_elsewhere(
    desk: StaffedDesk, browser: Browser
) -> None:
    osei = Seat(desk, browser, "R. Osei")
    page = osei.open(CASE)
    note = page.get_by_label("Note for the others")
    page.get_by_text("Ask the reporter", exact=True).click()
    page.get_by_label("Question").fill("In which month?")
    note.fill("Half of a thought")
    osei.press("Assign to me")
    expect(page.locator("#work")).to_contain_text("R. Osei (you)")
    expect(page.get_by_role("heading", name="Work on this case")).to_be_focused()
    expect(note).to_have_value("Half of a thought")
    expect(page.get_by_label("Question")).to_be_visible()
    osei.press("Save the note")
    expect(page.get_by_role("status")).to_contain_text("Saved as version 2.")
    expect(note).to_have_value("")
    expect(page.get_by_label("Question")).to_have_value("In which month?")
    expect(page.locator("#history ~ .panel")).to_contain_text("Half of a thought")
    assert axe_violations(page) == []
    osei.leave()


def test_what_is_typed_while_an_answer_is_on_its_way_is_kept(
    desk: StaffedDesk, browser: Browser
) -> None:
    osei = Seat(desk, browser, "R. Osei")
    page = osei.open(CASE)
    note = page.get_by_label("Note for the others")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/changes", hold)
    note.fill("First thought.")
    with page.expect_request("**/changes"):
        osei.press("Save the note")
    note.press_sequentially(" Second thought.")
    held[0].continue_()
    expect(page.get_by_role("status")).to_contain_text("Saved as version 1.")
    expect(note).to_have_value("First thought. Second thought.")
    expect(note).to_be_focused()
    osei.leave()


def test_words_stay_where_no_answer_comes_or_a_sign_in_is_asked_for(
    desk: StaffedDesk, browser: Browser
) -> None:
    osei = Seat(desk, browser, "R. Osei")
    page = osei.open(CASE)
    note = page.get_by_label("Note for the others")
    note.fill("Half of a thought")
    page.route("**/changes", lambda route: route.abort())
    osei.press("Save the note")
    expect(page.get_by_role("status")).to_contain_text("No answer came.")
    page.unroute("**/changes")
    away = "<main id=main><h1>The log is away</h1></main>"
    page.route("**/changes", lambda route: route.fulfill(status=503, body=away))
    osei.press("Save the note")
    expect(page.get_by_role("status")).to_contain_text("The log is away. What you")
    page.unroute("**/changes")
    osei.context.clear_cookies()
    osei.press("Save the note")
    expect(page.get_by_role("status")).to_contain_text("You are signed out.")
    expect(note).to_have_value("Half of a thought")
    osei.context.close()


def test_who_leaves_with_words_in_a_field_is_asked_first(
    desk: StaffedDesk, browser: Browser
) -> None:
    osei = Seat(desk, browser, "R. Osei")
    page = osei.open(CASE)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    note = page.get_by_label("Note for the others")
    note.fill("Half of a thought")
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Queue").click(no_wait_after=True)
    expect(note).to_have_value("Half of a thought")
    assert asked == ["beforeunload"]
    osei.press("Save the note")
    expect(page.get_by_role("status")).to_contain_text("Saved as version 1.")
    page.get_by_role("link", name="Queue").click()
    expect(page).to_have_url(f"{desk.address}/desk/")
    assert asked == ["beforeunload"]
    osei.leave()


def test_a_search_is_worked_through_case_by_case(
    desk: StaffedDesk, browser: Browser
) -> None:
    osei = Seat(desk, browser, "R. Osei")
    page = osei.open("/desk/?status=new")
    titles = page.locator(".hit h3")
    expect(titles).to_have_count(4)
    titles.first.get_by_role("link").click()
    expect(page).to_have_url(re.compile(f"{CASE}[?]status=new&at="))
    assert axe_violations(page) == []
    # What is put in place is still in the search, although no new case any more.
    press(page, "1")
    expect(page.locator("#work")).to_contain_text("Status: triage")
    desk.follow()
    osei.press("Save the note")
    expect(page.get_by_role("heading", name="This cannot be saved yet")).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("link", name=re.compile("^Case ")).click()
    expect(page.locator("#work")).to_contain_text("Status: triage")
    press(page, "n")
    expect(page).not_to_have_url(re.compile(CASE))
    expect(page).to_have_url(re.compile("[?]status=new&at="))
    press(page, "u")
    expect(page.get_by_role("heading", name="3 cases")).to_be_visible()
    titles.last.get_by_role("link").click()
    page.get_by_role("link", name="Next case").click()
    expect(page.get_by_role("status")).to_contain_text("That was the last case")
    expect(page.get_by_role("heading", name="3 cases")).to_be_visible()
    assert axe_violations(page) == []
    osei.leave()


def test_enter_in_a_field_chooses_no_button(
    desk: StaffedDesk, browser: Browser
) -> None:
    osei = Seat(desk, browser, "R. Osei")
    page = osei.open(CASE)
    page.locator("#status-reason").fill("Three signs.")
    press(page, "Enter")
    osei.press("Triage")
    expect(page.get_by_role("status")).to_contain_text("Saved as version 1.")
    osei.leave()


def test_a_judgement_that_comes_too_late_leads_to_both_sides(
    desk: StaffedDesk, browser: Browser
) -> None:
    osei, adeyemi = Seat(desk, browser, "R. Osei"), Seat(desk, browser, "M. Adeyemi")
    osei.open(CASE)
    adeyemi.open(CASE)
    osei.press("Triage")
    expect(osei.page.get_by_role("status")).to_contain_text("Saved as version 1.")
    adeyemi.page.locator("#judge-f-indicator").get_by_text("Reject").click()
    expect(adeyemi.page.get_by_role("alert")).to_contain_text("Somebody changed this")
    adeyemi.press("Save it on version 1")
    expect(adeyemi.page.locator("#judge-f-indicator")).to_contain_text("rejected")
    osei.leave()
    adeyemi.leave()


def test_many_cases_are_changed_and_given_back(
    desk: StaffedDesk, browser: Browser
) -> None:
    osei = Seat(desk, browser, "R. Osei")
    page = osei.open("/desk/")
    for _ in range(2):
        press(page, "j")
        press(page, "x")
    page.get_by_text("Change several cases").click()
    page.get_by_label("Status", exact=True).select_option("triage")
    osei.press("Look at what would change")
    expect(page.get_by_role("heading", name="Change 2 cases?")).to_be_visible()
    assert axe_violations(page) == []
    osei.press("Change 2 cases")
    expect(page.get_by_role("heading", name="2 cases changed")).to_be_visible()
    assert axe_violations(page) == []
    osei.press("Undo")
    expect(page.get_by_role("heading", name="2 cases are as before")).to_be_visible()
    osei.leave()


def test_keys_do_nothing_where_something_is_typed_and_once_they_are_off(
    desk: StaffedDesk, browser: Browser
) -> None:
    osei = Seat(desk, browser, "R. Osei")
    page = osei.open(CASE)
    press(page, "c")
    page.keyboard.type("a2jo?")
    expect(page.get_by_label("Note for the others")).to_have_value("a2jo?")
    expect(page).to_have_url(desk.address + CASE)
    page.get_by_label("Note for the others").fill("")
    page.get_by_text("Keyboard", exact=True).click()
    with page.expect_response("**/desk/shortcuts"):
        osei.press("Switch keys off")
    osei.open(CASE)
    press(page, "?")
    expect(page.locator("#keys")).not_to_have_attribute("open", "")
    page.get_by_text("Keyboard", exact=True).click()
    with page.expect_response("**/desk/shortcuts"):
        osei.press("Switch keys on")
    osei.open(CASE)
    press(page, "?")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    press(page, "4")
    expect(page.get_by_label("Why the work ends")).to_be_focused()
    osei.leave()
