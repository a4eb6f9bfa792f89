"""Files by API and by hand. Originals are for people only, and come by POST."""

from typing import Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.desk.accounts.gate import Gate
from services.desk.accounts.guard import OFFICERS, REVIEWERS, Officer, Reviewer
from services.desk.accounts.person import Role
from services.desk.files.handed import Handed
from services.desk.files.service import REASON_CHARS_MAX, Files
from services.desk.pages.fields import SentFields
from services.desk.pages.router import page_router
from tocsin.web.pages import DEFAULT, Pages
from tocsin.web.problems import Problem

_REFUSALS = frozenset({"file-infected", "file-not-cleaned"})
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The copy.", "content": {"application/octet-stream": {}}}
}
_PLACE = "/cases/{case_id}/files/{evidence_id}"


def file_router(files: Files, gate: Gate) -> APIRouter:
    """GET /v1/cases/{case_id}/files/{evidence_id}."""
    api = APIRouter(prefix="/v1", tags=["desk"], dependencies=[Depends(gate)])

    @api.get(
        _PLACE,
        summary="A cleaned copy of a file",
        response_class=Response,
        responses=_FILE,
    )
    def fetch(case_id: str, evidence_id: str, person: Reviewer) -> Response:
        """The file of a piece of evidence without metadata, never the original.

        `Tocsin-SHA256` is that of the copy, `Tocsin-Original-SHA256` that of the file
        that was sent. 409 where no clean copy can be made.
        """
        return _answer(files.fetch(case_id, evidence_id, person))

    return api


def file_pages(files: Files, pages: Pages, gate: Gate) -> APIRouter:
    """GET /desk/cases/{case_id}/files/{evidence_id}, and what lies below it."""
    router = page_router(pages, gate)
    _add_copies(router, files, pages)
    _add_originals(router, files, pages)
    return router


def _add_copies(router: APIRouter, files: Files, pages: Pages) -> None:
    @router.get(_PLACE, dependencies=[REVIEWERS])
    def show(case_id: str, evidence_id: str, person: Reviewer) -> Response:
        """What would be handed out, and whether anything can be."""
        handed, refusal = None, None
        sent = files.sent(case_id, evidence_id)
        files.sources.readings.note(person, case_id, f"file {evidence_id}")
        try:
            handed = files.copy(case_id, evidence_id)
        except Problem as exc:
            if exc.slug not in _REFUSALS:
                raise
            refusal = exc
        return pages.answer(
            "file.html",
            DEFAULT,
            status=refusal.status if refusal else 200,
            case_id=case_id,
            evidence_id=evidence_id,
            sent=sent,
            handed=handed,
            refusal=refusal,
            is_scanned=files.scanner is not None,
            is_officer=Role.OFFICER in person.roles,
        )

    @router.get(f"{_PLACE}/copy")
    def fetch(case_id: str, evidence_id: str, person: Reviewer) -> Response:
        return _answer(files.fetch(case_id, evidence_id, person))


def _add_originals(router: APIRouter, files: Files, pages: Pages) -> None:
    def show_page(case_id: str, evidence_id: str, error: str, reason: str) -> Response:
        sent = files.sent(case_id, evidence_id)
        return pages.answer(
            "original.html",
            DEFAULT,
            status=422 if error else 200,
            case_id=case_id,
            evidence_id=evidence_id,
            sent=sent,
            signature=files.signature(case_id, sent.stored),
            is_scanned=files.scanner is not None,
            reason_chars_max=REASON_CHARS_MAX,
            error=error,
            reason=reason,
        )

    @router.get(f"{_PLACE}/original", dependencies=[OFFICERS])
    def show(case_id: str, evidence_id: str) -> Response:
        return show_page(case_id, evidence_id, "", "")

    @router.post(f"{_PLACE}/original")
    def fetch(
        case_id: str, evidence_id: str, person: Officer, fields: SentFields
    ) -> Response:
        reason = fields.text("reason")
        is_taken_infected = fields.text("infected") == "yes"
        try:
            handed = files.original(
                case_id, evidence_id, person, reason, infected=is_taken_infected
            )
        except Problem as exc:
            if exc.slug not in {"invalid-request", "file-infected"}:
                raise
            return show_page(case_id, evidence_id, exc.detail, reason)
        return _answer(handed)


def _answer(handed: Handed) -> Response:
    # Of no type that a browser would open by itself.
    return Response(
        handed.content,
        media_type="application/octet-stream",
        headers=handed.headers,
    )
