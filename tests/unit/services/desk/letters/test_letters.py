"""Dead letters at the desk: seen without what they say, replayed and discarded."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from services.desk.letters.answers import AT_ONCE_MAX
from tests.auditors import audited
from tests.builders import CASE
from tests.desk_world import DeskWorld, desk_world
from tests.lettered_log import die
from tocsin.operations.letters import DeadLetters

PAGES = "/desk/stream/letters"
API = "/v1/dead-letters"
WHY = "sent by a load test"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskWorld]:
    """Opened once: to declare all routes takes a third of a second."""
    with desk_world(tmp_path_factory.mktemp("desk")) as world:
        yield world


@pytest.fixture
def world(opened: DeskWorld) -> DeskWorld:
    letters = DeadLetters(opened.log, opened.clock)
    for letter in letters.list(state="open"):
        letters.discard(letter.event.id, operator="test", reason="of another test")
    return opened


@pytest.fixture
def client(world: DeskWorld) -> Iterator[TestClient]:
    with TestClient(world.app, base_url="http://127.0.0.1") as client:
        yield client


def words(answer: Response) -> str:
    page = HTMLParser(answer.text)
    assert page.body is not None
    return " ".join(page.body.text(separator=" ").split())


def sent(client: TestClient, path: str, **fields: str | list[str]) -> Response:
    return client.post(
        f"{PAGES}/{path}", data=fields, headers={"Sec-Fetch-Site": "same-origin"}
    )


def asked(client: TestClient, deed: str, **body: Any) -> Any:
    answer = client.post(f"{API}/{deed}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def states(world: DeskWorld, *ids: str) -> list[str]:
    letters = DeadLetters(world.log, world.clock)
    return [letters.get(id).state for id in ids]


def test_open_letters_are_listed_by_cause_and_in_pages(
    world: DeskWorld, client: TestClient
) -> None:
    crashed = [die(world.log, n) for n in (1, 2)]
    slow = die(world.log, 3, reason="text_timed_out")
    first = client.get(f"{API}?limit=2").json()
    assert first["total"] == 3
    assert [(one["reason"], one["letters"]) for one in first["causes"]] == [
        ("text_crashed", 2),
        ("text_timed_out", 1),
    ]
    assert [one["id"] for one in first["letters"]] == crashed
    rest = client.get(f"{API}?after={first['next_after']}").json()
    assert [one["id"] for one in rest["letters"]] == [slow]
    assert rest["next_after"] is None
    only = client.get(f"{API}?reason=text_timed_out&stage=enrich").json()
    assert [one["id"] for one in only["letters"]] == [slow]
    assert client.get(f"{API}?after=none").status_code == 404


@pytest.mark.parametrize("path", [API, PAGES])
def test_a_letter_shows_nothing_of_what_the_record_says(
    world: DeskWorld, client: TestClient, path: str
) -> None:
    id = die(world.log, 1, replays=2)
    text = client.get(f"{path}/{id}").text
    assert CASE in text
    assert "event-1" in text
    assert "no page shows" not in text
    assert "Marlow" not in text
    assert "x-from" not in text


def test_a_letter_tells_of_its_record_and_of_replays_before(
    world: DeskWorld, client: TestClient
) -> None:
    id = die(world.log, 1, replays=3)
    told = client.get(f"{API}/{id}").json()
    assert told["record"] == {
        "content": "sealed",
        "size_bytes": 13,
        "headers": {"ce_id": "event-1", "tocsin-replays": "3"},
        "headers_hidden": 1,
    }
    assert told["replays"] == 3
    assert told["replay_refused"].endswith("mend the code or discard it")
    assert "cannot be replayed" in words(client.get(f"{PAGES}/{id}"))
    assert client.get(f"{API}/none").status_code == 404


def test_a_preview_does_nothing(world: DeskWorld, client: TestClient) -> None:
    fresh, looping = die(world.log, 1), die(world.log, 2, replays=3)
    before = len(audited(world.desk.auditor))
    told = asked(client, "replay", reason="text_crashed")
    assert (told["preview"], told["settled"], told["refused"]) == (True, 1, 1)
    assert [one["id"] for one in told["letters"]] == [fresh, looping]
    assert asked(client, "discard", reason="text_crashed", why=WHY)["settled"] == 2
    page = sent(
        client, "preview", do="replay-all", stage="enrich", reason="text_crashed"
    )
    assert "Replay 1 dead letter? " in words(page)
    assert "1 letter is left as it is" in words(page)
    assert "Nothing has been done yet" in words(page)
    assert states(world, fresh, looping) == ["open", "open"]
    assert audited(world.desk.auditor, after=before) == []


def test_a_cause_is_replayed_and_each_letter_audited(
    world: DeskWorld, client: TestClient
) -> None:
    ids = [die(world.log, n) for n in (1, 2)]
    before = len(audited(world.desk.auditor))
    told = asked(client, "replay", reason="text_crashed", preview=False)
    assert (told["preview"], told["settled"], told["refused"]) == (False, 2, 0)
    assert states(world, *ids) == ["replayed", "replayed"]
    assert audited(world.desk.auditor, after=before) == [
        ("desk:demo", "dead-letter.replayed", id, "") for id in ids
    ]
    again = asked(client, "replay", letter_ids=ids, preview=False)
    assert (again["settled"], again["refused"]) == (0, 2)


def test_letters_that_were_ticked_are_discarded_with_the_reason(
    world: DeskWorld, client: TestClient
) -> None:
    first, second, third = (die(world.log, n) for n in (1, 2, 3))
    page = sent(client, "preview", do="discard", letter=[first, third])
    form = HTMLParser(page.text).css("main form")[0]
    ids = [i.attributes["value"] for i in form.css("input[name=letter]")]
    assert ids == [first, third]
    refused = sent(client, "settle", do="discard", letter=[first, third], why=" ")
    assert refused.status_code == 422
    assert "Say why" in words(refused)
    done = sent(client, "settle", do="discard", letter=[first, third], why=WHY)
    assert "2 dead letters discarded" in words(done)
    assert states(world, first, second, third) == ["discarded", "open", "discarded"]
    shown = words(client.get(f"{PAGES}?state=discarded"))
    assert f"Discarded by demo : {WHY}" in shown


def test_what_somebody_settled_meanwhile_is_told(
    world: DeskWorld, client: TestClient
) -> None:
    id = die(world.log, 1)
    asked(client, "discard", letter_ids=[id], why=WHY, preview=False)
    done = words(sent(client, "settle", do="replay", letter=id))
    assert "0 dead letters replayed" in done
    assert f"{id} is discarded already" in done


def test_more_than_are_settled_at_once_wait(
    world: DeskWorld, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert AT_ONCE_MAX == 200
    monkeypatch.setattr("services.desk.letters.service.AT_ONCE_MAX", 2)
    ids = [die(world.log, n) for n in (1, 2, 3)]
    told = asked(client, "replay", reason="text_crashed", preview=False)
    assert (told["settled"], told["left"]) == (2, 1)
    assert states(world, *ids) == ["replayed", "replayed", "open"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"letter_ids": ["none"]}, 404),
        ({"letter_ids": ["x"] * (AT_ONCE_MAX + 1)}, 422),
        ({"letter_ids": [""]}, 422),
        ({"burn": True}, 422),
    ],
)
def test_a_request_that_chooses_no_letters_is_refused(
    client: TestClient, body: dict[str, Any], status: int
) -> None:
    assert client.post(f"{API}/replay", json=body).status_code == status


def test_a_discard_says_why(world: DeskWorld, client: TestClient) -> None:
    id = die(world.log, 1)
    asked = {"letter_ids": [id], "preview": False}
    for why in ({}, {"why": " "}, {"why": "two\nlines"}, {"why": "a" * 501}):
        answer = client.post(f"{API}/discard", json={**asked, **why})
        assert answer.status_code == 422
    assert states(world, id) == ["open"]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("preview", {"do": "replay"}),
        ("preview", {"do": "burn", "letter": "x"}),
        ("settle", {"do": "replay", "letter": [""]}),
    ],
)
def test_a_form_that_chooses_nothing_is_refused(
    client: TestClient, path: str, fields: dict[str, str | list[str]]
) -> None:
    assert sent(client, path, **fields).status_code == 422


def test_a_list_of_another_state_is_refused(client: TestClient) -> None:
    assert client.get(f"{PAGES}?state=lost").status_code == 422
    assert client.get(f"{API}?state=lost").status_code == 422


def test_the_stream_leads_to_the_letters_of_a_cause(
    world: DeskWorld, client: TestClient
) -> None:
    id = die(world.log, 1)
    page = HTMLParser(client.get("/desk/stream").text)
    hrefs = {a.attributes["href"] for a in page.css(".cause a")}
    assert f"{PAGES}/{id}" in hrefs
    (cause,) = [h for h in hrefs if h and "reason=text_crashed" in h]
    listed = HTMLParser(client.get(cause).text)
    boxes = listed.css("input[name=letter]")
    assert [box.attributes["value"] for box in boxes] == [id]
