import pytest

from services.desk.pages.access import is_open
from tocsin.settings import load_settings


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_the_pages_are_served_on_this_machine(host: str) -> None:
    assert is_open(load_settings(host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.7", "::", "desk.example"])  # noqa: S104 - asked, not served
def test_the_pages_are_not_served_to_others(host: str) -> None:
    assert not is_open(load_settings(host=host))


def test_a_demonstration_is_on_this_machine() -> None:
    assert is_open(load_settings(demo=True))
