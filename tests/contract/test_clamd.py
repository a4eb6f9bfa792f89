"""The scanner's client against a clamd that speaks the protocol over a real socket."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clamd import MALWARE, SIGNATURE, Clamd, Mood, clamd
from tests.engines.server import free_port
from tocsin.errors import DependencyDown
from tocsin.malware import Scanner
from tocsin.metrics import Metrics


@pytest.fixture(params=["tcp", "unix"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clamd]:
    socket_file = tmp_path / "clamd.ctl" if request.param == "unix" else None
    with clamd(socket_file) as opened:
        yield opened


@pytest.mark.parametrize("size_bytes", [0, 1, 1 << 20, (1 << 20) + 1, 5_000_000])
def test_a_file_arrives_whole_and_nothing_is_found(
    server: Clamd, size_bytes: int
) -> None:
    content = b"x" * size_bytes
    assert Scanner(server.url).signature(content) is None
    assert server.files == [content]


def test_malware_is_named(server: Clamd) -> None:
    assert Scanner(server.url).signature(b"before " + MALWARE) == SIGNATURE


def test_it_is_asked_whether_it_is_there(server: Clamd) -> None:
    Scanner(server.url).ping()
    assert server.commands == [b"zPING\0"]


@pytest.mark.parametrize(
    ("mood", "why"),
    [
        ("in trouble", "Can't allocate memory ERROR"),
        ("silent", "TimeoutError"),
        ("hanging up", "it could not look: ''"),
        ("another program", "it could not look: '220 mail.example"),
    ],
)
def test_no_answer_is_never_taken_for_a_good_one(
    server: Clamd, mood: Mood, why: str
) -> None:
    server.mood = mood
    with pytest.raises(DependencyDown, match="clamav is not available") as down:
        Scanner(server.url, timeout_s=0.3).signature(b"content")
    assert why in str(down.value)


@pytest.mark.parametrize("mood", ["silent", "hanging up", "another program"])
def test_what_is_no_clamd_does_not_pass_for_one(server: Clamd, mood: Mood) -> None:
    server.mood = mood
    with pytest.raises(DependencyDown):
        Scanner(server.url, timeout_s=0.3).ping()


def test_a_file_beyond_its_limit_was_not_scanned(server: Clamd) -> None:
    server.stream_bytes_max = 1 << 20
    with pytest.raises(DependencyDown, match=r"StreamMaxLength|ConnectionResetError"):
        Scanner(server.url).signature(bytes(20 << 20))


def test_nobody_there_is_a_dependency_down(tmp_path: Path) -> None:
    for url in (f"tcp://127.0.0.1:{free_port()}", f"unix://{tmp_path}/none"):
        with pytest.raises(DependencyDown, match="clamav"):
            Scanner(url).signature(b"content")


def test_each_answer_is_counted(server: Clamd) -> None:
    scanner, metrics = Scanner(server.url), Metrics()
    scanner.count_in(metrics.file_scans)
    scanner.signature(b"good")
    scanner.signature(MALWARE)
    server.mood = "hanging up"
    with pytest.raises(DependencyDown):
        scanner.signature(b"good")
    told = metrics.render().decode()
    for outcome in ("clean", "infected", "down"):
        assert f'tocsin_file_scans_total{{outcome="{outcome}"}} 1.0' in told
