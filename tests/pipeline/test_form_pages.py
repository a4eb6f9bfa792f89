"""The form over HTTP: what it refuses, what it keeps, what it says in headers."""

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from schemas.events import ReporterAnswered
from services.intake.form.pace import Pace
from tests.form_client import FormClient, form_client
from tests.manual_clock import ManualClock
from tocsin.told import Told, ToldQuestion
from tocsin.web import Problem

STORY = "At Veltrano Textile they keep our passports."
PDF = b"%PDF-1.7 an invented contract"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[FormClient]:
    with form_client(tmp_path) as site:
        yield site


def test_the_root_leads_to_the_language_of_the_browser(site: FormClient) -> None:
    response = site.client.get("/", headers={"Accept-Language": "fr-CA, en;q=0.5"})
    assert response.headers["location"] == "/fr/report"
    assert response.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize("path", ["/es", "/es/"])
def test_an_address_that_ends_with_the_language_leads_to_the_form(
    site: FormClient, path: str
) -> None:
    assert site.client.get(path).headers["location"] == "/es/report"


def test_pages_carry_a_strict_policy_and_are_not_stored(site: FormClient) -> None:
    headers = site.client.get("/en/report").headers
    assert "unsafe" not in headers["content-security-policy"]
    assert "script-src 'self'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"


def test_the_cookie_is_kept_from_scripts_and_other_sites(site: FormClient) -> None:
    plain = site.send("/en/report", {"go": "start"}).headers["set-cookie"]
    assert plain.startswith("form=")
    assert "HttpOnly" in plain
    assert "SameSite=lax" in plain
    assert "Max-Age" not in plain


def test_over_https_the_cookie_is_bound_to_the_host(site: FormClient) -> None:
    behind = {"X-Forwarded-Proto": "https"}
    proxied = site.send("/en/report", {"go": "start"}, **behind).headers["set-cookie"]
    site.client.base_url = "https://form.example"
    direct = site.send("/en/report", {"go": "start"}).headers["set-cookie"]
    for cookie in (proxied, direct):
        assert cookie.startswith("__Host-form=")
        assert "Secure" in cookie


@pytest.mark.parametrize(
    "path", ["/en/report", "/en/report/1", "/en/report/send", "/en/receipt"]
)
def test_a_form_of_another_site_is_refused(site: FormClient, path: str) -> None:
    response = site.send(path, {}, **{"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403


def test_a_page_in_another_encoding_is_not_decoded(site: FormClient) -> None:
    site.start()
    answer = site.client.post(
        "/en/report/1",
        content=b"--b\r\nContent-Disposition: form-data; name=x\r\n\r\n-aa\r\n--b--",
        headers={
            "Content-Type": "multipart/form-data; boundary=b; charset=punycode",
            "Sec-Fetch-Site": "same-origin",
        },
    )
    assert answer.status_code == 415


def test_another_site_cannot_throw_a_draft_away(site: FormClient) -> None:
    site.start()
    site.client.get("/exit", headers={"Sec-Fetch-Site": "cross-site"})
    assert site.client.get("/en/report/1").status_code == 200


def test_leaving_forgets_and_leads_elsewhere(site: FormClient) -> None:
    site.start()
    response = site.client.get("/exit")
    assert response.status_code == 303
    assert response.headers["location"] == "/elsewhere"
    assert "storage" in response.headers["clear-site-data"]
    assert site.client.get("/en/report/1").headers["location"] == "/en/report?again"


def test_without_a_draft_every_page_leads_to_the_start(site: FormClient) -> None:
    for path in ("/en/report/1", "/en/report/11", "/en/report/done"):
        assert site.client.get(path).headers["location"] == "/en/report?again"
    assert site.send("/en/report/1", {}).headers["location"] == "/en/report?again"
    assert site.send("/en/report/send", {}).headers["location"] == "/en/report?again"


@pytest.mark.parametrize("path", ["/xx/report", "/en/report/12", "/fr/report/0"])
def test_a_page_that_is_not_there_is_said_in_words(site: FormClient, path: str) -> None:
    site.start()
    response = site.client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")


def test_an_address_outside_of_all_languages_is_answered_in_that_of_the_browser(
    site: FormClient,
) -> None:
    browser = {"Accept": "text/html", "Accept-Language": "fr-CA,en;q=0.5"}
    missing = site.client.get("/nowhere", headers=browser)
    assert missing.status_code == 404
    page = HTMLParser(missing.text)
    [root] = page.css("html")
    assert root.attributes["lang"] == "fr"
    hrefs = [link.attributes["href"] for link in page.css("main a")]
    assert hrefs == ["/fr/report"]
    program = site.client.get("/nowhere", headers={"Accept": "application/json"})
    assert program.json()["type"] == "urn:tocsin:problem:not-found"


def test_a_robot_is_stopped_and_a_person_told_why(site: FormClient) -> None:
    site.start()
    response = site.send("/en/report/1", {"narrative": STORY, "website": "x"})
    assert response.status_code == 422
    assert STORY in response.text


def test_a_report_without_a_story_is_not_sent(site: FormClient) -> None:
    site.start()
    response = site.send("/en/report/send", {})
    assert response.status_code == 422
    assert "/en/report/1?from=check#narrative" in response.text
    assert site.world.received() == []


def test_change_leads_back_to_the_answers(site: FormClient) -> None:
    site.start()
    response = site.send("/en/report/1", {"narrative": STORY, "from": "check"})
    assert response.headers["location"] == "/en/report/11"


def test_an_item_is_added_changed_and_removed(site: FormClient) -> None:
    site.start()
    site.send("/en/report/5", {"name": "Veltrano", "go": "more"})
    site.send("/en/report/5", {"name": "Halden", "go": "more"})
    site.send("/en/report/5", {"name": "Veltrano Textile", "item": "0", "go": "more"})
    page = site.client.get("/en/report/5?item=0").text
    assert 'value="Veltrano Textile"' in page
    site.send("/en/report/5", {"go": "remove-1"})
    page = site.client.get("/en/report/11").text
    assert "Veltrano Textile" in page
    assert "Halden" not in page


def test_a_number_of_five_thousand_digits_is_none(site: FormClient) -> None:
    """Python refuses to read it, and that is no answer to a stranger."""
    number = "9" * 5_000
    site.start()
    site.send("/en/report/5", {"name": "Veltrano", "go": "more"})
    assert site.client.get(f"/en/report/5?item={number}").status_code == 200
    assert site.send("/en/report/5", {"go": f"remove-{number}"}).status_code == 303
    added = site.send("/en/report/5", {"name": "Halden", "item": number, "go": "more"})
    assert added.status_code == 303
    assert "Veltrano" in site.client.get("/en/report/5").text
    assert site.send("/en/report/3", {"workers": number}).status_code == 422
    assert site.client.get(f"/en/report/{number}").status_code == 404


def test_an_item_that_is_half_filled_hinders_until_it_is_mended(
    site: FormClient,
) -> None:
    site.start()
    site.send("/en/report/1", {"narrative": STORY})
    refused = site.send("/en/report/5", {"address": "behind the mill"})
    assert refused.status_code == 422
    assert "behind the mill" in refused.text
    assert site.send("/en/report/send", {}).status_code == 422
    site.send("/en/report/5", {"address": ""})
    assert len(site.receipt()) == 20


@pytest.mark.parametrize(
    ("name", "content"), [("a.exe", b"MZ\0\0"), ("empty.pdf", b""), ("x.bin", b"\0\1")]
)
def test_a_file_that_is_not_taken_is_named_on_the_page(
    site: FormClient, name: str, content: bytes
) -> None:
    site.start()
    response = site.attach(name, content)
    assert response.status_code == 422
    assert 'id="file-fault"' in response.text


def test_a_file_arrives_with_the_report(site: FormClient) -> None:
    site.start()
    site.send("/en/report/1", {"narrative": STORY})
    assert site.attach("../contract.pdf", PDF).status_code == 303
    site.receipt()
    [event] = site.world.received()
    file = event.allegation.evidence[0].file
    assert file is not None
    assert file.filename == "contract.pdf"
    assert site.world.files.get(event.case_id, file.sha256) == PDF


def test_a_file_survives_a_refused_page(site: FormClient) -> None:
    site.start()
    refused = site.client.post(
        "/en/report/8",
        files={"published_on_month": (None, "03"), "file": ("a.pdf", PDF)},
    )
    assert refused.status_code == 422
    assert "a.pdf" in refused.text
    mended = {"published_on_month": "03", "published_on_year": "2025", "go": "more"}
    site.send("/en/report/8", mended)
    assert "a.pdf" in site.client.get("/en/report/11").text


def test_what_is_sent_twice_is_one_case_with_one_receipt(site: FormClient) -> None:
    site.start()
    site.send("/en/report/1", {"narrative": STORY})
    assert site.receipt() == site.receipt()
    assert len(site.world.received()) == 1


def test_a_sent_report_leaves_only_its_receipt(site: FormClient) -> None:
    site.start()
    site.send("/en/report/1", {"narrative": STORY})
    site.receipt()
    assert site.client.get("/en/report/1").headers["location"] == "/en/report/done"
    assert STORY not in site.client.get("/en/report/done").text
    site.send("/en/report/done", {})
    assert site.client.get("/en/report/done").headers["location"] == "/en/report?again"


def test_a_receipt_tells_the_state_and_no_more(site: FormClient) -> None:
    site.start()
    site.send("/en/report/1", {"narrative": STORY})
    code = site.receipt()
    assert "Received" in site.send("/en/receipt", {"number": code}).text
    [event] = site.world.received()
    since = site.world.clock.now().date()
    site.told.tell(event.case_id, Told("needs_facts", since))
    answer = site.send("/en/receipt", {"number": code}).text
    assert "More facts are needed" in answer
    assert "Since March 1, 2026" in answer
    assert event.case_id not in answer


@pytest.mark.parametrize("number", ["", "12345", "00000 00000 00000 00000"])
def test_a_number_that_nobody_was_given_tells_nothing(
    site: FormClient, number: str
) -> None:
    response = site.send("/en/receipt", {"number": number})
    assert response.status_code == 422
    assert "There is no report with this number" in response.text


def test_a_body_that_is_no_form_is_refused_in_words(site: FormClient) -> None:
    site.start()
    response = site.client.post("/en/report/1", data={"narrative": STORY})
    assert response.status_code == 415
    assert response.headers["content-type"].startswith("text/html")


def test_the_document_of_the_api_has_no_pages(site: FormClient) -> None:
    assert list(site.client.get("/openapi.json").json()["paths"]) == ["/v1/allegations"]


def test_who_comes_too_often_waits_and_is_then_refused() -> None:
    clock = ManualClock()
    pace = Pace(per_s=1, burst=2, wait_max_s=2, clock=clock)
    assert [pace.book() for _ in range(4)] == [0, 0, 1, 2]
    with pytest.raises(Problem, match="busy"):
        pace.book()
    clock.sleep(1)
    assert pace.book() == 2


def test_turns_are_counted_once_from_many_threads() -> None:
    pace = Pace(per_s=1, burst=50, wait_max_s=100, clock=ManualClock())
    waits: list[float] = []
    threads = [
        threading.Thread(target=lambda: waits.append(pace.book())) for _ in range(60)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waits)[-10:] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]


def ask(site: FormClient) -> str:
    """Send a report and ask its reporter something; the number of the receipt."""
    site.start()
    site.send("/en/report/1", {"narrative": STORY})
    number = site.receipt()
    case = site.world.received()[0].case_id
    question = ToldQuestion("question-1", date(2026, 3, 15), "In which month?")
    site.told.tell(case, Told("needs_facts", date(2026, 3, 15), (question,)))
    return number


def test_a_question_is_asked_and_answered_on_the_page_of_the_receipt(
    site: FormClient,
) -> None:
    number = ask(site)
    page = site.send("/en/receipt", {"number": number}).text
    assert "In which month?" in page
    answered = site.send(
        "/en/receipt/answer",
        {"number": number, "question": "question-1", "answer": "In March."},
    )
    assert answered.status_code == 200
    assert "Your answer is stored." in answered.text
    assert "You answered on" in answered.text
    (event,) = site.world.events("reporters.answered")
    assert isinstance(event, ReporterAnswered)
    assert event.answer.text == "In March."


def test_an_answer_that_is_refused_keeps_what_was_typed(site: FormClient) -> None:
    number = ask(site)
    page = site.client.post(
        "/ar/receipt/answer",
        files={
            "number": (None, number),
            "question": (None, "question-1"),
            "answer": (None, "In March, on the day of pay."),
            "file": ("run.exe", b"MZ\0 a program"),
        },
    )
    assert page.status_code == 422
    assert "In March, on the day of pay." in page.text
    assert 'href="#file-question-1"' in page.text
    assert site.world.events("reporters.answered") == []


def test_an_answer_without_a_receipt_goes_nowhere(site: FormClient) -> None:
    ask(site)
    page = site.send(
        "/en/receipt/answer", {"number": "1" * 20, "question": "", "answer": "Me too."}
    )
    assert page.status_code == 422
    assert "There is no report with this number" in page.text
    assert site.world.events("reporters.answered") == []


def test_an_answer_from_another_site_is_refused(site: FormClient) -> None:
    number = ask(site)
    page = site.client.post(
        "/en/receipt/answer",
        files={"number": (None, number), "answer": (None, "In March.")},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert page.status_code == 403
