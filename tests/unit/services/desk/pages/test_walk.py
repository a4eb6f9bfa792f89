"""From case to case of a search, by links alone."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from tests.builders import enrichment
from tests.desk_world import FINDINGS, DeskWorld, case_document, desk_world
from tests.unit.services.desk.casework.browsing import browser, opened, text_of
from tocsin.ids import case_id
from tocsin.search.base import Write

NEW = "/desk/?q=passports&status=new"
POINTS = {"first": 60, "second": 40, "third": 40, "fourth": 20}


IN_ORDER = [
    case_id("first"),
    # Of the same priority.
    *sorted((case_id("second"), case_id("third"))),
    case_id("fourth"),
]


def fill(world: DeskWorld) -> None:
    found = {n: enrichment(points=p, findings=FINDINGS) for n, p in POINTS.items()}
    world.add(*(case_document(name, found=made) for name, made in found.items()))


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser at a desk that no test changes."""
    with desk_world(tmp_path_factory.mktemp("desk")) as world, browser(world) as client:
        fill(world)
        world.add(case_document("long", allegation={"narrative": "gloves " * 2_000}))
        yield client


@pytest.fixture
def client(world: DeskWorld) -> Iterator[TestClient]:
    """A browser at a desk of the test's own."""
    fill(world)
    with browser(world) as client:
        yield client


def link(page: HTMLParser, text: str) -> str:
    (found,) = [one for one in page.css("main a") if one.text(strip=True) == text]
    return found.attributes["href"] or ""


def links(page: HTMLParser) -> tuple[str, str]:
    return link(page, "Next case"), link(page, "Back to the search")


def action_of(page: HTMLParser) -> str:
    (form,) = page.css("form.work-form")
    return form.attributes["action"] or ""


def place_of(href: str) -> str:
    return urlsplit(href).path.removeprefix("/desk/cases/")


def follow(client: TestClient, href: str) -> str:
    answer = client.get(href, follow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def first_case(client: TestClient, queue: str = NEW) -> str:
    return opened(client, queue).css(".hit h3 a")[0].attributes["href"] or ""


def change(world: DeskWorld, id: str, **fields: object) -> None:
    stored = world.index.get([id])[id]
    moved = stored.document.model_copy(update=fields)
    world.index.write([Write(moved, stored.token)])
    world.index.refresh()


def test_next_leads_through_all_cases_of_the_search_and_back_to_its_start(
    still: TestClient,
) -> None:
    href, seen = first_case(still), []
    while urlsplit(href).path != "/desk/":
        seen.append(place_of(href))
        page = opened(still, href)
        assert link(page, "Back to the search") == f"{NEW}#hit-{seen[-1]}"
        href = follow(still, link(page, "Next case"))
    assert seen == IN_ORDER
    assert href == f"{NEW}&end=last"
    page = opened(still, href)
    told = text_of(page, "main [role=status]")
    assert told.startswith("That was the last case of this search.")
    assert "4 cases" in text_of(page, "#found")
    assert page.css("a[href*='end=']") == page.css("[value*='end=']") == []


@pytest.mark.parametrize("sort", ["received", "-uncertainty", "id", "-id"])
def test_each_order_of_the_queue_is_walked_through(
    still: TestClient, sort: str
) -> None:
    href = first_case(still, f"/desk/?q=passports&sort={sort}&limit=1")
    seen = []
    while urlsplit(href).path != "/desk/":
        seen.append(place_of(href))
        href = follow(still, href.replace(f"/desk/cases/{seen[-1]}", "/desk/next"))
    assert seen == sorted(IN_ORDER, reverse=sort == "-id")


def test_a_case_that_has_left_the_search_still_leads_on(
    client: TestClient, world: DeskWorld
) -> None:
    href = follow(client, link(opened(client, first_case(client)), "Next case"))
    assert place_of(href) == IN_ORDER[1]
    change(world, IN_ORDER[1], status="triage")
    href = follow(client, link(opened(client, href), "Next case"))
    assert place_of(href) == IN_ORDER[2]


def test_a_case_that_its_change_has_moved_down_is_not_its_own_next_one(
    client: TestClient, world: DeskWorld
) -> None:
    page = opened(client, first_case(client))
    change(world, IN_ORDER[0], priority=50)
    assert place_of(follow(client, link(page, "Next case"))) == IN_ORDER[1]


def test_after_a_change_the_case_is_still_in_its_search(client: TestClient) -> None:
    page = opened(client, first_case(client))
    answer = client.post(
        action_of(page), data={"based_on_version": "0", "do": "status:triage"}
    )
    # Of the redirect, which was followed.
    assert answer.url.query.startswith(b"q=passports&status=new&at=")
    assert links(HTMLParser(answer.text)) == links(page)


def test_words_that_are_given_back_keep_the_search(client: TestClient) -> None:
    page = opened(client, first_case(client))
    data = {"based_on_version": "0", "do": "assign_me", "text": "Half of a thought"}
    answer = client.post(action_of(page), data=data)
    assert answer.status_code == 200
    assert links(HTMLParser(answer.text)) == links(page)


@pytest.mark.parametrize(
    ("do", "status", "back"),
    [
        ("status:referred", 409, "Back to the case"),
        ("note", 422, f"Case {IN_ORDER[0]}"),
    ],
)
def test_a_refused_change_leads_back_into_the_search(
    still: TestClient, do: str, status: int, back: str
) -> None:
    page = opened(still, first_case(still))
    data = {"based_on_version": "0", "do": do}
    answer = still.post(action_of(page), data=data)
    assert answer.status_code == status
    refused = HTMLParser(answer.text)
    assert action_of(refused) == action_of(page)
    assert links(opened(still, link(refused, back))) == links(page)


def test_htmx_sends_where_the_plain_form_does(still: TestClient) -> None:
    form = opened(still, first_case(still)).css_first("#work-form")
    assert form is not None
    assert form.attributes["hx-post"] == form.attributes["action"]


def test_the_address_of_a_page_that_answered_a_form_leads_back_into_the_search(
    still: TestClient,
) -> None:
    href = first_case(still)
    assert follow(still, href.replace("?", "/changes?", 1)) == href


def test_the_pages_below_a_case_lead_back_into_the_search(still: TestClient) -> None:
    href = first_case(still, "/desk/?q=gloves")
    text = link(opened(still, href), "Read the whole text")
    assert link(opened(still, text), "Back to the case") == href


def test_a_case_opened_by_itself_leads_nowhere_on(still: TestClient) -> None:
    page = opened(still, f"/desk/cases/{IN_ORDER[0]}?q=passports&saved=1")
    assert page.css(".walk") == []


@pytest.mark.parametrize(
    "address",
    [
        "/desk/next",
        "/desk/next?at=nonsense",
        # Of another order: [priority, descending, 60, a case].
        "/desk/next?sort=received&at=WyJwcmlvcml0eSIsdHJ1ZSw2MCwiYSJd",
    ],
)
def test_a_place_that_the_order_does_not_have_is_told_of(
    still: TestClient, address: str
) -> None:
    answer = still.get(address)
    assert answer.status_code == 400
    told = text_of(HTMLParser(answer.text), "[role=alert]")
    assert "The cursor is not one of this search" in told


def test_a_search_that_makes_no_sense_is_told_of(still: TestClient) -> None:
    answer = still.get("/desk/next?q=(passports&at=WyJwcmlvcml0eSIsdHJ1ZSw2MCwiYSJd")
    assert answer.status_code == 400
    page = HTMLParser(answer.text)
    assert "The search cannot be understood" in text_of(page, "[role=alert]")
    (field,) = page.css("#q")
    assert field.attributes["value"] == "(passports"


def test_what_an_address_adds_to_a_search_is_not_carried_on(still: TestClient) -> None:
    place = dict(parse_qsl(urlsplit(first_case(still)).query))["at"]
    query = f"at={place}&x=%22%3E%3Cb%3E&done=note"
    page = opened(still, f"/desk/cases/{IN_ORDER[0]}?{query}")
    assert link(page, "Next case") == f"/desk/next?at={place}"
    assert page.css("main b") == []
