"""Bodies of forms are read within limits of size, number and time."""

from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest
from fastapi import Request

from services.desk.pages.fields import Fields, read_form
from tocsin.web.problems import Problem

Receive = Callable[[], Awaitable[dict[str, Any]]]
FORM = "application/x-www-form-urlencoded"


def sent(body: bytes) -> Receive:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def never() -> dict[str, Any]:
    await anyio.sleep_forever()
    raise AssertionError


async def gone() -> dict[str, Any]:
    return {"type": "http.disconnect"}


def read(receive: Receive, media_type: str = FORM) -> Fields:
    scope = {
        "type": "http",
        "method": "POST",
        "headers": [(b"content-type", media_type.encode())],
    }

    async def answer() -> Fields:
        request = Request(scope, receive)
        limit_s = 0.01 if receive is never else 60
        return await read_form(request, bytes_max=20, fields_max=3, limit_s=limit_s)

    return anyio.run(answer)


def test_fields_come_in_their_order_and_blanks_are_kept_for_secrets() -> None:
    fields = read(sent(b"a=+1+&b=2&a=%C3%A9"))
    assert fields.items == (("a", " 1 "), ("b", "2"), ("a", "é"))
    assert (fields.text("a"), fields.secret("a")) == ("1", " 1 ")
    assert fields.values("a") == (" 1 ", "é")


@pytest.mark.parametrize(
    ("receive", "slug"),
    [
        (never, "too-slow"),
        (gone, "broken-off"),
        (sent(b"a=" + b"x" * 19), "too-large"),
        (sent(b"a=&b=&c=&d="), "invalid-request"),
        (sent(b"a=%00"), "invalid-request"),
    ],
    ids=["does not come", "breaks off", "too large", "too many", "no character"],
)
def test_what_is_no_form_is_refused(receive: Receive, slug: str) -> None:
    with pytest.raises(Problem) as refused:
        read(receive)
    assert refused.value.slug == slug


def test_another_media_type_is_refused() -> None:
    with pytest.raises(Problem, match="unsupported-media-type"):
        read(sent(b"{}"), "application/json")
