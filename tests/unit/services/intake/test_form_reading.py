"""Pages that come in at the same time keep each other neither out nor waiting."""

from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest
from fastapi import Request

from services.intake.form.reading import Reader, Typed
from services.intake.form.room import Room, Rooms
from tocsin.web import Problem

Receive = Callable[[], Awaitable[dict[str, Any]]]
FIELD = (
    b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nthey locked us in\r\n'
)
FILE = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n%s\r\n'
END = b"--b--\r\n"


def request_of(receive: Receive) -> Request:
    headers = [(b"content-type", b"multipart/form-data; boundary=b")]
    scope = {"type": "http", "method": "POST", "headers": headers, "state": {}}
    return Request(scope, receive)


def sent(body: bytes) -> Request:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return request_of(receive)


def begun(body: bytes) -> Request:
    """A page whose end does not come."""
    pieces = [body]

    async def receive() -> dict[str, Any]:
        if not pieces:
            await anyio.sleep_forever()
        return {"type": "http.request", "body": pieces.pop(), "more_body": True}

    return request_of(receive)


def beside(reader: Reader, others: list[Request], page: Request) -> Typed:
    """The page, read while the others are still coming in."""
    found: list[Typed] = []

    async def read_all() -> None:
        async with anyio.create_task_group() as tasks:
            for other in others:
                tasks.start_soon(reader.read, other)
            await anyio.wait_all_tasks_blocked()
            found.append(await reader.read(page))
            tasks.cancel_scope.cancel()

    anyio.run(read_all)
    return found[0]


def test_pages_that_come_slowly_keep_nobody_out() -> None:
    others = [begun(FIELD) for _ in range(200)]
    typed = beside(Reader(), others, sent(FIELD + END))
    assert typed.first("text") == "they locked us in"


def test_files_that_come_slowly_keep_nobody_from_writing() -> None:
    rooms = Rooms(files=Room(1_000))
    typed = beside(Reader(rooms), [begun(FILE % (b"x" * 990))], sent(FIELD + END))
    assert typed.first("text") == "they locked us in"


def test_where_there_is_no_room_for_a_file_what_was_typed_can_be_sent_again() -> None:
    reader = Reader(Rooms(files=Room(1_000)))
    page = sent(FILE % (b"y" * 500) + FIELD + END)
    with pytest.raises(BaseExceptionGroup) as refused:
        beside(reader, [begun(FILE % (b"x" * 900))], page)
    assert refused.group_contains(Problem, match="busy")
    assert page.state.typed.first("text") == "they locked us in"
    assert page.state.typed.upload.content.read() == b""


def test_fields_beyond_their_room_are_refused() -> None:
    reader = Reader(Rooms(fields=Room(10)))
    with pytest.raises(Problem, match="busy"):
        anyio.run(reader.read, sent(FIELD + END))


def test_what_is_in_hand_counts_until_nobody_needs_it() -> None:
    rooms = Rooms()

    def taken_by(page: Request) -> tuple[int, int]:
        typed = anyio.run(Reader(rooms).read, page)
        assert typed.first("text") == "they locked us in"
        return rooms.files.taken, rooms.fields.taken

    assert taken_by(sent(FIELD + FILE % (b"x" * 100) + END)) == (100, 17)
    assert (rooms.files.taken, rooms.fields.taken) == (0, 0)


def test_what_broke_off_counts_no_more() -> None:
    rooms = Rooms()
    pieces = [FIELD + FILE % (b"x" * 100)]

    async def receive() -> dict[str, Any]:
        if not pieces:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": pieces.pop(), "more_body": True}

    with pytest.raises(Problem, match="broken-off"):
        anyio.run(Reader(rooms).read, request_of(receive))
    assert (rooms.files.taken, rooms.fields.taken) == (0, 0)
