"""All values of a facet, to look for one among them."""

from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from tests.builders import enrichment
from tests.desk_world import DeskWorld, case_document

Open = Callable[..., HTMLParser]

GOODS = ["glove", "gloves of café staff", "tin", *(f"thing {n}" for n in range(9))]


@pytest.fixture
def filled(world: DeskWorld) -> DeskWorld:
    for number, goods in enumerate([*GOODS, "glove"]):
        product = {"text": goods, "normal": goods, "confidence": 0.9}
        found = enrichment(products=(product,))
        world.add(case_document(f"case-{number}", found=found))
    return world


def labels(page: HTMLParser) -> list[str]:
    return [node.text() for node in page.css(".all-values bdi")]


@pytest.mark.usefixtures("filled")
def test_a_long_facet_leads_to_all_of_its_values(open_page: Open) -> None:
    queue = open_page("/?q=passports&sort=id")
    (link,) = [a for a in queue.css(".facets a") if "of: Goods" in a.text()]
    href = link.attributes["href"] or ""
    assert href == "/desk/values?q=passports&sort=id&of=goods"
    page = open_page(href.removeprefix("/desk"))
    assert sorted(labels(page)) == sorted(GOODS)
    assert labels(page)[0] == "glove"
    assert "of: Status" not in queue.text()


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("find", ["glov", "GLOV", "cafe", "Café"])
def test_values_are_found_by_a_part_of_them(open_page: Open, find: str) -> None:
    found = labels(open_page(f"/values?of=goods&find={find}"))
    assert "gloves of café staff" in found
    assert "tin" not in found


@pytest.mark.usefixtures("filled")
def test_what_is_picked_stays_on_top_and_can_be_dropped(open_page: Open) -> None:
    page = open_page(
        "/values?of=goods&find=glov&goods=tin&goods=%21thing+1&q=passports"
    )
    assert labels(page)[:2] == ["tin", "thing 1"]
    ticked = page.css("main [name=goods][form=search][checked]")
    assert [box.attributes["value"] for box in ticked] == ["tin", "!thing 1"]
    hidden = {
        i.attributes["name"]: i.attributes["value"]
        for i in page.css("#search input[type=hidden]")
    }
    assert hidden == {"q": "passports"}


@pytest.mark.usefixtures("filled")
def test_a_value_can_be_excluded_from_there(open_page: Open) -> None:
    page = open_page("/values?of=goods&find=tin")
    (exclude,) = page.css('[aria-label="exclude tin"]')
    href = exclude.attributes["href"] or ""
    assert href == "/desk/?goods=%21tin"
    assert len(open_page(href.removeprefix("/desk")).css(".hit")) == len(GOODS)


@pytest.mark.usefixtures("filled")
def test_nothing_found_leads_back_to_all_values(open_page: Open) -> None:
    page = open_page("/values?of=goods&find=zebra&q=passports")
    assert labels(page) == []
    hrefs = [a.attributes["href"] for a in page.css("main a")]
    assert "/desk/values?q=passports&of=goods" in hrefs


@pytest.mark.parametrize(
    "path", ["/values", "/values?of=text", "/values?of=goods&q=(a"]
)
def test_a_facet_that_is_none_is_told(open_page: Open, path: str) -> None:
    assert open_page(path, status=400).css(".usa-alert")
