"""Bodies and files that are too large, broken, or never end."""

import gzip
import json
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient
from starlette.types import Receive

from services.intake.limits import Limits
from tests.intake_world import IntakeWorld, intake_world
from tests.pipeline.intake.client import (
    JSON,
    PDF,
    URL,
    client_of,
    pointers,
    problem,
)


def test_a_body_of_ten_megabytes_is_too_large(client: TestClient) -> None:
    body = json.dumps({"narrative": "x" * 10_000_000})
    response = client.post(URL, content=body, headers=JSON)
    assert problem(response) == (413, "too-large")


def post_raw(world: IntakeWorld, receive: Receive) -> int:
    """The status of a post whose body a test sends by hand.

    The test client would read an endless body itself.
    """
    answers: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        answers.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": URL,
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }
    anyio.run(client_of(world).app, scope, receive, send)
    return int(answers[0]["status"])


def test_a_body_without_a_length_is_cut_off_at_the_limit(tmp_path: Path) -> None:
    taken = []

    async def receive() -> dict[str, Any]:
        taken.append(1)
        return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    with intake_world(tmp_path, limits=Limits(json_bytes_max=10_000)) as world:
        assert post_raw(world, receive) == 413
    assert len(taken) == 11


def test_a_body_that_does_not_come_is_not_waited_for(tmp_path: Path) -> None:
    async def receive() -> dict[str, Any]:
        await anyio.sleep_forever()
        raise AssertionError

    with intake_world(tmp_path, limits=Limits(body_s=0.01)) as world:
        assert post_raw(world, receive) == 408


def test_a_body_that_breaks_off_is_no_report(world: IntakeWorld) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    assert post_raw(world, receive) == 400
    assert world.received() == []


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/xml"])
def test_another_media_type_is_refused(client: TestClient, media_type: str) -> None:
    headers = {"Content-Type": media_type}
    response = client.post(URL, content=b"{}", headers=headers)
    assert problem(response) == (415, "unsupported-media-type")
    assert response.headers["accept-post"] == "application/json, multipart/form-data"


@pytest.mark.parametrize("media_type", [JSON["Content-Type"], "multipart/form-data"])
def test_a_compressed_body_is_to_be_sent_plain(
    client: TestClient, media_type: str
) -> None:
    headers = {"Content-Type": f"{media_type}; boundary=b", "Content-Encoding": "gzip"}
    response = client.post(URL, content=gzip.compress(b"{}"), headers=headers)
    assert problem(response) == (415, "unsupported-media-type")
    assert "send it plain" in response.json()["detail"]
    assert response.headers["accept-encoding"] == "identity"


def test_a_body_that_says_it_is_plain_is_taken(client: TestClient) -> None:
    headers = JSON | {"Content-Encoding": "identity"}
    response = client.post(URL, content=b'{"narrative": "Kept"}', headers=headers)
    assert response.status_code == 202


def _form(*parts: str) -> bytes:
    shown = (
        f"--b\r\nContent-Disposition: form-data; {part}\r\n\r\nx\r\n" for part in parts
    )
    return "".join(shown).encode() + b"--b--\r\n"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=b", b"--b\r\nnonsense"),
        ("multipart/form-data; boundary=b", _form('name="x"')),
        (
            "multipart/form-data; boundary=b",
            _form('name="f"; filename="a"', 'name="f"; filename="b"'),
        ),
        (
            "multipart/form-data; boundary=b",
            _form('name="allegation"', 'name="allegation"'),
        ),
        (
            "multipart/form-data; boundary=b",
            _form('name="allegation"; filename="a"', 'name="note"'),
        ),
    ],
    ids=["no boundary", "nonsense", "no report", "two of a name", "twice", "stray"],
)
def test_a_form_that_cannot_be_read_is_refused(
    client: TestClient, content_type: str, body: bytes
) -> None:
    headers = {"Content-Type": content_type}
    response = client.post(URL, content=body, headers=headers)
    assert problem(response) == (400, "not-multipart")


@pytest.mark.parametrize("charset", ["punycode", "idna", "undefined", "utf-16"])
def test_a_form_in_another_encoding_is_not_decoded(
    client: TestClient, charset: str
) -> None:
    # To decode a megabyte of these letters as punycode takes hours, for all.
    headers = {"Content-Type": f"multipart/form-data; boundary=b; charset={charset}"}
    response = client.post(
        URL, content=_form('name="allegation"').replace(b"x", b"-aa"), headers=headers
    )
    assert problem(response) == (415, "unsupported-media-type")


def test_too_many_files_are_refused(client: TestClient) -> None:
    files = {f"f{n}": ("a.txt", b"a") for n in range(60)}
    response = client.post(URL, data={"allegation": "{}"}, files=files)
    assert problem(response) == (413, "too-large")


def test_a_large_file_is_refused_while_it_comes_in(tmp_path: Path) -> None:
    report = json.dumps({"narrative": "a", "evidence": [{"upload": "f"}]})
    with intake_world(tmp_path, limits=Limits(upload_bytes_max=1000)) as world:
        response = client_of(world).post(
            URL, data={"allegation": report}, files={"f": ("a.pdf", PDF * 1000)}
        )
    assert problem(response) == (413, "too-large")


def test_a_program_is_refused_whatever_it_calls_itself(client: TestClient) -> None:
    report = json.dumps({"narrative": "a", "evidence": [{"upload": "f"}]})
    part = ("contract.pdf", b"MZ\x90\0 program", "application/pdf")
    response = client.post(URL, data={"allegation": report}, files={"f": part})
    assert problem(response) == (422, "file-type-refused")
    assert pointers(response) == ["/evidence/0"]
