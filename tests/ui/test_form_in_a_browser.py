"""The reporter's way in a real browser, as different people go it."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.ui.browser import Watch, axe_violations, press
from tests.ui.form_site import LEFT, FormSite
from tests.ui.reporter import STORY, answer, be_refused, come_back, go_on, report, save
from tocsin.told import Told, ToldQuestion
from tocsin.web.pages import LANGUAGES

pytestmark = pytest.mark.ui

PAGE_BYTES_MAX = 125_000
REQUESTS_MAX = 10
QUESTION = ToldQuestion("question-1", date(2026, 3, 15), "In which month was it?")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def start(page: Page, site: FormSite, code: str = "en") -> None:
    page.goto(f"{site.address}/{code}/report")
    page.click("button[value=start]")


def test_a_report_without_javascript_arrives_whole(
    browser: Browser, site: FormSite
) -> None:
    context = browser.new_context(java_script_enabled=False)
    receipt = report(context.new_page(), site.address, "en")
    context.close()
    assert re.fullmatch(r"\d{5} \d{5} \d{5} \d{5}", receipt)
    [event] = site.world.received()
    allegation = event.allegation
    assert event.channel == "form"
    assert allegation.narrative == STORY.strip()
    assert [company.name for company in allegation.companies] == [
        "Veltrano Textile",
        "维尔特兰纺织",
    ]
    assert allegation.labor is not None
    assert allegation.labor.indicators == ("debt_bondage",)
    assert allegation.labor.started_on == "2024"
    assert allegation.labor.known_from == "saw_it"
    assert allegation.evidence[0].supports == ("withholding_of_wages",)
    assert allegation.us_link is not None
    assert allegation.us_link.importer == "Halden Retail"
    assert event.anonymous is False
    assert len(site.world.sealed()) == 1


def test_a_report_saved_in_one_browser_is_sent_from_another_without_javascript(
    browser: Browser, site: FormSite
) -> None:
    first = browser.new_context(java_script_enabled=False)
    page = first.new_page()
    digits = save(page, site.address, "ar")
    assert re.fullmatch(r"\d{5} \d{5} \d{5} \d{5}", digits)
    go_on(page, "forget")
    assert first.cookies() == []
    first.close()
    second = browser.new_context(java_script_enabled=False)
    page = second.new_page()
    come_back(page, site.address, "es", digits)
    expect(page).to_have_url(f"{site.address}/es/report/1")
    expect(page.locator("#narrative")).to_have_value(STORY.strip())
    page.goto(f"{site.address}/es/report/11")
    page.click("button[value=send]")
    page.wait_for_url(f"{site.address}/es/report/done")
    second.close()
    [event] = site.world.received()
    assert event.allegation.narrative == STORY.strip()


@pytest.mark.parametrize(
    ("code", "width", "scripts"),
    [("fr", 1280, "on"), ("ar", 320, "off")],
)
def test_every_page_is_accessible_quiet_and_ours_alone(
    browser: Browser, site: FormSite, code: str, width: int, scripts: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740})
    page = context.new_page()
    if scripts == "off":
        # Not switched off: axe itself has to run. Ours is the only script there is.
        page.route("**/form*.js", lambda route: route.fulfill(body=""))
    watch = Watch.over(page)
    wrong: dict[str, object] = {}

    def look(name: str) -> None:
        if found := axe_violations(page):
            wrong[name] = found
        too_wide = "document.documentElement.scrollWidth > innerWidth"
        if page.evaluate(too_wide):
            wrong[f"{name} is too wide"] = width

    receipt = report(page, site.address, code, look)
    case = site.world.received()[0].case_id
    site.told.tell(case, Told("needs_facts", date(2026, 3, 15), (QUESTION,)))
    answer(page, site.address, code, receipt, look)
    digits = save(page, site.address, code, look)
    come_back(page, site.address, code, digits, look)
    page.goto(f"{site.address}/exit")
    be_refused(page, site.address, code, look)
    context.close()
    assert wrong == {}
    assert watch.complaints == []
    assert watch.strangers(site.address) == []


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_each_language_is_said_to_the_browser(
    page: Page, site: FormSite, code: str
) -> None:
    page.goto(f"{site.address}/{code}/report")
    assert page.get_attribute("html", "lang") == code
    assert page.get_attribute("html", "dir") == ("rtl" if code == "ar" else "ltr")


def test_the_form_is_filled_with_the_keyboard_alone(page: Page, site: FormSite) -> None:
    page.goto(f"{site.address}/en/report")
    page.focus("button[value=start]")
    press(page, "Enter")
    page.focus("#narrative")
    page.keyboard.type("They keep our passports.")
    press(page, "Tab")
    press(page, "Space")
    expect(page.locator("#known_from")).to_be_checked()
    press(page, "Tab")
    expect(page.locator(".buttons button[value=continue]")).to_be_focused()
    press(page, "Enter")
    expect(page).to_have_url(f"{site.address}/en/report/2")


def test_a_refused_page_leads_to_the_field_and_keeps_the_rest(
    page: Page, site: FormSite
) -> None:
    start(page, site)
    page.click("label[for=known_from-was_told]")
    go_on(page)
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.locator("#faults")).to_be_focused()
    expect(page.locator("#faults a")).to_have_text(
        "Tell us what is happening, to whom, and how you know"
        " \N{EN DASH} Write something here. A few words are enough."
    )
    expect(page.locator("#known_from-was_told")).to_be_checked()
    page.click("#faults a")
    expect(page.locator("#narrative")).to_be_focused()


def test_back_keeps_what_was_typed_and_not_sent(page: Page, site: FormSite) -> None:
    start(page, site)
    page.fill("#narrative", "They keep our passports.")
    go_on(page)
    page.goto(f"{site.address}/en/report/5")
    page.fill("#address", "behind the mill")
    go_on(page, "back")
    go_on(page)
    expect(page.locator("#address")).to_have_value("behind the mill")


def test_shift_three_times_leaves_and_forgets(page: Page, site: FormSite) -> None:
    start(page, site)
    page.fill("#narrative", "They keep our passports.")
    go_on(page)
    expect(page).to_have_url(f"{site.address}/en/report/2")
    press(page, "Shift", "Shift", "Shift")
    page.wait_for_url(f"{site.address}{LEFT}")
    assert page.context.cookies() == []
    page.go_back()
    expect(page).to_have_url(f"{site.address}/en/report?again")
    assert "passports" not in page.content()


def test_capital_letters_do_not_leave(page: Page, site: FormSite) -> None:
    start(page, site)
    page.focus("#narrative")
    for letter in "ABCD":
        press(page, f"Shift+{letter}")
    expect(page.locator("#narrative")).to_have_value("ABCD")


def test_the_way_out_works_without_javascript(browser: Browser, site: FormSite) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    start(page, site)
    page.click(".exit-button")
    page.wait_for_url(f"{site.address}{LEFT}")
    assert context.cookies() == []
    context.close()


def test_a_cold_page_is_small(page: Page, site: FormSite) -> None:
    watch = Watch.over(page)
    page.goto(f"{site.address}/en/report", wait_until="networkidle")
    sizes = [request.sizes()["responseBodySize"] for request in watch.requests]
    assert len(sizes) <= REQUESTS_MAX
    assert 60_000 < sum(sizes) <= PAGE_BYTES_MAX


def test_a_double_click_makes_one_case(page: Page, site: FormSite) -> None:
    start(page, site)
    page.fill("#narrative", "They keep our passports.")
    go_on(page)
    page.goto(f"{site.address}/en/report/11")
    page.dblclick("button[value=send]")
    page.wait_for_url(f"{site.address}/en/report/done")
    assert len(site.world.received()) == 1


def test_an_answer_that_was_lost_on_the_way_is_there_at_the_second_try(
    page: Page, site: FormSite
) -> None:
    start(page, site)
    page.fill("#narrative", "They keep our passports.")
    go_on(page)
    page.goto(f"{site.address}/en/report/11")

    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route("**/report/send", lose, times=1)
    with page.expect_event("requestfailed"):
        page.click("button[value=send]", no_wait_after=True)
    # The browser's own page about the failure comes later, and would cut off ours.
    page.wait_for_url("chrome-error://**", wait_until="commit")
    page.goto(f"{site.address}/en/report/11")
    expect(page).to_have_url(f"{site.address}/en/report/done")
    receipt = page.inner_text(".receipt-digits")
    page.reload()
    assert page.inner_text(".receipt-digits") == receipt
    assert len(site.world.received()) == 1


def test_who_stopped_a_slow_page_can_send_it_again(page: Page, site: FormSite) -> None:
    start(page, site)
    page.fill("#narrative", "They keep our passports.")
    stop = "event => event.preventDefault(), {once: true}"
    page.evaluate(f"questions.addEventListener('submit', {stop})")
    go_on(page)
    expect(page.locator("[data-waiting]")).to_contain_text("Keep this page open.")
    go_on(page)
    expect(page).to_have_url(f"{site.address}/en/report/2")


def test_a_file_that_is_too_large_is_told_before_it_is_sent(
    page: Page, site: FormSite, tmp_path: Path
) -> None:
    film = tmp_path / "film.pdf"
    with film.open("wb") as file:
        file.truncate(26 * 2**20)
    start(page, site)
    page.goto(f"{site.address}/en/report/8")
    page.set_input_files("#file", film)
    expect(page.get_by_role("alert")).to_have_text("This file is larger than 25 MB.")
    expect(page.locator("#file")).to_have_value("")


def test_another_language_keeps_what_was_typed_without_javascript(
    browser: Browser, site: FormSite
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    start(page, site)
    page.fill("#narrative", STORY)
    page.click("text=العربية")
    expect(page).to_have_url(f"{site.address}/ar/report/1")
    expect(page.locator("#narrative")).to_have_value(STORY.strip())
    page.click(".advice button[value=to-6]")
    expect(page).to_have_url(f"{site.address}/ar/report/6")
    context.close()
