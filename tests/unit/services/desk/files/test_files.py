"""Files at the desk: copies for reviewers, originals for officers, and a scanner."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from schemas.case import Case
from services.desk.accounts.person import Role
from services.desk.exports.exhibits import exhibits
from tests.auditors import audited
from tests.clamd import MALWARE, SIGNATURE, Clamd, clamd
from tests.desk_accounts import QUICK, GuardedDesk
from tests.desk_world import DeskWorld, case_document, desk_world
from tests.unit.services.desk.exports.samples import full_case
from tests.unit.tocsin.cleaning import laden
from tocsin.ids import case_id

CASE = case_id("first")
NUMBERS = count(1)
FILES = (
    ("image/jpeg", laden.jpeg()),
    ("text/plain", b"They kept my pay."),
    ("text/html", b"<title>News</title>"),
    ("text/plain", b"They say " + MALWARE),
)
PHOTO, NOTE, PAGE, BAD = (f"/cases/{CASE}/files/e{n}-file" for n in range(1, 5))


@dataclass(frozen=True)
class Place:
    world: DeskWorld
    scanner: Clamd

    def as_(self, *roles: Role) -> TestClient:
        world = self.world
        desk = GuardedDesk(world.app, world.accounts, world.clock, world.index)
        return desk.browser(desk.session(f"person {next(NUMBERS)}", *roles))

    def rows(self) -> list[tuple[str, str, str]]:
        told = audited(self.world.desk.auditor)
        wanted = {"case.exported", "original.fetched"}
        return [row[1:] for row in told if row[1] in wanted]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder: Path = tmp_path_factory.mktemp("desk")
    with (
        clamd() as scanner,
        desk_world(
            folder, passwords=QUICK, demo=False, clamav_url=scanner.url
        ) as world,
    ):
        evidence = []
        for media_type, content in FILES:
            file = {
                "sha256": world.vault.put(CASE, content),
                "media_type": media_type,
                "size_bytes": len(content),
                "filename": "Zahra's own name for it.jpg",
            }
            evidence.append({"file": file})
        gone = {"sha256": "0" * 64, "media_type": "text/plain", "size_bytes": 9}
        world.add(
            case_document(allegation={"evidence": (*evidence, {"file": gone})}),
            full_case(),
        )
        yield Place(world, scanner)


@pytest.fixture
def reviewer(place: Place) -> TestClient:
    return place.as_(Role.REVIEWER)


@pytest.fixture
def officer(place: Place) -> TestClient:
    return place.as_(Role.OFFICER)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def words(html: str) -> str:
    body = HTMLParser(html).css_first("main")
    assert body is not None
    return " ".join(body.text().split())


@pytest.mark.parametrize("address", [f"/v1{PHOTO}", f"/desk{PHOTO}/copy"])
def test_a_reviewer_gets_a_copy_that_says_that_it_is_one(
    place: Place, reviewer: TestClient, address: str
) -> None:
    answer = reviewer.get(address)
    assert answer.status_code == 200
    assert laden.NAME.encode() not in answer.content
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert answer.headers["tocsin-sha256"] == sha256(answer.content)
    assert answer.headers["tocsin-original-sha256"] == sha256(FILES[0][1])
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="{CASE}-e1-file-cleaned-copy.jpg"'
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert place.rows()[-1] == ("case.exported", CASE, "e1-file: cleaned")


def test_the_page_shows_both_hashes_before_anything_is_downloaded(
    place: Place, reviewer: TestClient
) -> None:
    rows = place.rows()
    told = words(reviewer.get(f"/desk{PHOTO}").text)
    copy = reviewer.get(f"/v1{PHOTO}").content
    assert sha256(FILES[0][1]) in told
    assert sha256(copy) in told
    assert "Cleaned copy" in told
    assert "ClamAV finds none in the original" in told
    assert place.rows()[:-1] == rows


def test_the_page_of_the_case_leads_there(reviewer: TestClient) -> None:
    page = HTMLParser(reviewer.get(f"/desk/cases/{CASE}").text)
    links = [link.attributes["href"] for link in page.css(".case-text p a")]
    assert f"/desk{PHOTO}" in links


def test_plain_text_is_handed_out_as_it_was_sent(reviewer: TestClient) -> None:
    answer = reviewer.get(f"/v1{NOTE}")
    assert answer.content == FILES[1][1]
    assert "-as-sent.txt" in answer.headers["content-disposition"]
    assert "byte by byte" in words(reviewer.get(f"/desk{NOTE}").text)


def test_what_cannot_be_cleaned_is_refused_with_the_way_on(
    place: Place, reviewer: TestClient
) -> None:
    rows = place.rows()
    answer = reviewer.get(f"/v1{PAGE}")
    assert answer.status_code == 409
    told = answer.json()
    assert told["type"] == "urn:tocsin:problem:file-not-cleaned"
    assert told["detail"] == (
        "Files of this type cannot be cleaned. What was read of it stands on the page"
        " of the case; an officer can have the original."
    )
    page = reviewer.get(f"/desk{PAGE}")
    assert page.status_code == 409
    assert f"/desk{PAGE}/original" in words(page.text)
    assert place.rows() == rows


def test_malware_is_not_handed_out(place: Place, reviewer: TestClient) -> None:
    rows = place.rows()
    answer = reviewer.get(f"/v1{BAD}")
    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:tocsin:problem:file-infected"
    assert SIGNATURE in answer.json()["detail"]
    assert SIGNATURE in words(reviewer.get(f"/desk{BAD}").text)
    assert place.rows() == rows


def test_nothing_is_handed_out_unscanned_while_the_scanner_is_away(
    place: Place, reviewer: TestClient, officer: TestClient
) -> None:
    place.scanner.mood = "hanging up"
    try:
        answers = [
            reviewer.get(f"/v1{PHOTO}"),
            reviewer.get(f"/desk{PHOTO}"),
            reviewer.get(f"/desk{PHOTO}/copy"),
            officer.post(f"/desk{PHOTO}/original", data={"reason": "why"}),
        ]
        # The case itself needs no scanner.
        assert reviewer.get(f"/desk/cases/{CASE}").status_code == 200
        assert place.as_().get("/readyz").status_code == 200
    finally:
        place.scanner.mood = "well"
    assert [answer.status_code for answer in answers] == [503] * 4
    assert answers[0].json()["type"] == "urn:tocsin:problem:unavailable"
    assert reviewer.get(f"/v1{PHOTO}").status_code == 200


def test_an_officer_gets_the_original_with_a_reason(
    place: Place, officer: TestClient
) -> None:
    told = words(officer.get(f"/desk{PHOTO}/original").text)
    assert sha256(FILES[0][1]) in told
    assert "Zahra's own name" not in told
    answer = officer.post(f"/desk{PHOTO}/original", data={"reason": " For  court. "})
    assert answer.content == FILES[0][1]
    assert answer.headers["tocsin-sha256"] == sha256(FILES[0][1])
    assert "-original.jpg" in answer.headers["content-disposition"]
    assert place.rows()[-1] == ("original.fetched", CASE, "e1-file: For court.")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_without_a_reason_there_is_no_original(
    place: Place, officer: TestClient, reason: str
) -> None:
    rows = place.rows()
    answer = officer.post(f"/desk{PHOTO}/original", data={"reason": reason})
    assert answer.status_code == 422
    assert "Say why" in words(answer.text)
    assert place.rows() == rows


def test_an_original_takes_a_recent_sign_in(place: Place, officer: TestClient) -> None:
    place.world.clock.passed_s += 15 * 60
    answer = officer.post(f"/desk{PHOTO}/original", data={"reason": "For court."})
    assert answer.status_code == 403
    assert "sign in again" in words(answer.text)


def test_malware_is_handed_to_an_officer_who_says_so(
    place: Place, officer: TestClient
) -> None:
    address = f"/desk{BAD}/original"
    assert SIGNATURE in words(officer.get(address).text)
    refused = officer.post(address, data={"reason": "For analysis."})
    assert refused.status_code == 422
    assert SIGNATURE in words(refused.text)
    taken = officer.post(address, data={"reason": "For analysis.", "infected": "yes"})
    assert taken.content == FILES[3][1]
    assert place.rows()[-1] == ("original.fetched", CASE, "e4-file: For analysis.")


@pytest.mark.parametrize("which", ["e5-file", "e9-file", "e1", "narrative"])
def test_what_is_gone_or_never_was_is_not_found(
    reviewer: TestClient, which: str
) -> None:
    assert reviewer.get(f"/v1/cases/{CASE}/files/{which}").status_code == 404


def test_another_site_gets_no_original(place: Place, officer: TestClient) -> None:
    rows = place.rows()
    answer = officer.post(
        f"/desk{PHOTO}/original",
        data={"reason": "theirs"},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    )
    assert answer.status_code == 403
    assert place.rows() == rows


def test_a_case_file_tells_the_hash_of_the_original() -> None:
    """Of what was sent: that is what the evidence is."""
    case: Case = full_case().case
    assert case.allegation is not None
    sent = [one.file.sha256 for one in case.allegation.evidence if one.file]
    assert sent
    told = [one.sha256 for one in exhibits(case) if one.holds == "file"]
    assert told == sent


def test_without_a_scanner_the_page_says_that_nothing_was_scanned(
    tmp_path: Path,
) -> None:
    with desk_world(tmp_path) as world:
        file = {
            "sha256": world.vault.put(CASE, FILES[1][1]),
            "media_type": "text/plain",
            "size_bytes": len(FILES[1][1]),
        }
        world.add(case_document(allegation={"evidence": ({"file": file},)}))
        with TestClient(world.app, base_url="http://127.0.0.1") as client:
            told = words(client.get(f"/desk/cases/{CASE}/files/e1-file").text)
    assert "Not scanned: no scanner is set up." in told
