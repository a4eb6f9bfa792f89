"""A child that is shut in: tried by children that do what they must not."""

import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.unit.tocsin.processes import attempts
from tocsin.processes import Failed, Limits, Pool, Task
from tocsin.processes.sandbox import FILES, PARTS, SYSTEM_CALLS, confine, readable
from tocsin.processes.template import Template

FORBIDDEN = (
    "call by TCP",
    "call by UDP",
    "call by a Unix socket",
    "make a pair of sockets",
    "write a file",
    "add to a file",
    "empty a file",
    "remove a file",
    "move a file",
    "change who may read",
    "make a folder",
    "make a file in memory",
    "fork",
    "run a program",
    "start a program",
    "trace its parent",
    "signal its parent",
    "set up io_uring",
    "type into a terminal",
    "loosen a limit",
    "outlive its parent",
    "become somebody else",
)
"""By the filter of system calls."""

UNREADABLE = (
    "read a key",
    "list a folder",
    "read the environment",
    "read its parent",
)
"""By the rule of files."""

NEEDED = ("start a thread", "import a module")


@pytest.fixture(scope="module")
def refused() -> tuple[str, ...]:
    task = Task("tests.unit.tocsin.processes.attempts:asking_the_kernel")
    with Pool[int, list[str]](task, processes=1) as pool:
        (parts,) = pool.run([1])
    assert isinstance(parts, list)
    return tuple(parts)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str | Failed]:
    folder = tmp_path_factory.mktemp("outside")
    (folder / "there").write_text("a key")
    task = Task(
        "tests.unit.tocsin.processes.attempts:attempting",
        (str(folder),),
        result=str,
        limits=Limits(confined=True),
        chunk_items_max=1,
    )
    names = [*FORBIDDEN, *UNREADABLE, *NEEDED]
    with Pool[str, str](task, processes=1) as pool:
        answers = pool.run(names)
    assert (folder / "there").read_text() == "a key"
    assert [path.name for path in folder.iterdir()] == ["there"]
    return dict(zip(names, answers, strict=True))


@pytest.mark.parametrize("deed", FORBIDDEN)
def test_a_child_that_is_shut_in_cannot(
    outcomes: Mapping[str, str | Failed], deed: str, refused: tuple[str, ...]
) -> None:
    if SYSTEM_CALLS in refused:
        pytest.skip("this machine filters no system calls")
    assert outcomes[deed] == attempts.REFUSED


@pytest.mark.parametrize("deed", UNREADABLE)
def test_a_child_that_is_shut_in_cannot_see(
    outcomes: Mapping[str, str | Failed], deed: str, refused: tuple[str, ...]
) -> None:
    if FILES in refused:
        pytest.skip("this kernel has no Landlock")
    assert outcomes[deed] == attempts.REFUSED


@pytest.mark.parametrize("deed", NEEDED)
def test_a_child_that_is_shut_in_can_still(
    outcomes: Mapping[str, str | Failed], deed: str
) -> None:
    assert outcomes[deed] == attempts.NOTHING


def test_outside_all_of_it_is_possible_but_for_the_rights_of_root(
    tmp_path: Path,
) -> None:
    """Else the tests above would say nothing of the sandbox."""
    (tmp_path / "there").write_text("a key")
    task = Task("tests.unit.tocsin.processes.attempts:attempting", (str(tmp_path),))
    possible = (
        "call by UDP",
        "write a file",
        "read a key",
        "list a folder",
        "start a program",
        "signal its parent",
        "outlive its parent",
    )
    with Pool[str, str](task, processes=1) as pool:
        assert pool.run(possible) == [attempts.NOTHING] * len(possible)


def test_a_folder_that_is_named_can_be_read_and_not_written(
    tmp_path: Path, refused: tuple[str, ...]
) -> None:
    if refused:
        pytest.skip("this machine refuses a part of the sandbox")
    (tmp_path / "there").write_text("an official list")
    task = Task(
        "tests.unit.tocsin.processes.attempts:attempting",
        (str(tmp_path),),
        limits=Limits(confined=True, readable=(tmp_path,)),
    )
    with Pool[str, str](task, processes=1) as pool:
        told = pool.run(["read a key", "list a folder", "write a file"])
    assert told == [attempts.NOTHING, attempts.NOTHING, attempts.REFUSED]


def test_neither_keys_nor_data_are_among_what_a_child_may_read(tmp_path: Path) -> None:
    private = [tmp_path, Path.home(), Path("/run/secrets"), Path("/proc"), Path("/var")]
    allowed = [path.resolve() for path in readable()]
    found = [one for one in private if any(one.is_relative_to(a) for a in allowed)]
    assert found == []


def test_processor_time_beyond_the_limit_ends_a_child() -> None:
    task = Task(
        "tests.unit.tocsin.processes.attempts:spinning",
        limits=Limits(cpu_s=1, confined=True),
    )
    with Pool[int, int](task, processes=1) as pool:
        (answer,) = pool.run([1])
    # The kernel sends SIGXCPU first, or at once SIGKILL where both limits are one.
    killed = {f"exit code {-one}" for one in (signal.SIGXCPU, signal.SIGKILL)}
    assert isinstance(answer, Failed)
    assert answer.reason == "crashed"
    assert answer.detail in killed


def test_what_the_kernel_refuses_is_told(refused: tuple[str, ...]) -> None:
    """As one that refuses both: to a process that is shut in already it does."""
    if SYSTEM_CALLS in refused:
        pytest.skip("this machine filters no system calls")
    task = Task(
        "tests.unit.tocsin.processes.attempts:confining_again",
        limits=Limits(confined=True),
    )
    with Pool[int, list[str]](task, processes=1) as pool:
        assert pool.run([1]) == [list(PARTS)]


def test_without_libseccomp_the_rule_of_files_still_holds(
    tmp_path: Path, refused: tuple[str, ...]
) -> None:
    if FILES in refused:
        pytest.skip("this kernel has no Landlock")
    (tmp_path / "there").write_text("a key")
    task = Task(
        "tests.unit.tocsin.processes.attempts:attempting_without_libseccomp",
        (str(tmp_path),),
        limits=Limits(confined=True),
    )
    template = Template(task)
    try:
        assert template.await_ready() == (SYSTEM_CALLS,)
    finally:
        template.kill()
    with Pool[str, str](task, processes=1) as pool:
        told = pool.run(["read a key", "write a file", "run a program", "call by UDP"])
    assert told == [*[attempts.REFUSED] * 3, attempts.NOTHING]


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_on_another_system_nothing_is_held_and_nothing_breaks(
    monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert confine() == PARTS
