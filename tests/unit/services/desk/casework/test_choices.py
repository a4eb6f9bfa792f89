"""What the form of a case offers to choose from."""

from pathlib import Path

from selectolax.lexbor import LexborHTMLParser as HTMLParser

from tests.desk_world import case_document, desk_world
from tests.unit.services.desk.casework.browsing import HERE, SECOND, browser


def test_a_finding_to_correct_and_a_case_to_merge_into_are_named_in_words(
    tmp_path: Path,
) -> None:
    with desk_world(tmp_path) as world, browser(world) as client:
        world.add(case_document("first"), case_document("second"))
        page = HTMLParser(client.get(HERE).text)
    told = [node.text() for node in page.css("#correct-finding option")]
    keeps = "the manager keeps our passports"
    assert f"Indicator: retention of identity documents (“{keeps}”)" in told
    assert "Place: Türkiye (“Gaziantep”)" in told
    [into] = page.css("#into")
    [offered] = page.css(f"datalist#{into.attributes['list']} option")
    assert offered.attributes["value"] == SECOND
