import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from schemas.topics import RECEIVED, TOPICS
from tests.builders import CASE, dead_lettered, enrichment
from tests.desk_world import DeskWorld, case_document, desk_world
from tocsin.log import NewRecord, encode

Open = Callable[..., HTMLParser]


def _rows(page: HTMLParser, by: str) -> list[list[str]]:
    (table,) = page.css(f"section[aria-labelledby=by-{by}] table")
    return [
        [cell.text(strip=True) for cell in row.css("th, td")]
        for row in table.css("tbody tr")
    ]


def _made(name: str, goods: str, points: int) -> dict[str, object]:
    product = {"text": goods, "normal": goods, "confidence": 0.9}
    return {"name": name, "found": enrichment(points=points, products=(product,))}


def test_cases_are_counted_by_what_analysts_ask_for(
    world: DeskWorld, open_page: Open
) -> None:
    for name, goods, points in (
        ("a", "glove", 10),
        ("b", "glove", 30),
        ("c", "tin", 5),
    ):
        world.add(case_document(**_made(name, goods, points)))  # type: ignore[arg-type]
    page = open_page("/analysis")
    assert _rows(page, "goods") == [["glove", "2", "30"], ["tin", "1", "5"]]
    assert _rows(page, "country") == [["Türkiye", "3", "30"]]
    assert _rows(page, "month") == [["2026-03", "3", "30"]]
    assert _rows(page, "indicator")[0][0] == "Retention of identity documents"
    assert _rows(page, "manufacturer")[0][1] == "3"
    assert _rows(page, "region") == [["Western Asia", "3", "30"]]


def test_a_search_to_count_that_cannot_be_understood_is_mended_where_it_was_typed(
    open_page: Open,
) -> None:
    page = open_page("/analysis?q=%28tea", status=400)
    assert [node.attributes["action"] for node in page.css("#search")] == [
        "/desk/analysis"
    ]
    assert [node.text() for node in page.css("nav [aria-current]")] == ["Analysis"]


def test_each_row_leads_to_its_cases(world: DeskWorld, open_page: Open) -> None:
    world.add(case_document(**_made("a", "glove", 10)))  # type: ignore[arg-type]
    world.add(case_document(**_made("b", "tin", 10)))  # type: ignore[arg-type]
    page = open_page("/analysis?q=passports&country=TR")
    links = [node.attributes["href"] or "" for node in page.css("table a")]
    assert "/desk/?q=passports&country=TR&goods=tin" in links
    assert "/desk/?q=%28passports%29+country%3A%22TR%22&country=TR" in links
    assert "/desk/?q=%28passports%29+received%3A2026-03&country=TR" in links
    counts = [
        int(row[1]) for by in ("manufacturer", "goods") for row in _rows(page, by)
    ]
    for link, count in zip(
        [link for link in links if "manufacturer" in link or "goods" in link],
        counts,
        strict=True,
    ):
        assert len(open_page(link.removeprefix("/desk")).css(".hit")) == count


def test_a_table_can_be_downloaded_with_no_formula_in_it(
    world: DeskWorld, client: TestClient
) -> None:
    world.add(case_document(**_made("a", "=1+1", 10)))  # type: ignore[arg-type]
    answer = client.get("/desk/analysis.csv?by=goods")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="cases-by-goods.csv"'
    )
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [
        ["goods", "label", "cases", "highest_priority"],
        ["'=1+1", "'=1+1", "1", "10"],
    ]


@pytest.mark.parametrize(
    "path", ["/analysis?by=text", "/analysis.csv?by=", "/analysis?q=(a"]
)
def test_what_cannot_be_counted_is_told(path: str, open_page: Open) -> None:
    assert open_page(path, status=400).css(".usa-alert")


def test_the_stream_tells_what_waits_and_what_died(
    world: DeskWorld, open_page: Open
) -> None:
    waiting = NewRecord(RECEIVED.name, CASE, b"what no page shows")
    world.log.append([waiting])
    letters = [dead_lettered(offset=n, minutes=n) for n in range(7)]
    topic = TOPICS[RECEIVED.dead_letters]
    world.log.append([encode(letter, topic) for letter in letters])
    page = open_page("/stream")
    stages = {
        row.css("th")[0].text(): [cell.text() for cell in row.css("td")]
        for row in page.css("tbody tr")
    }
    assert stages["enrich"][0] == "1"
    assert stages["enrich"][4] == "7"
    (cause,) = page.css(".cause")
    told = " ".join(cause.text(separator=" ").split())
    assert "text_crashed in enrich: 7 letters" in told
    assert "and 2 more" in told
    assert f"tocsin dead-letters show {letters[0].id}" in told
    assert "tocsin dead-letters replay --reason text_crashed --dry-run" in told


def test_a_stage_that_has_just_fallen_behind_is_behind(
    world: DeskWorld, open_page: Open
) -> None:
    assert "No stage is behind." in open_page("/stream").text()
    # What is asked of the log is asked again after a while only.
    world.clock.passed_s += 60
    world.log.append([NewRecord(RECEIVED.name, CASE, b"{}", {})])
    told = open_page("/stream").text()
    assert "No stage is behind." not in told
    assert "waits for" in told


def test_a_stream_without_dead_letters_says_so(open_page: Open) -> None:
    assert "There are none." in (open_page("/stream").text() or "")


def test_nothing_is_served_where_others_could_read_it(tmp_path: Path) -> None:
    with (
        desk_world(tmp_path, host="0.0.0.0", demo=False) as world,  # noqa: S104 - nobody listens
        TestClient(world.app, base_url="http://127.0.0.1") as client,
    ):
        world.add(case_document())
        for path in ("/", "/analysis", f"/cases/{case_document().case_id}"):
            answer = client.get(f"/desk{path}")
            assert answer.status_code == 403
            assert "Veltrano" not in answer.text
            assert "no accounts yet" in answer.text


def test_the_stages_follow_by_themselves_until_they_are_paused(
    open_page: Open,
) -> None:
    (live,) = open_page("/stream").css("[data-live]")
    assert live.attributes["hx-trigger"] == "every 5s"
    assert live.attributes["hx-get"] == "/desk/stream?shown=0"
    paused = open_page("/stream?live=off")
    assert not paused.css("[data-live]")
    links = {node.text(): node.attributes["href"] for node in paused.css("main .row a")}
    assert links == {
        "Load it again": "/desk/stream?live=off",
        "Follow the stages": "/desk/stream",
    }


def test_letters_that_came_since_are_told_and_not_put_under_a_hand(
    world: DeskWorld, open_page: Open
) -> None:
    topic = TOPICS[RECEIVED.dead_letters]
    letters = [dead_lettered(offset=n, minutes=n) for n in range(2)]
    world.log.append([encode(letter, topic) for letter in letters])
    (now,) = open_page("/stream?shown=1").css("#now")
    assert "There are 2 open dead letters now." in now.text()
    assert not now.css("button, .cause")
    assert "The list below is older" not in open_page("/stream?shown=2").text()
