"""The API of exports."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse, Response

from services.desk.accounts.gate import Gate
from services.desk.accounts.guard import Reader, Reviewer
from services.desk.exports.answers import (
    PATH,
    ExportAnswer,
    export_answer,
)
from services.desk.exports.formats import CaseFormat
from services.desk.exports.job import TableFormat
from services.desk.exports.service import Exports
from services.desk.openapi import EXPORT

_ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {
        "model": ExportAnswer,
        "description": "Taken; Location says where it can be followed.",
    }
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"application/octet-stream": {}}}
}


def export_router(exports: Exports, gate: Gate) -> APIRouter:
    """GET /v1/cases/{case_id}/export, and /v1/exports."""
    api = APIRouter(prefix="/v1", tags=["desk"], dependencies=[Depends(gate)])

    @api.get(
        "/cases/{case_id}/export",
        summary="One case as a file",
        response_class=Response,
        responses=_FILE,
    )
    def export_case(
        case_id: str,
        person: Reviewer,
        format_: Annotated[CaseFormat, Query(alias="format")],
    ) -> Response:
        """The case file as PDF, the case with its exhibits as JSON, or its findings as
        CSV. Never who reported.
        """
        file = exports.case(case_id, format_, person)
        return Response(file.content, media_type=file.media_type, headers=file.headers)

    _add_searches(api, exports)
    return api


def _add_searches(api: APIRouter, exports: Exports) -> None:
    @api.post(
        "/exports",
        summary="Export a search",
        status_code=202,
        response_class=JSONResponse,
        responses=_ACCEPTED,
        openapi_extra=EXPORT,
    )
    def start(
        request: Request,
        person: Reader,
        format_: Annotated[TableFormat, Query(alias="format")],
    ) -> Response:
        """Write the cases of a search to a file, at most 10,000 of them.

        Takes the parameters of `GET /v1/cases` without `limit` and `cursor`.
        """
        items = request.query_params.multi_items()
        search = tuple(item for item in items if item[0] != "format")
        job = exports.start(person, format_, search)
        return JSONResponse(
            export_answer(job).model_dump(mode="json"),
            status_code=202,
            headers={"Location": f"{PATH}/{job.id}"},
        )

    @api.get("/exports", summary="Your exports")
    def show_all(person: Reader) -> list[ExportAnswer]:
        """The exports of who asks, the newest first."""
        return [export_answer(job) for job in exports.shelf.of(person.id)]

    @api.get("/exports/{export_id}", summary="How far an export is")
    def show(export_id: str, person: Reader) -> ExportAnswer:
        """State and progress; `file` once it is done."""
        return export_answer(exports.shelf.find(export_id, person.id))

    @api.get(
        "/exports/{export_id}/file",
        summary="The file of an export",
        response_class=Response,
        responses=_FILE,
    )
    def fetch(export_id: str, person: Reader) -> Response:
        """For who asked for it, until it expires."""
        return exports.fetch(person, export_id)

    @api.delete("/exports/{export_id}", summary="Remove an export", status_code=204)
    def remove(export_id: str, person: Reader) -> None:
        """Its file as well; 409 while it is being made."""
        exports.remove(person, export_id)
