"""Saving a report and coming back to it, over HTTP."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from httpx2 import Response

from tests.form_client import FormClient, form_client

STORY = "At Veltrano Textile they keep our passports."
PDF = b"%PDF-1.7 an invented contract"
AGAIN = "/en/report?again"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[FormClient]:
    with form_client(tmp_path) as site:
        yield site


def save(site: FormClient) -> str:
    """Tell a story, attach a file and save on the page of the place; the code."""
    site.start()
    site.send("/en/report/1", {"narrative": STORY})
    site.attach("contract.pdf", PDF)
    saved = site.send("/en/report/4", {"production_country": "TR", "go": "save"})
    assert saved.headers["location"] == "/en/report/saved"
    return code_on(site.client.get("/en/report/saved"))


def code_on(page: Response) -> str:
    digits = page.text.partition('class="receipt-digits">')[2].partition("</p>")[0]
    return "".join(re.findall(r"\d", digits))


def open_again(site: FormClient, code: str) -> Response:
    return site.send("/en/return", {"number": code})


def test_a_saved_report_is_finished_in_another_browser(site: FormClient) -> None:
    code = save(site)
    site.use_another_browser()
    opened = open_again(site, f"{code[:5]}-{code[5:]}")
    assert opened.headers["location"] == "/en/report/4"
    assert 'value="TR" selected' in site.client.get("/en/report/4").text
    site.receipt()
    [event] = site.world.received()
    assert event.allegation.narrative == STORY
    assert event.allegation.production_country == "TR"
    file = event.allegation.evidence[0].file
    assert file is not None
    assert site.world.files.get(event.case_id, file.sha256) == PDF


def test_the_page_tells_the_last_day_and_the_code_in_four_groups(
    site: FormClient,
) -> None:
    code = save(site)
    page = site.client.get("/en/report/saved")
    assert re.fullmatch(r"\d{20}", code)
    assert "until March 15, 2026" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "hasta el 15 de marzo de 2026" in site.client.get("/es/report/saved").text


def test_what_is_saved_need_not_be_right_yet(site: FormClient) -> None:
    site.start()
    site.send("/en/report/3", {"started_on_month": "03", "go": "save"})
    assert len(code_on(site.client.get("/en/report/saved"))) == 20
    assert 'value="03" selected' in site.client.get("/en/report/3").text
    assert site.send("/en/report/send", {}).status_code == 422


def test_a_file_that_is_not_taken_is_said_before_anything_is_saved(
    site: FormClient,
) -> None:
    site.start()
    refused = site.client.post(
        "/en/report/8",
        files={"go": (None, "save"), "file": ("run.exe", b"MZ\0 a program")},
    )
    assert refused.status_code == 422
    assert site.client.get("/en/report/saved").headers["location"] == AGAIN


def test_the_answers_can_be_saved_before_they_are_sent(site: FormClient) -> None:
    site.start()
    saved = site.send("/en/report/saved", {"go": "save"})
    assert saved.headers["location"] == "/en/report/saved"
    code = code_on(site.client.get("/en/report/saved"))
    site.use_another_browser()
    assert open_again(site, code).headers["location"] == "/en/report/11"


def test_closed_here_it_opens_by_its_code_only(site: FormClient) -> None:
    code = save(site)
    assert site.send("/en/report/saved", {"go": "forget"}).status_code == 303
    assert site.client.get("/en/report/1").headers["location"] == AGAIN
    assert open_again(site, code).headers["location"] == "/en/report/4"


def test_deleted_it_opens_no_more(site: FormClient) -> None:
    code = save(site)
    deleted = site.send("/en/report/saved", {"go": "delete"})
    assert deleted.headers["location"] == "/en/report?deleted"
    assert "are deleted" in site.client.get("/en/report?deleted").text
    assert open_again(site, code).status_code == 422
    assert site.client.get("/en/report/1").headers["location"] == AGAIN


def test_sent_it_opens_no_more_and_its_code_is_no_receipt(site: FormClient) -> None:
    code = save(site)
    receipt = site.receipt()
    assert receipt != code
    assert open_again(site, code).status_code == 422
    assert site.send("/en/receipt", {"number": code}).status_code == 422
    assert open_again(site, receipt).status_code == 422


def test_after_its_last_day_it_opens_no_more(site: FormClient) -> None:
    code = save(site)
    site.world.clock.sleep(timedelta(days=15).total_seconds())
    site.use_another_browser()
    assert open_again(site, code).status_code == 422


def test_a_new_report_leaves_a_saved_one_that_is_closed_by_now(
    site: FormClient,
) -> None:
    code = save(site)
    site.world.clock.sleep(timedelta(hours=25).total_seconds())
    assert site.client.get("/en/report/4").headers["location"] == AGAIN
    site.start()
    assert open_again(site, code).headers["location"] == "/en/report/4"


def test_neither_code_nor_story_is_logged(
    site: FormClient, capfd: pytest.CaptureFixture[str]
) -> None:
    code = save(site)
    open_again(site, code)
    open_again(site, f"{code[:-1]}x")
    logged = "".join(capfd.readouterr())
    assert "/{code}/return" in logged
    for secret in (code, code[:5], code[-5:], "Veltrano"):
        assert secret not in logged


def test_who_leaves_at_once_keeps_what_was_saved(site: FormClient) -> None:
    code = save(site)
    site.client.get("/exit")
    assert site.client.get("/en/report/1").headers["location"] == AGAIN
    assert open_again(site, code).headers["location"] == "/en/report/4"


def test_another_report_in_the_browser_is_told_of_before_it_goes(
    site: FormClient,
) -> None:
    code = save(site)
    assert "another report" not in site.client.get("/en/return").text
    site.use_another_browser()
    site.start()
    assert "another report" in site.client.get("/en/return").text
    open_again(site, code)
    assert STORY in site.client.get("/en/report/1").text


@pytest.mark.parametrize("number", ["", "12345", "00000 00000 00000 00000"])
def test_a_code_that_nobody_was_given_opens_nothing(
    site: FormClient, number: str
) -> None:
    response = open_again(site, number)
    assert response.status_code == 422
    assert "This code opens nothing." in response.text
    assert "set-cookie" not in response.headers


def test_codes_are_tried_at_a_pace_and_then_refused(site: FormClient) -> None:
    # 20 at once and 10 that wait a second each; the clock of this world stands still.
    pace = site.form.lookups
    booked = [pace.book() for _ in range(30)]
    assert (booked[19], booked[20], booked[29]) == (0, 1, 10)
    assert open_again(site, "1" * 20).status_code == 503


@pytest.mark.parametrize("path", ["/en/return", "/en/report/saved"])
def test_another_site_can_neither_open_nor_delete(site: FormClient, path: str) -> None:
    code = save(site)
    cross = {"Sec-Fetch-Site": "cross-site"}
    answer = site.send(path, {"number": code, "go": "delete"}, **cross)
    assert answer.status_code == 403
    assert site.client.get("/en/report/saved").status_code == 200


def test_without_a_draft_there_is_nothing_to_save(site: FormClient) -> None:
    for path in ("/en/report/4", "/en/report/saved"):
        assert site.send(path, {"go": "save"}).headers["location"] == AGAIN
