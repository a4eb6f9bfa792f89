"""The door: by the right name, safely, and not sent by another site."""

import pytest
from starlette.requests import Request

from services.desk.accounts.door import Door
from tocsin.settings import load_settings
from tocsin.web.problems import Problem

LOCAL = Door.of(load_settings())
PUBLISHED = Door.of(load_settings(host="0.0.0.0", desk_url="https://desk.example.org"))  # noqa: S104 - nobody listens
BEHIND_A_PROXY = Door.of(load_settings(desk_url="https://desk.example.org"))
HTTPS = {"x-forwarded-proto": "https"}


def asked(host: str, method: str = "GET", **headers: str) -> Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    raw = [(n.encode(), v.encode()) for n, v in {"host": host, **named}.items()]
    scope = {
        "type": "http",
        "method": method,
        "path": "/desk/",
        "query_string": b"",
        "headers": raw,
        "scheme": "http",
        "server": ("127.0.0.1", 8420),
    }
    return Request(scope)


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8420", "localhost:8420", "127.0.0.2", "[::1]:8420"]
)
@pytest.mark.parametrize("door", [LOCAL, PUBLISHED, BEHIND_A_PROXY])
def test_this_machine_is_let_in_by_loopback_names(door: Door, host: str) -> None:
    door(asked(host))


@pytest.mark.parametrize("host", ["rebound.example:8420", "10.0.0.7", "desk.example"])
def test_a_name_that_was_pointed_at_this_machine_is_refused(host: str) -> None:
    with pytest.raises(Problem, match="loopback name"):
        LOCAL(asked(host, x_forwarded_proto="https"))


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-forwarded-host"])
def test_a_proxy_for_others_is_refused_where_only_this_machine_is_served(
    header: str,
) -> None:
    """A proxy may ask by a loopback name, and hide who asks it."""
    with pytest.raises(Problem, match="Set desk_url"):
        LOCAL(asked("127.0.0.1:8420", **{header: "192.0.2.1"}))


@pytest.mark.parametrize("door", [PUBLISHED, BEHIND_A_PROXY])
def test_the_desks_own_name_is_let_in_over_https(door: Door) -> None:
    door(asked("desk.example.org", x_forwarded_proto="https", x_forwarded_for="a"))


@pytest.mark.parametrize("door", [PUBLISHED, BEHIND_A_PROXY])
def test_the_desks_own_name_is_refused_over_plain_http(door: Door) -> None:
    with pytest.raises(Problem, match="HTTPS"):
        door(asked("desk.example.org"))


@pytest.mark.parametrize("door", [PUBLISHED, BEHIND_A_PROXY])
def test_another_name_is_refused(door: Door) -> None:
    with pytest.raises(Problem, match="forbidden"):
        door(asked("other.example.org", x_forwarded_proto="https"))


def test_a_demonstration_has_no_name_but_loopback_ones() -> None:
    door = Door.of(load_settings(demo=True, desk_url="https://desk.example.org"))
    with pytest.raises(Problem, match="loopback name"):
        door(asked("desk.example.org", x_forwarded_proto="https"))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_change_that_another_site_sends_is_refused(
    method: str, headers: dict[str, str]
) -> None:
    with pytest.raises(Problem, match="another site"):
        LOCAL(asked("127.0.0.1:8420", method, **headers))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec_fetch_site": "same-origin"},
        {"origin": "http://127.0.0.1:8420"},
    ],
)
def test_a_change_of_our_own_pages_or_of_a_program_is_let_in(
    headers: dict[str, str],
) -> None:
    LOCAL(asked("127.0.0.1:8420", "POST", **headers))


def test_a_link_from_another_site_leads_in() -> None:
    LOCAL(asked("127.0.0.1:8420", sec_fetch_site="cross-site"))
