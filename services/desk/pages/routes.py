"""The pages of the desk that show: nothing here changes a case."""

from collections.abc import Callable
from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from services.desk.accounts.gate import Gate
from services.desk.accounts.guard import (
    ANALYSTS,
    OPERATORS,
    READERS,
    REVIEWERS,
    Analyst,
    Reviewer,
)
from services.desk.accounts.person import Person, Role
from services.desk.cases import case_document
from services.desk.casework.bulk import CASES_MAX
from services.desk.casework.desk import Casework
from services.desk.casework.drafts import Drafts, used_by
from services.desk.casework.wording import CLOSED_AS
from services.desk.letters.answers import AT_ONCE_MAX
from services.desk.pages.address import Address
from services.desk.pages.analysis import PATH as ANALYSIS_PATH
from services.desk.pages.analysis import analysis, analysis_csv
from services.desk.pages.case_shown import show_case
from services.desk.pages.desk import Desk
from services.desk.pages.marking import KINDS, Marks
from services.desk.pages.queue import PATH, mistake, queue
from services.desk.pages.router import page_router
from services.desk.pages.stream import stream
from services.desk.pages.texts import case_texts
from services.desk.pages.values import PATH as VALUES_PATH
from services.desk.pages.values import values
from services.desk.pages.views import views
from services.desk.pages.walk import END, following, walk_of
from services.desk.pages.wording import FIELDS, written
from services.desk.sources import Sources
from tocsin.errors import BadQuery, NotFound
from tocsin.web.pages import Pages

OK = 200
VERSION_DIGITS_MAX = 10


def desk_pages(
    sources: Sources, pages: Pages, casework: Casework, gate: Gate
) -> APIRouter:
    """GET /desk/ and what lies below it.

    All of them are plain functions: FastAPI runs them in threads, and index and log
    block.
    """
    router = page_router(pages, gate)
    desk = Desk(sources, pages, casework)
    _add_search(router, desk)
    _add_cases(router, desk)
    _add_overviews(router, desk)
    return router


def _add_search(router: APIRouter, desk: Desk) -> None:
    @router.get("")
    def lead_in() -> Response:
        return RedirectResponse(PATH, status_code=303)

    @router.get("/", dependencies=[READERS])
    def show_queue(request: Request) -> Response:
        given = Address.of(request.query_params.multi_items())
        address = given.without(END)
        try:
            found = queue(desk.sources.index, address, _today(desk))
        except BadQuery as exc:
            return desk.show(
                "mistake.html",
                status=400,
                address=address,
                mistake=mistake(exc, address),
            )
        person: Person = request.state.person
        may_work = Role.REVIEWER in person.roles
        return desk.show(
            "queue.html",
            page=found,
            address=address,
            views=views(address, person.name) if may_work else [],
            may_work=may_work,
            people=desk.casework.people() if may_work else {},
            closing=CLOSED_AS,
            many_max=CASES_MAX,
            is_end=bool(given.one(END)),
        )

    @router.get("/values", dependencies=[READERS])
    def show_values(request: Request) -> Response:
        """All values of one facet, to look for one among them."""
        address = Address.of(request.query_params.multi_items())
        try:
            found = values(desk.sources.index, address, path=PATH)
        except BadQuery as exc:
            told = mistake(exc, address)
            return desk.show("mistake.html", status=400, address=address, mistake=told)
        return desk.show("values.html", page=found, values_path=VALUES_PATH)

    @router.get("/write", dependencies=[READERS])
    def write(request: Request) -> Response:
        """The form that writes a search: on to the search it wrote."""
        given = {name: request.query_params.get(name, "") for name in FIELDS}
        rest = (
            item
            for item in request.query_params.multi_items()
            if item[0] not in {*FIELDS, "q", "cursor"}
        )
        address = Address.of([("q", written(given)), *rest])
        return RedirectResponse(address.href(PATH), status_code=303)


def _add_cases(router: APIRouter, desk: Desk) -> None:
    index = desk.sources.index

    @router.get("/next", dependencies=[REVIEWERS])
    def show_next(request: Request) -> Response:
        """On from a case to the next one of its search."""
        way = walk_of(request)
        try:
            href = following(index, way)
        except BadQuery as exc:
            return desk.show(
                "mistake.html",
                status=400,
                address=way.search,
                mistake=mistake(exc, way.search),
            )
        return RedirectResponse(href, status_code=303)

    @router.get("/cases/{case_id}")
    def show_one(case_id: str, request: Request, person: Reviewer) -> Response:
        done = used_by(request.query_params.get("done", ""))
        return show_case(desk, case_id, person, _saved(request), Drafts(used=done))

    @router.get("/cases/{case_id}/texts/{evidence_id}")
    def show_text(case_id: str, evidence_id: str, person: Reviewer) -> Response:
        case = case_document(index, case_id).case
        texts = case_texts(case, desk.sources.blobs.texts(case.case_id), chars_max=None)
        text = next((one for one in texts if one.evidence_id == evidence_id), None)
        if text is None:
            raise NotFound("no text with this id")
        desk.sources.readings.note(person, case_id, f"text of {evidence_id}")
        return desk.show(
            "text.html", case=case, text=text, marks=Marks(case), kinds=KINDS
        )

    @router.get("/cases/{case_id}/allegation.json")
    def show_allegation(case_id: str, person: Reviewer) -> Response:
        allegation = case_document(index, case_id).case.allegation
        if allegation is None:
            raise NotFound("no allegation yet")
        auditor = desk.sources.auditor.by(person.audit_name)
        auditor.note("case.exported", case_id, "allegation as json")
        return JSONResponse(allegation.model_dump(mode="json", exclude_none=True))


def _saved(request: Request) -> int | None:
    """The version that the reader has just made, as the address says."""
    text = request.query_params.get("saved", "")
    return int(text) if text.isdecimal() and len(text) < VERSION_DIGITS_MAX else None


def _add_overviews(router: APIRouter, desk: Desk) -> None:
    @router.get("/analysis", dependencies=[ANALYSTS])
    def show_analysis(request: Request) -> Response:
        return _counted(request, desk, _analysis_page)

    @router.get("/analysis.csv")
    def download(request: Request, person: Analyst) -> Response:
        answer = _counted(request, desk, _analysis_file)
        if answer.status_code == OK:
            by = Address.of(request.query_params.multi_items()).one("by")
            auditor = desk.sources.auditor.by(person.audit_name)
            auditor.note("counts.exported", by, "csv")
        return answer

    @router.get("/stream", dependencies=[OPERATORS])
    def show_stream(request: Request) -> Response:
        """The page follows the stream by itself, unless it was told to stop."""
        sources = desk.sources
        lag, letters = sources.lag.look(), sources.letters.look()
        now = stream(lag, letters) if lag and letters is not None else None
        return desk.show(
            "stream.html",
            page=now,
            cases=sources.index.count(),
            at_once_max=AT_ONCE_MAX,
            is_live=request.query_params.get("live") != "off",
            shown=request.query_params.get("shown", ""),
        )


def _counted(
    request: Request, desk: Desk, answer: Callable[[Desk, Address], Response]
) -> Response:
    address = Address.of(request.query_params.multi_items())
    try:
        return answer(desk, address)
    except BadQuery as exc:
        return desk.show(
            "mistake.html",
            status=400,
            address=address,
            mistake=mistake(exc, address),
            counted_at=ANALYSIS_PATH,
        )


def _analysis_page(desk: Desk, address: Address) -> Response:
    found = analysis(desk.sources.index, address)
    return desk.show("analysis.html", page=found, address=address)


def _analysis_file(desk: Desk, address: Address) -> Response:
    name = f"cases-by-{address.one('by')}.csv"
    content = analysis_csv(desk.sources.index, address)
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _today(desk: Desk) -> date:
    return desk.sources.clock.now().date()
