"""The API of dead letters."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool

from services.desk.accounts.gate import Gate
from services.desk.accounts.guard import OPERATORS, Operator
from services.desk.casework.bodies import read_json
from services.desk.letters.answers import (
    DiscardRequest,
    LetterDetail,
    LettersAnswer,
    ReplayRequest,
    SettledAnswer,
)
from services.desk.letters.service import Operations, Wanted
from services.desk.openapi import json_body
from tocsin.operations.letters import LetterState

LIMIT = 100
LIMIT_MAX = 1_000
"""A megabyte of answer."""


def letter_router(operations: Operations, gate: Gate) -> APIRouter:
    """GET and POST /v1/dead-letters."""
    api = APIRouter(prefix="/v1", tags=["stream"], dependencies=[Depends(gate)])

    @api.get("/dead-letters", summary="Dead letters", dependencies=[OPERATORS])
    def show_all(
        state: LetterState = "open",
        stage: str | None = None,
        reason: str | None = None,
        after: str | None = None,
        limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT,
    ) -> LettersAnswer:
        """Records that a stage could not handle, by cause and one by one, the oldest
        first. `after` is the `next_after` of the page before.
        """
        return operations.page(Wanted(state, stage, reason, after), limit=limit)

    @api.get(
        "/dead-letters/{letter_id}",
        summary="One dead letter",
        dependencies=[OPERATORS],
    )
    def show(letter_id: str) -> LetterDetail:
        """With size and headers of its record, never its text, and whether it can be
        replayed.
        """
        return operations.get(letter_id)

    @api.post(
        "/dead-letters/replay",
        summary="Replay dead letters",
        openapi_extra=json_body(ReplayRequest),
    )
    async def replay(request: Request, person: Operator) -> SettledAnswer:
        """Send their records through once more; a preview unless `preview` is false."""
        asked = await read_json(request, ReplayRequest)
        return await run_in_threadpool(operations.replay, asked, person)

    @api.post(
        "/dead-letters/discard",
        summary="Discard dead letters",
        openapi_extra=json_body(DiscardRequest),
    )
    async def discard(request: Request, person: Operator) -> SettledAnswer:
        """Settle them without a replay; a preview unless `preview` is false."""
        asked = await read_json(request, DiscardRequest)
        return await run_in_threadpool(operations.discard, asked, person)

    return api
