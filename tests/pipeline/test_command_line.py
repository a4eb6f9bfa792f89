"""The command line on the embedded pair: answers, exit codes, and the demonstration."""

import json
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from schemas.topics import RECEIVED
from tests.engines.server import free_port
from tests.pipeline.command_line import LIMIT_S, Answer, CommandLine
from tests.pipeline.world import until
from tocsin.clock import SystemClock
from tocsin.samples import load_samples
from tocsin.settings import load_settings
from tocsin.wiring import open_log

STORY = json.dumps({"id": "s-1", "narrative": "Passports are kept in Klang."})
SAMPLES = len(load_samples())


def demo() -> list[str]:
    # One process that reads: each takes seconds to load its models.
    one = ["--set", "enrich_processes=1"]
    return ["demo", "--once", "--json", "--port", str(free_port()), *one]


@dataclass(frozen=True)
class Shown:
    """Two demonstrations on one folder, the first one ended by Ctrl-C."""

    tocsin: CommandLine
    first_code: int
    first_notes: str
    second: Answer


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """A folder that the demonstration has filled; nothing runs on it.

    Between the two its index becomes one of another version.
    """
    folder = tmp_path_factory.mktemp("demo")
    tocsin = CommandLine(folder / "data")
    with (folder / "notes").open("wb") as notes:
        first = subprocess.Popen(
            tocsin.process(*demo()),
            stdout=subprocess.DEVNULL,
            stderr=notes,
            start_new_session=True,
        )
        try:
            until(lambda: _has_begun(tocsin), "intake has begun", patience_s=LIMIT_S)
            first.send_signal(signal.SIGINT)
            code = first.wait(timeout=LIMIT_S)
        finally:
            first.kill()
            first.wait()
    (tocsin.data / "index" / "gen-0001" / "mapping").write_text("00000000")
    second = tocsin.in_process_of_its_own(*demo())
    assert second.code == 0, second.notes
    return Shown(tocsin, code, (folder / "notes").read_text("utf-8"), second)


def _has_begun(tocsin: CommandLine) -> bool:
    """Whether a report is in the log."""
    settings = load_settings(data=tocsin.data)
    if not (tocsin.data / "log.sqlite").exists():
        return False
    with open_log(settings, SystemClock()) as log:
        return any(bounds.end for bounds in log.bounds([RECEIVED.name]).values())


@pytest.fixture(scope="module")
def shown(demonstrated: Shown) -> CommandLine:
    return demonstrated.tocsin


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
def test_a_demonstration_after_ctrl_c_completes_the_first_and_adds_nothing_twice(
    demonstrated: Shown,
) -> None:
    assert demonstrated.first_code == 1
    assert f"{SAMPLES} samples taken in, 0 known before" in demonstrated.first_notes
    told = demonstrated.second.told
    assert (told["accepted"], told["repeated"], told["rejected"]) == (0, SAMPLES, 0)
    assert told["searches"]["top"]["total"] == SAMPLES


@pytest.mark.model
def test_a_demonstration_makes_an_index_of_another_version_again(
    demonstrated: Shown,
) -> None:
    assert "the index is of another version of Tocsin" in demonstrated.second.notes
    assert demonstrated.tocsin("verify", "--json").told["lost"] == 0


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
    down = shown.in_process_of_its_own("status", "--set", "log_url=kafka://127.0.0.1:1")
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
    assert sum(window["lost"] for window in lost.told["windows"]) == SAMPLES
    shown = copied("verify")
    assert shown.code == 1
    assert "Lost" in shown.out
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
    assert tocsin("topics", "apply").code == 0
    assert tocsin("search", "--json").told["total"] == 0
    assert tocsin("wait", "--json").told == {"done": True}
    assert tocsin("doctor", "--json").told == {"problems": {}}
    shown = tocsin("config", "show", "--json").told
    assert shown["data"] == str(tocsin.data)
    assert shown["index_api_key"] is None
