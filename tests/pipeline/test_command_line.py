"""The command line on the embedded pair: answers, exit codes, and the demonstration."""

import json
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.engines.server import free_port
from tests.pipeline.command_line import LIMIT_S, CommandLine
from tests.pipeline.world import until
from tocsin.samples import load_samples

STORY = json.dumps({"id": "s-1", "narrative": "Passports are kept in Klang."})
SAMPLES = len(load_samples())


def demo() -> list[str]:
    return ["demo", "--once", "--json", "--port", str(free_port())]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """A folder that the demonstration has filled; nothing runs on it."""
    tocsin = CommandLine(tmp_path_factory.mktemp("demo") / "data")
    answer = tocsin(*demo())
    assert answer.code == 0, answer.notes
    assert answer.told["accepted"] == SAMPLES
    assert answer.told["searches"]["top"]["total"] == SAMPLES
    return tocsin


@pytest.fixture
def tocsin(tmp_path: Path) -> CommandLine:
    """An empty folder."""
    return CommandLine(tmp_path / "data")


@pytest.fixture
def copied(shown: CommandLine, tmp_path: Path) -> CommandLine:
    """A copy of the filled folder, to be damaged."""
    shutil.copytree(shown.data, tmp_path / "data")
    return CommandLine(tmp_path / "data")


@pytest.mark.model
def test_a_second_demonstration_adds_nothing_twice(shown: CommandLine) -> None:
    told = shown(*demo()).told
    assert (told["accepted"], told["repeated"]) == (0, SAMPLES)
    assert told["searches"]["top"]["total"] == SAMPLES


@pytest.mark.model
def test_a_search_answers_with_total_cases_facets_and_lag(shown: CommandLine) -> None:
    answer = shown("search", "country:MY", "--json", "--limit", "2")
    assert answer.code == 0
    told = answer.told
    assert told["total"] >= 3
    assert len(told["cases"]) == 2
    assert all("MY" in case["countries_alleged"] for case in told["cases"])
    assert {"value", "label", "cases"} <= told["facets"]["country"][0].keys()
    assert told["index_lag_seconds"] == 0.0
    case_id = told["cases"][0]["case_id"]
    found = shown("show", case_id, "--json").told
    assert found["case"]["case_id"] == case_id
    assert found["summary"] == {**told["cases"][0], "snippets": []}


@pytest.mark.model
def test_the_exit_code_says_what_was_wrong(shown: CommandLine) -> None:
    assert shown("show", "no-such-case").code == 3
    assert shown("dead-letters", "show", "no-such-letter").code == 3
    assert shown("search", "nosuchfield:1").code == 2
    assert shown("search", "--no-such-option").code == 2
    assert shown("status", "--set", "log_url=ftp://nowhere").code == 2
    down = shown("status", "--set", "log_url=kafka://127.0.0.1:1")
    assert down.code == 5
    assert "Traceback" not in down.notes


@pytest.mark.model
def test_verify_fails_where_the_index_lacks_a_case_and_a_rebuild_mends_it(
    copied: CommandLine,
) -> None:
    whole = copied("verify", "--json")
    assert whole.code == 0
    assert whole.told["searchable"] == SAMPLES
    assert whole.told["lost"] == 0
    shutil.rmtree(copied.data / "index")
    lost = copied("verify", "--json")
    assert lost.code == 1
    assert lost.told["lost"] == SAMPLES
    assert lost.told["holds"] is False
    assert copied("rebuild", "--json").told == {"cases": SAMPLES}
    assert copied("verify", "--json").told == whole.told


def test_waiting_without_workers_says_what_to_start(tocsin: CommandLine) -> None:
    assert tocsin("submit", "-", stdin=STORY).code == 0
    answer = tocsin("wait", "--timeout", "0.1")
    assert answer.code == 5
    assert "no worker runs: start `tocsin up`" in " ".join(answer.notes.split())


def test_a_fresh_folder_has_no_cases_and_nothing_to_wait_for(
    tocsin: CommandLine,
) -> None:
    assert tocsin("search", "--json").told["total"] == 0
    assert tocsin("wait", "--json").told == {"done": True}
    assert tocsin("doctor", "--json").told == {"problems": {}}
    shown = tocsin("config", "show", "--json").told
    assert shown["data"] == str(tocsin.data)
    assert shown["index_api_key"] is None


@pytest.mark.model
def test_ctrl_c_during_the_demonstration_leaves_what_a_second_one_completes(
    tocsin: CommandLine, tmp_path: Path
) -> None:
    taken = tocsin.data / "intake.sqlite"
    with (tmp_path / "log").open("wb") as log:
        first = subprocess.Popen(
            tocsin.arguments(*demo()),
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )
        try:
            until(taken.exists, "intake has begun", patience_s=LIMIT_S)
            first.send_signal(signal.SIGINT)
            code = first.wait(timeout=LIMIT_S)
        finally:
            first.kill()
            first.wait()
    assert code == 1
    told = tocsin(*demo()).told
    assert told["accepted"] + told["repeated"] == SAMPLES
    verification = tocsin("verify", "--json")
    assert verification.code == 0
    assert verification.told["searchable"] == SAMPLES
