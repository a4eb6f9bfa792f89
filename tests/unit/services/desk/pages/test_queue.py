from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node

from tests.builders import enrichment
from tests.desk_world import FINDINGS, DeskWorld, case_document

Open = Callable[..., HTMLParser]

HOSTILE = "<script>alert(1)</script>\"'&"


def _only(page: HTMLParser, selector: str) -> Node:
    (node,) = page.css(selector)
    return node


def _told(node: Node) -> str:
    return " ".join(node.text(separator=" ").split())


def _titles(page: HTMLParser) -> list[str]:
    return [node.text() for node in page.css(".hit h3")]


def _links(page: HTMLParser, selector: str) -> dict[str, str]:
    return {
        node.text(strip=True): node.attributes["href"] or ""
        for node in page.css(f"{selector} a")
    }


def test_a_row_tells_what_the_case_is_about(world: DeskWorld, open_page: Open) -> None:
    world.add(case_document())
    row = _told(_only(open_page("/"), ".hit"))
    for told in (
        "12 priority",
        "At Veltrano Textile in Gaziantep",
        "New",
        "14 Mar 2026 · English",
        "Where Türkiye",
        "Manufacturer Veltrano Textile",
        "Goods cotton shirt",
        "Indicators Retention of identity documents",
        "Resembles DOL List of Goods",
    ):
        assert told in row


def test_words_found_are_marked_and_lead_to_their_place(
    world: DeskWorld, open_page: Open
) -> None:
    document = case_document()
    world.add(document)
    snippet = open_page("/?q=passports").css(".snippet a")[0]
    assert [mark.text() for mark in snippet.css("mark")] == ["passports"]
    href = snippet.attributes["href"] or ""
    assert href.startswith(f"/desk/cases/{document.case_id}?q=passports&at=")
    assert href.endswith("#:~:text=passports")


def test_what_reporters_write_is_never_html(world: DeskWorld, open_page: Open) -> None:
    world.add(case_document(allegation={"narrative": HOSTILE + " passports"}))
    page = open_page("/?q=passports")
    assert _titles(page) == [HOSTILE + " passports"]
    assert "alert(1)" in page.css(".snippet")[0].text()


def test_what_is_searched_for_is_never_html(open_page: Open) -> None:
    page = open_page("/", status=200)
    assert page.css(".empty")
    for address in ("/?q=%3Cb%3Ex", "/?q=(%3Cb%3Ex", "/?country=%3Cb%3Ex&sort=id"):
        page = open_page(address, status=400 if "(" in address else 200)
        assert page.css("main b") == []


def test_cases_stand_in_the_order_asked_for(world: DeskWorld, open_page: Open) -> None:
    for name, points in (("low", 10), ("high", 90), ("middle", 40)):
        found = enrichment(points=points, findings=FINDINGS)
        world.add(case_document(name, allegation={"narrative": name}, found=found))
    assert _titles(open_page("/")) == ["high", "middle", "low"]
    orders = _links(open_page("/?country=TR"), ".orders")
    assert orders["Newest first"] == "/desk/?country=TR&sort=-received"
    assert set(orders) == {
        "Newest first",
        "Oldest first",
        "Most uncertain first",
        "Least complete first",
        "Random sample",
    }
    for href in orders.values():
        assert len(_titles(open_page(href.removeprefix("/desk")))) == 3


def test_pages_follow_one_another_without_a_gap(
    world: DeskWorld, open_page: Open
) -> None:
    names = [f"case {n}" for n in range(5)]
    world.add(*(case_document(n, allegation={"narrative": n}) for n in names))
    page = open_page("/?limit=2")
    seen = _titles(page)
    while following := _links(page, ".paging").get("Next page"):
        page = open_page(following.removeprefix("/desk"))
        seen += _titles(page)
    assert sorted(seen) == names
    assert _links(page, ".paging")["Back to the first page"] == "/desk/?limit=2"


def test_facets_count_and_can_be_picked_and_left_out(
    world: DeskWorld, open_page: Open
) -> None:
    world.add(case_document("one"), case_document("two"))
    page = open_page("/?q=passports")
    choice = _only(page, 'input[name="country"][value="TR"]')
    row = choice.parent.parent if choice.parent else None
    assert row is not None
    assert _told(row) == "Türkiye 2 cases exclude"
    hrefs = [
        node.attributes["href"] for node in page.css('[aria-label="exclude Türkiye"]')
    ]
    assert hrefs == [
        "/desk/?q=passports&country=%21TR",
        "/desk/?q=passports&mentions=%21TR",
    ]


def test_a_value_left_out_stands_on_top_and_in_the_form(
    world: DeskWorld, open_page: Open
) -> None:
    world.add(case_document())
    page = open_page("/?country=!TR")
    assert page.css(".hit") == []
    choice = _only(page, '[form=search][name="country"]')
    assert choice.attributes["value"] == "!TR"
    assert "checked" in choice.attributes
    assert _links(page, ".filters") == {"Remove": "/desk/", "Remove all": "/desk/"}


def test_an_empty_result_offers_searches_that_find_something(
    world: DeskWorld, open_page: Open
) -> None:
    world.add(case_document())
    page = open_page("/?q=passaports&country=TR&status=new")
    assert _links(page, ".empty") == {
        "Spell it a little differently": (
            "/desk/?q=passaports&country=TR&status=new&match=near"
        ),
        "Leave out “Words: passaports”": "/desk/?country=TR&status=new",
    }
    assert "(1 case)" in _only(page, ".empty").text()


def test_other_spellings_are_one_click_away(world: DeskWorld, open_page: Open) -> None:
    world.add(case_document())
    href = _links(open_page("/?q=passports"), ".looser")["Allow other spellings"]
    assert href == "/desk/?q=passports&match=near"
    assert open_page("/?q=passports~").css(".looser") == []
    assert open_page("/?q=passports&match=near").css(".looser") == []


def test_how_closely_words_are_met_is_a_switch(
    world: DeskWorld, open_page: Open
) -> None:
    world.add(case_document())
    page = open_page("/?q=feltrano&match=sounds")
    assert len(page.css(".hit")) == 1
    assert {mark.text() for mark in page.css(".snippet mark")} == {"Veltrano"}
    used = _only(page, '#search [name="match"][checked]')
    assert used.attributes["value"] == "sounds"
    assert _links(page, ".filters")["Remove"] == "/desk/?q=feltrano"
    plain = open_page("/?q=feltrano")
    assert plain.css(".hit") == []
    assert _links(plain, ".empty")["Take names that sound like it"] == (
        "/desk/?q=feltrano&match=sounds"
    )


def test_a_mistake_is_shown_at_its_place_and_nothing_typed_is_lost(
    world: DeskWorld, open_page: Open
) -> None:
    world.add(case_document())
    page = open_page("/?q=cotton+glod:x&sort=id", status=400)
    assert _only(page, ".mistake mark").text() == "glod:x"
    assert "did you mean “goods”?" in _only(page, ".usa-alert").text()
    assert _only(page, "#q").attributes["value"] == "cotton glod:x"
    assert _only(page, '#search [name="sort"]').attributes["value"] == "id"
    assert _only(page, "title").text().startswith("Error: ")


@pytest.mark.parametrize(
    "query", ["sort=x", "match=loud", "limit=0", "from=soon", "nonsense=1"]
)
def test_a_parameter_that_makes_no_sense_is_told(query: str, open_page: Open) -> None:
    assert open_page(f"/?{query}", status=400).css(".usa-alert")


def test_the_form_writes_the_search_and_keeps_the_filters(client: TestClient) -> None:
    answer = client.get(
        "/desk/write?all=cotton&none=school&country=TR&q=old&cursor=x",
        follow_redirects=False,
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == "/desk/?q=cotton+-school&country=TR"


def test_the_examples_of_the_cheat_sheet_can_all_be_searched(open_page: Open) -> None:
    examples = _links(open_page("/"), ".cheats")
    assert len(examples) == 14
    for href in examples.values():
        open_page(href.removeprefix("/desk"))


def test_a_name_pointed_at_this_machine_reads_nothing(world: DeskWorld) -> None:
    with TestClient(world.app, base_url="http://rebound.example") as client:
        answer = client.get("/desk/")
    assert answer.status_code == 403
    assert "under a loopback name" in answer.text
