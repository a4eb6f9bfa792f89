"""Requests made from an OpenAPI document: such as it allows, and such as it forbids.

How many there are: `make hostile` sets TOCSIN_HOSTILE_CASES.
"""

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import InvalidURL, Response
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.openapi import from_dict

CASES = int(os.environ.get("TOCSIN_HOSTILE_CASES", "200"))
"""Requests for each document. Few in CI, and always the same ones."""

ADDRESS = "http://127.0.0.1:8420"
PROBLEM = "application/problem+json"
SERVER_ERROR = 500

Checked = Callable[[str, Response], None]


def trials(cases: int) -> settings:
    """How a property is tried: always alike, however slow the machine."""
    return settings(
        max_examples=cases,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )


def client_of(app: FastAPI) -> TestClient:
    """A client that gets the answer to a bug, and not its exception."""
    return TestClient(
        app, base_url=ADDRESS, raise_server_exceptions=False, follow_redirects=False
    )


def ask_all(
    app: FastAPI, cases: int, ids: Sequence[str], checked: Checked
) -> Counter[int]:
    """Ask each operation of an app, and check the answers; statuses.

    Args:
        app: describes itself.
        cases: requests in all.
        ids: of things that there are: half of the paths name one of them.
        checked: raises AssertionError; gets the operation too.
    """
    found = from_dict(app.openapi()).get_all_operations()
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    seen: Counter[int] = Counter()
    with client_of(app) as client:
        for operation in operations:
            _ask(client, operation, cases // len(operations), ids, (checked, seen))
    return seen


def _ask(
    client: TestClient,
    operation: Any,
    cases: int,
    ids: Sequence[str],
    told: tuple[Checked, Counter[int]],
) -> None:
    checked, seen = told
    name = f"{operation.method.upper()} {operation.path}"

    @trials(cases)
    @given(
        case=_requests(operation), id=st.sampled_from([*ids, *[""] * max(1, len(ids))])
    )
    def ask(case: Any, id: str) -> None:
        if id:
            case.path_parameters = dict.fromkeys(case.path_parameters or {}, id)
        answer = _answer(client, case)
        if answer is not None:
            seen[answer.status_code] += 1
            checked(name, answer)

    ask()


def _requests(operation: Any) -> st.SearchStrategy[Any]:
    allowed: st.SearchStrategy[Any] = operation.as_strategy(
        generation_mode=GenerationMode.POSITIVE
    )
    # Nothing is forbidden where a path is all there is to say.
    if not (operation.body or operation.query):
        return allowed
    forbidden = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    return st.one_of(allowed, forbidden)


def _answer(client: TestClient, case: Any) -> Response | None:
    given: Mapping[str, Any] = case.as_transport_kwargs(base_url=ADDRESS)
    named = ("method", "url", "params", "headers", "json", "data", "content", "files")
    sent = {name: given[name] for name in named if given.get(name) is not None}
    if isinstance(sent.get("data"), bytes | str):
        sent["content"] = sent.pop("data")
    try:
        return client.request(**sent)
    except (InvalidURL, UnicodeEncodeError, TypeError, ValueError):
        # Not even this client can send it.
        return None


def is_answered(name: str, answer: Response) -> None:
    """No bug, and each error is a problem of ours."""
    assert answer.status_code < SERVER_ERROR, f"{name}: {answer.text[:500]}"
    if answer.status_code >= 400:
        kind = answer.headers.get("content-type")
        assert kind == PROBLEM, f"{name}: {answer.status_code} is {kind}"
        body = answer.json()
        assert body["status"] == answer.status_code
        assert body["type"].startswith("urn:tocsin:problem:")
