"""POST /v1/allegations: a report in, a case id and a receipt out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import structlog
from anyio import to_thread
from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from services.intake.bodies import Body, idempotency_key, read_body
from services.intake.limits import Limits
from services.intake.openapi import REQUEST_BODY, RESPONSES
from services.intake.parsing import parse_submission
from services.intake.reception import Receipt, Reception
from services.intake.refusals import KeyReused, Refused
from tocsin.web import Problem

ACCEPTED = 202

_log = structlog.get_logger(__name__)


class Accepted(BaseModel):
    """The answer to a report that is safe."""

    case_id: str = Field(description="The case; needed in questions to the operators.")
    receipt: str | None = Field(
        description="Twenty digits, told this once. Whoever has them can ask after"
        " the report, so keep them apart from it."
    )
    received_id: str = Field(description="Id of the event; the same for a repeat.")
    repeated: bool = Field(description="This report had come before.")


def intake_router(reception: Reception) -> APIRouter:
    """The public API of intake.

    Reports are stored in threads, `limits.at_once` at a time; when
    `limits.waiting_max` more are waiting, further ones are turned away as busy.
    """
    router = APIRouter(prefix="/v1", tags=["Reports"])
    turnstile = _Turnstile(reception.limits)

    @router.post(
        "/allegations",
        status_code=ACCEPTED,
        summary="Report forced labor",
        responses=RESPONSES,
        openapi_extra=REQUEST_BODY,
    )
    async def receive(request: Request) -> Accepted:
        """Only `narrative` is required. Answered once the report is safely stored."""
        key = idempotency_key(request)
        with turnstile.entered():
            async with read_body(request, reception.limits) as body:
                receipt = await turnstile.run(lambda: _receive(reception, body, key))
        _log.info("report_received", case_id=receipt.case_id, repeated=receipt.repeated)
        return Accepted(
            case_id=receipt.case_id,
            receipt=receipt.receipt_code,
            received_id=receipt.received_id,
            repeated=receipt.repeated,
        )

    return router


class _Turnstile:
    """Lets in as many reports as the limits say; used by one event loop only."""

    def __init__(self, limits: Limits) -> None:
        self._inside = 0
        self._inside_max = limits.at_once + limits.waiting_max
        self._limiter = anyio.CapacityLimiter(limits.at_once)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Count a request in before its body is read, or turn it away."""
        if self._inside >= self._inside_max:
            raise Problem("busy", "Too many reports at once. Send it again.")
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    async def run(self, store: Callable[[], Receipt]) -> Receipt:
        """Store a report in a thread, when it is its turn."""
        return await to_thread.run_sync(store, limiter=self._limiter)


def _receive(reception: Reception, body: Body, key: str | None) -> Receipt:
    try:
        return reception.receive(
            parse_submission(body.report),
            uploads=body.uploads,
            channel="api",
            idempotency_key=key,
        )
    except Refused as exc:
        raise Problem(exc.slug, exc.detail, errors=_errors(exc)) from exc
    except KeyReused as exc:
        raise Problem(
            "key-reused",
            "This Idempotency-Key or id was used before for a report that reads"
            " otherwise. Send it under a new one.",
        ) from exc


def _errors(refused: Refused) -> list[dict[str, Any]]:
    return [
        {"pointer": fault.pointer, "detail": fault.detail} for fault in refused.faults
    ]
