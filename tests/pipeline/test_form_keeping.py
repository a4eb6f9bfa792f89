"""Whatever goes wrong on the way, nobody types twice, and nothing is kept twice."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from tests.form_client import FormClient, form_client
from tocsin.told import Told

STORY = "At Veltrano Textile they keep our passports."
PDF = b"%PDF-1.7 an invented contract"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[FormClient]:
    with form_client(tmp_path) as site:
        yield site


@pytest.fixture
def number(site: FormClient) -> str:
    """The receipt of a report, received and in review."""
    site.start()
    site.send("/en/report/1", {"narrative": STORY})
    number = site.receipt()
    case = site.world.received()[0].case_id
    site.told.tell(case, Told("in_review", date(2026, 3, 15)))
    return number


def test_another_language_shows_the_same_page_with_what_was_typed(
    site: FormClient,
) -> None:
    site.start()
    typed = {"narrative": STORY, "go": "in-ar", "from": "check"}
    location = site.send("/en/report/1", typed).headers["location"]
    assert location == "/ar/report/1?from=check"
    page = site.client.get(location).text
    assert STORY in page
    assert 'name="from" value="check"' in page


@pytest.mark.parametrize(
    ("typed", "location"),
    [
        ({"name": "Halden"}, "/es/report/5?item=1"),
        ({"name": "Halden", "item": "0"}, "/es/report/5?item=0"),
        ({"address": "behind Halden"}, "/es/report/5"),
        ({"name": "", "address": "Halden", "item": "0"}, "/es/report/5"),
    ],
)
def test_another_language_shows_the_company_that_is_being_typed(
    site: FormClient, typed: dict[str, str], location: str
) -> None:
    site.start()
    site.send("/en/report/5", {"name": "Veltrano", "go": "more"})
    moved = site.send("/en/report/5", {**typed, "go": "in-es"})
    assert moved.headers["location"] == location
    page = site.client.get(location).text
    assert "Halden" in page.partition('id="name"')[2]


def test_advice_leads_to_a_page_and_keeps_this_one(site: FormClient) -> None:
    site.start()
    moved = site.send("/en/report/1", {"narrative": STORY, "go": "to-6"})
    assert moved.headers["location"] == "/en/report/6"
    assert STORY in site.client.get("/en/report/1").text


def test_a_page_sent_again_makes_no_second_item(site: FormClient) -> None:
    site.start()
    site.send("/en/report/1", {"narrative": STORY})
    for _ in range(2):
        site.send("/en/report/5", {"name": "Veltrano", "go": "more"})
        site.attach("contract.pdf", PDF)
    site.attach("contract.pdf", PDF + b" of another year")
    site.receipt()
    [event] = site.world.received()
    assert [company.name for company in event.allegation.companies] == ["Veltrano"]
    assert len(event.allegation.evidence) == 2


def test_a_file_that_was_replaced_takes_no_room(
    site: FormClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "services.intake.form.drafts.FILES_BYTES_MAX", 2 * len(PDF) + 10
    )
    site.start()
    site.attach("contract.pdf", PDF)
    for number in range(3):
        replaced = site.client.post(
            "/en/report/8",
            files={
                "go": (None, "more"),
                "item": (None, "0"),
                "file": ("contract.pdf", PDF + str(number).encode()),
            },
        )
        assert replaced.status_code == 303


def test_a_file_that_is_too_large_takes_nothing_with_it(
    site: FormClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("reading", "attaching"):
        monkeypatch.setattr(f"services.intake.form.{module}.FILE_BYTES_MAX", 1_000)
    site.start()
    refused = site.client.post(
        "/en/report/8",
        # As a browser sends them: the file stands before the rest.
        files={
            "go": (None, "back"),
            "file": ("film.pdf", PDF + b"x" * 600_000),
            "shows": (None, "the locked gate"),
        },
    )
    assert refused.status_code == 422
    assert "This file is larger than 25 MB." in refused.text
    assert "the locked gate" in refused.text
    assert refused.text.count('href="#file"') == 1


def test_fields_that_fill_the_memory_are_refused(
    site: FormClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.intake.form.reading.FIELDS_BYTES_MAX", 1_000)
    site.start()
    fields = {f"field{number}": "x" * 300 for number in range(4)}
    assert site.send("/en/report/1", fields).status_code == 413


def test_a_page_that_cannot_be_stored_now_is_sent_again_with_one_press(
    site: FormClient,
) -> None:
    site.start()
    # 200 at once and 200 that wait up to ten seconds.
    assert [site.form.saves.book() for _ in range(400)][-1] == 10
    refused = site.send("/fr/report/1", {"narrative": f'"{STORY}"'})
    assert refused.status_code == 503
    assert f'name="narrative" value="&#34;{STORY}&#34;"' in refused.text
    assert 'name="go" value="continue"' in refused.text
    assert "Envoyer de nouveau" in refused.text


def test_a_bug_is_said_in_words(site: FormClient, tmp_path: Path) -> None:
    site.start()
    with closing(sqlite3.connect(tmp_path / "intake.db")) as database:
        database.execute("UPDATE drafts SET sealed = x'00'")
        database.commit()
    page = site.client.get("/es/report/1")
    assert page.status_code == 500
    assert "No es culpa suya." in page.text
    assert page.headers["cache-control"] == "no-store"


def test_an_address_that_leads_nowhere_says_so_in_its_language(
    site: FormClient,
) -> None:
    page = site.client.get("/es/reprot/1")
    assert page.status_code == 404
    assert "Esta página no existe." in page.text


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/report", "/ar/report"),
        ("/return", "/ar/return"),
        ("/receipt", "/ar/receipt"),
        ("/en/report/send", "/en/report/11"),
        ("/en/receipt/answer", "/en/receipt"),
    ],
)
def test_an_address_that_is_typed_leads_on(
    site: FormClient, path: str, location: str
) -> None:
    answer = site.client.get(path, headers={"Accept-Language": "ar"})
    assert answer.headers["location"] == location


def test_each_fault_names_its_question(site: FormClient) -> None:
    site.start()
    page = site.send("/en/report/3", {"started_on_year": "99"}).text
    assert "Since when? \N{EN DASH} Write the year in four digits." in page
    page = site.send("/en/report/send", {}).text
    assert "Since when? \N{EN DASH} Write the year in four digits." in page


@pytest.mark.parametrize("path", ["/en/receipt", "/en/return"])
def test_a_number_with_a_slip_is_mended_not_typed_again(
    site: FormClient, path: str
) -> None:
    page = site.send(path, {"number": "12345 67890 12345 6789"}).text
    assert 'value="12345 67890 12345 6789"' in page
    assert 'aria-describedby="number-hint number-fault"' in page


def test_another_language_asks_for_no_number_again(
    site: FormClient, number: str
) -> None:
    page = site.send("/en/receipt", {"number": number}).text
    assert 'form="again" formaction="/ar/receipt"' in page
    assert f'<input type="hidden" name="number" value="{number}">' in page


@pytest.mark.parametrize("path", ["/en/report", "/en/receipt"])
def test_a_number_can_be_shown_until_it_is_closed(
    site: FormClient, number: str, path: str
) -> None:
    assert len(number) == 20
    assert 'href="/en/report/done"' in site.client.get(path).text
    site.send("/en/report/done", {"go": "forget"})
    assert 'href="/en/report/done"' not in site.client.get(path).text


def test_an_answer_that_tells_the_number_is_not_taken(
    site: FormClient, number: str
) -> None:
    told = f"My number is {number[:5]}-{number[5:]}."
    page = site.client.post(
        "/en/receipt/answer",
        files={
            "number": (None, number),
            "answer": (None, told),
            "file": ("contract.pdf", PDF),
        },
    )
    assert page.status_code == 422
    assert "Your number stands in this text." in page.text
    assert told in page.text
    assert "The file was not kept. Choose it again." in page.text
    assert site.world.events("reporters.answered") == []
