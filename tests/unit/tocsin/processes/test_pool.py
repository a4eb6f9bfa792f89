import os
import signal
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from tocsin.errors import DependencyDown
from tocsin.processes import Failed, Limits, Pool, Task
from tocsin.processes.template import START_TIMEOUT_S

WORK = "tests.unit.tocsin.processes.work"


def test_results_come_back_in_the_order_of_the_items() -> None:
    with Pool[int, int](
        Task(f"{WORK}:doubling", chunk_items_max=3), processes=2
    ) as pool:
        assert pool.run(list(range(10))) == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]


def test_no_items_need_no_process() -> None:
    with Pool[int, int](Task(f"{WORK}:broken"), processes=1) as pool:
        assert pool.run([]) == []


def test_an_item_that_kills_its_process_fails_alone() -> None:
    with Pool[str, str](Task(f"{WORK}:dangerous"), processes=1) as pool:
        assert pool.run(["a", "segfault", "b"]) == [
            "A",
            Failed("crashed", f"exit code {-signal.SIGSEGV}"),
            "B",
        ]


def test_an_item_that_hangs_is_stopped_and_fails_alone() -> None:
    task = Task(f"{WORK}:dangerous", timeout_s=0.3)
    with Pool[str, str](task, processes=1) as pool:
        assert pool.run(["hang", "b"]) == [Failed("timed_out", "after 0.3 s"), "B"]


def test_an_item_that_hangs_keeps_the_others_of_its_chunk_waiting_twice() -> None:
    task = Task(f"{WORK}:dangerous", timeout_s=1.0)
    with Pool[str, str](task, processes=1) as pool:
        assert pool.run(["a"]) == ["A"]
        started_s = time.monotonic()
        found = pool.run([*"abcdefghij", "hang"])
        waited_s = time.monotonic() - started_s
    assert found == [*"ABCDEFGHIJ", Failed("timed_out", "after 1 s")]
    assert 2.0 <= waited_s < 11 * task.timeout_s


def test_half_an_answer_is_not_waited_for() -> None:
    task = Task(f"{WORK}:stalling", timeout_s=0.3)
    with Pool[str, str](task, processes=1) as pool, ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(pool.run, ["stall", "b"])
        done, _ = wait([waiting], timeout=START_TIMEOUT_S)
        if not done:
            pool.close()
        assert waiting.result() == [Failed("timed_out", "after 0.3 s"), "B"]


def test_an_exception_leaves_its_name_but_not_its_words() -> None:
    with Pool[str, str](Task(f"{WORK}:dangerous"), processes=1) as pool:
        assert pool.run(["raise", "b"]) == [Failed("raised", "ValueError"), "B"]


def test_a_child_that_used_up_its_turns_is_replaced() -> None:
    task = Task(f"{WORK}:process_ids", items_per_child_max=2)
    with Pool[int, int](task, processes=1) as pool:
        first, again = pool.run([0, 0])
        assert first == again
        assert pool.run([0]) != [first]


def test_a_child_knows_no_secret_that_stands_in_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOCSIN_LOG_PASSWORD", "invented")
    task = Task(f"{WORK}:names_of_the_environment")
    with Pool[int, list[str]](task, processes=1) as pool:
        (known,) = pool.run([0])
    assert isinstance(known, list)
    assert "PATH" in known
    assert "TOCSIN_LOG_PASSWORD" not in known


def test_all_children_share_what_one_process_has_loaded() -> None:
    task = Task(f"{WORK}:makers", items_per_child_max=1)
    with Pool[int, int](task, processes=1) as pool:
        first, again = pool.run([0, 0])
    assert first == again


def test_items_whose_template_is_killed_are_not_blamed() -> None:
    with Pool[int, int](Task(f"{WORK}:killing_parents"), processes=1) as pool:
        with pytest.raises(DependencyDown, match="child process"):
            pool.run([signal.SIGKILL])
        assert pool.run([0]) == [0]


def test_memory_beyond_the_limit_is_refused() -> None:
    task = Task(f"{WORK}:greedy", limits=Limits(memory_bytes=1 << 30))
    with Pool[int, int](task, processes=1) as pool:
        assert pool.run([1 << 31, 7]) == [Failed("raised", "MemoryError"), 7]


def test_a_child_without_the_right_to_write_cannot_write(tmp_path: Path) -> None:
    task = Task(f"{WORK}:writing", (str(tmp_path),), limits=Limits(file_bytes=0))
    with Pool[str, int](task, processes=1) as pool:
        (answer,) = pool.run(["file"])
    assert isinstance(answer, Failed)


def test_a_pool_whose_children_cannot_start_is_a_dependency_down() -> None:
    with (
        Pool[int, int](Task(f"{WORK}:broken"), processes=1) as pool,
        pytest.raises(DependencyDown, match="child process"),
    ):
        pool.run([1])


def test_closing_ends_the_children() -> None:
    pool = Pool[int, int](Task(f"{WORK}:process_ids"), processes=1)
    (process_id,) = pool.run([0])
    assert isinstance(process_id, int)
    pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)


def test_closing_does_not_wait_for_a_child_that_is_starting() -> None:
    pool = Pool[int, int](Task(f"{WORK}:never_ready"), processes=1)
    pool.warm()
    started_s = time.monotonic()
    pool.close()
    assert time.monotonic() - started_s < START_TIMEOUT_S / 2


def test_items_at_work_when_the_pool_closes_are_not_blamed() -> None:
    pool = Pool[str, str](Task(f"{WORK}:dangerous"), processes=1)
    assert pool.run(["a"]) == ["A"]
    with ThreadPoolExecutor(1) as threads:
        at_work = threads.submit(pool.run, ["hang"])
        while not at_work.running():
            os.sched_yield()
        pool.close()
        with pytest.raises((DependencyDown, CancelledError, RuntimeError)):
            at_work.result()
