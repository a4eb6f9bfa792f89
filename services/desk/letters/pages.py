"""The pages of dead letters: plain links and forms below the page of the stream."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError
from starlette.responses import Response

from services.desk.accounts.gate import Gate
from services.desk.accounts.guard import OPERATORS, Operator
from services.desk.accounts.person import Person
from services.desk.letters.answers import (
    AT_ONCE_MAX,
    DiscardRequest,
    ReplayRequest,
    SettledAnswer,
)
from services.desk.letters.service import Operations, Wanted
from services.desk.pages.address import Address
from services.desk.pages.fields import BYTES_MAX, Fields, read_form
from services.desk.pages.router import page_router
from tocsin.operations.letters import LetterState
from tocsin.version import CODE_VERSION
from tocsin.web.pages import DEFAULT, Pages
from tocsin.web.problems import Problem

PATH = "/desk/stream/letters"
PAGE = 50
SHOWN_MAX = 20
"""Rows of a preview; the count says how many more."""

FIELDS_MAX = AT_ONCE_MAX + 10
STATES: Mapping[LetterState, str] = {
    "open": "Open",
    "replayed": "Replayed",
    "discarded": "Discarded",
}
WHY = "say why, in one line of at most 500 characters"
DEEDS = frozenset({"replay", "discard"})


class Letters:
    """Renders the pages of dead letters."""

    def __init__(self, operations: Operations, pages: Pages) -> None:
        """Keep both."""
        self._operations = operations
        self._pages = pages

    def all(self, request: Request) -> Response:
        """The letters of a cause, or of all."""
        address = Address.of(request.query_params.multi_items())
        named = address.one("state") or "open"
        state = next((one for one in STATES if one == named), None)
        if state is None:
            raise Problem("invalid-request", "A letter is open, replayed or discarded.")
        wanted = Wanted(
            state,
            stage=address.one("stage") or None,
            reason=address.one("reason") or None,
            after=address.one("after") or None,
        )
        found = self._operations.page(wanted, limit=PAGE)
        return self._show(
            "letters.html",
            found=found,
            state=state,
            states=STATES,
            address=address,
            path=PATH,
            at_once_max=AT_ONCE_MAX,
        )

    def one(self, letter_id: str) -> Response:
        """One letter."""
        return self._show("letter.html", detail=self._operations.get(letter_id))

    def preview(self, fields: Fields) -> Response:
        """What would become of the letters that were chosen; nothing is done."""
        return self._previewed(_deed(fields), _asked(fields))

    def settle(self, fields: Fields, person: Person) -> Response:
        """Do it."""
        deed, asked = _deed(fields), _asked(fields)
        ids, why = asked.letter_ids, fields.text("why")
        if deed == "replay":
            replay = ReplayRequest(letter_ids=ids, preview=False)
            return self._settled(deed, self._operations.replay(replay, person))
        try:
            discard = DiscardRequest(letter_ids=ids, why=why, preview=False)
        except ValidationError:
            return self._previewed(deed, asked, WHY, why)
        return self._settled(deed, self._operations.discard(discard, person))

    def _previewed(
        self, deed: str, asked: ReplayRequest, error: str = "", why: str = ""
    ) -> Response:
        answer = self._operations.preview(asked, is_replay=deed == "replay")
        return self._show(
            "letters_preview.html",
            status=422 if error else 200,
            deed=deed,
            answer=answer,
            shown=answer.letters[:SHOWN_MAX],
            code_version=CODE_VERSION,
            error=error,
            why=why,
        )

    def _settled(self, deed: str, answer: SettledAnswer) -> Response:
        refused = [row for row in answer.letters if row.refused]
        return self._show(
            "letters_settled.html", deed=deed, answer=answer, refused=refused
        )

    def _show(self, template: str, *, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 - what a template takes
        return self._pages.answer(template, DEFAULT, status=status, **values)


def letter_pages(operations: Operations, pages: Pages, gate: Gate) -> APIRouter:
    """GET /desk/stream/letters, and what its forms send to."""
    router = page_router(pages, gate, prefix=PATH)
    letters = Letters(operations, pages)

    @router.get("", dependencies=[OPERATORS])
    def show_all(request: Request) -> Response:
        return letters.all(request)

    @router.get("/{letter_id}", dependencies=[OPERATORS])
    def show(letter_id: str) -> Response:
        return letters.one(letter_id)

    @router.post("/preview", dependencies=[OPERATORS])
    async def preview(request: Request) -> Response:
        fields = await _sent(request)
        return await run_in_threadpool(letters.preview, fields)

    @router.post("/settle")
    async def settle(request: Request, person: Operator) -> Response:
        fields = await _sent(request)
        return await run_in_threadpool(letters.settle, fields, person)

    return router


async def _sent(request: Request) -> Fields:
    return await read_form(request, bytes_max=BYTES_MAX, fields_max=FIELDS_MAX)


def _deed(fields: Fields) -> str:
    deed = fields.text("do").removesuffix("-all")
    if deed not in DEEDS:
        raise Problem("invalid-request", "Replay the letters, or discard them.")
    return deed


def _asked(fields: Fields) -> ReplayRequest:
    """The letters that were ticked, or all of the cause."""
    chosen: dict[str, object] = {"letter_ids": fields.values("letter")}
    if fields.text("do").endswith("-all"):
        chosen = {
            "stage": fields.text("stage") or None,
            "reason": fields.text("reason") or None,
        }
    try:
        return ReplayRequest.model_validate(chosen)
    except ValidationError as exc:
        raise Problem(
            "invalid-request", f"At most {AT_ONCE_MAX} letters are settled at once."
        ) from exc
