"""Logs: one JSON object a line, and never an allegation in it."""

import json
import logging
from typing import Any

import pytest
import structlog

from tests.builders import received
from tests.restored_logging import logs_set_up
from tocsin.errors import DependencyDown
from tocsin.logs import about_case, describe

CANARY = "Canary words of an allegation"


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_is_json_with_time_level_and_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with logs_set_up("INFO", pretty=False):
        structlog.get_logger("tocsin.test").info("started", port=8080)
    [line] = lines(capsys)
    assert line["event"] == "started"
    assert line["level"] == "info"
    assert line["logger"] == "tocsin.test"
    assert line["port"] == 8080
    assert line["timestamp"].endswith("Z")


def test_libraries_speak_the_same_way_from_warning_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with logs_set_up("DEBUG", pretty=False):
        library = logging.getLogger("some.library")
        library.info("record value: %s", CANARY)
        library.warning("retrying in %s s", 3)
        logging.getLogger("tocsin.test").debug("ours")
    assert [line["event"] for line in lines(capsys)] == ["retrying in 3 s", "ours"]


def test_a_case_is_named_in_every_line_about_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with logs_set_up("INFO", pretty=False):
        logger = structlog.get_logger("tocsin.test")
        with about_case("a" * 20):
            logger.info("one")
        logger.info("two")
    one, two = lines(capsys)
    assert one["case_id"] == "a" * 20
    assert "case_id" not in two


@pytest.mark.parametrize("pretty", [True, False])
def test_an_allegation_never_shows(
    capsys: pytest.CaptureFixture[str], *, pretty: bool
) -> None:
    with logs_set_up("DEBUG", pretty=pretty):
        logger = structlog.get_logger("tocsin.test")
        event = received(narrative=CANARY)
        logger.info("a", narrative=CANARY, text=CANARY, receipt=CANARY, q=CANARY)
        logger.info(
            "b", event_object=event, found={"quote": CANARY}, raw=CANARY.encode()
        )
        logger.info("c", items=[event, CANARY.encode()])
        logger.info("d", long="x" * 300 + CANARY)
        try:
            int(CANARY)
        except ValueError:
            logger.exception("e")
            logging.getLogger("some.library").exception("f")
    shown = capsys.readouterr().err
    assert "Canary" not in shown
    assert "ValueError" in shown


def test_withheld_and_cut_values_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    with logs_set_up("INFO", pretty=False):
        structlog.get_logger("tocsin.test").info(
            "a", narrative=CANARY, long="x" * 301, thing=object(), fine=[1, "two"]
        )
    [line] = lines(capsys)
    assert line["narrative"] == "[withheld]"
    assert line["long"] == "x" * 300 + "[cut]"
    assert line["thing"] == "<object>"
    assert line["fine"] == [1, "two"]


def test_of_a_foreign_error_only_type_and_place_are_told() -> None:
    with pytest.raises(ValueError, match="Expecting value") as raised:
        json.loads(CANARY)
    told = describe(raised.value)
    assert told["error"] == "JSONDecodeError"
    assert told["at"][-1].endswith(" raw_decode")
    assert CANARY not in json.dumps(told)


def test_an_error_of_ours_is_told_in_its_words() -> None:
    told = describe(DependencyDown("log", "no broker"))
    assert told["error_message"] == "log is not available: no broker"
