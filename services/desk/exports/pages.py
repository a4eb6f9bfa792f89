"""The pages of exports: plain links and forms."""

from collections.abc import Mapping
from typing import Annotated, cast, get_args

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from services.desk.accounts.gate import Gate
from services.desk.accounts.guard import Reader, Reviewer
from services.desk.exports.formats import CaseFormat
from services.desk.exports.job import ROWS_MAX, TableFormat
from services.desk.exports.service import Exports
from services.desk.pages.address import Address
from services.desk.pages.fields import SentFields
from services.desk.pages.queue import PATH as QUEUE
from services.desk.pages.queue import Filter, count, filters_of
from services.desk.pages.router import page_router
from tocsin.web.pages import DEFAULT, Pages
from tocsin.web.problems import Problem

PATH = "/desk/exports"

TROUBLES: Mapping[str, str] = {
    "interrupted": "The desk was stopped before it was done.",
    "unavailable": "The index did not answer.",
    "no_room": "The file could not be written: there is no room, or no right to.",
}

_FORMAT = "format"


def export_pages(exports: Exports, pages: Pages, gate: Gate) -> APIRouter:
    """GET /desk/cases/{case_id}/export, and /desk/exports."""
    router = page_router(pages, gate)

    @router.get("/cases/{case_id}/export")
    def export_case(
        case_id: str,
        person: Reviewer,
        format_: Annotated[CaseFormat, Query(alias=_FORMAT)],
    ) -> Response:
        file = exports.case(case_id, format_, person)
        return Response(file.content, media_type=file.media_type, headers=file.headers)

    _add_searches(router, pages, exports)
    return router


def _add_searches(router: APIRouter, pages: Pages, exports: Exports) -> None:
    @router.get("/exports")
    def show_exports(person: Reader, request: Request) -> Response:
        address = exported(Address.of(request.query_params.multi_items()))
        return pages.answer(
            "exports.html",
            DEFAULT,
            jobs=exports.shelf.of(person.id),
            address=address,
            found=count(exports.sources.index, address),
            rows_max=ROWS_MAX,
            troubles=TROUBLES,
            search_href=_search_href,
            filters_of=_filters_of,
        )

    @router.post("/exports")
    def start(person: Reader, fields: SentFields) -> Response:
        format_ = fields.text(_FORMAT)
        if format_ not in get_args(TableFormat):
            raise Problem("invalid-request", "Choose CSV or XLSX.")
        address = exported(Address.of(fields.items).drop(_FORMAT))
        exports.start(person, cast("TableFormat", format_), address.items)
        return RedirectResponse(PATH, status_code=303)

    @router.get("/exports/{export_id}/file")
    def fetch(export_id: str, person: Reader) -> Response:
        return exports.fetch(person, export_id)

    @router.post("/exports/{export_id}/remove")
    def remove(export_id: str, person: Reader) -> Response:
        exports.remove(person, export_id)
        return RedirectResponse(PATH, status_code=303)


def exported(address: Address) -> Address:
    """What decides which cases an export holds, and their order."""
    return address.drop("limit").drop("cursor")


def _search_href(search: tuple[tuple[str, str], ...]) -> str:
    return Address.of(search).href(QUEUE)


def _filters_of(search: tuple[tuple[str, str], ...]) -> list[Filter]:
    return list(filters_of(Address.of(search)))
