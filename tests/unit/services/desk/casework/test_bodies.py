"""Bodies of changes are counted before they are parsed."""

from typing import Any

import anyio
import pytest
from fastapi import Request

from services.desk.casework.bodies import read_json
from services.desk.casework.bulk import CASES_MAX, BulkRequest
from tocsin.web.problems import Problem


def read(body: bytes) -> BulkRequest:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "headers": headers}

    async def answer() -> BulkRequest:
        return await read_json(Request(scope, receive), BulkRequest)

    return anyio.run(answer)


def test_a_body_with_more_values_than_a_change_can_have_is_refused_unread() -> None:
    # Told one by one, the faults of a megabyte of them take a gigabyte.
    with pytest.raises(Problem, match="more values than a change can have"):
        read(b'{"cases": [' + b"1," * 20_000 + b"1]}")


def test_a_change_of_as_many_cases_as_may_be_is_read() -> None:
    case = b'{"case_id": "aaaaaaaaaaaaaaaaaaaa", "based_on_version": 1}'
    change = b'{"change": "note", "text": "Seen."}'
    cases = b", ".join([case] * CASES_MAX)
    asked = read(b'{"cases": [%s], "changes": [%s]}' % (cases, change))
    assert len(asked.cases) == CASES_MAX
