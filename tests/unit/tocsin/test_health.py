"""Ready names what is down; alive asks nobody."""

import threading

from tocsin.errors import DependencyDown
from tocsin.health import Health


def up() -> None:
    """It answers."""


def down() -> None:
    raise DependencyDown("log", "no broker")


def test_nothing_is_down_when_all_checks_return() -> None:
    assert Health({"log": up, "index": up}).down() == []
    assert Health({}).down() == []


def test_what_is_down_is_named_in_order() -> None:
    assert Health({"log": down, "files": up, "index": down}).down() == ["index", "log"]


def test_a_check_that_hangs_is_down() -> None:
    release = threading.Event()

    def hangs() -> None:
        release.wait(60)

    try:
        assert Health({"log": hangs, "index": up}, wait_s=0.05).down() == ["log"]
    finally:
        release.set()


def test_alive_does_not_look_at_dependencies() -> None:
    assert Health({"log": down}).alive()
    assert not Health({}, alive=lambda: False).alive()
