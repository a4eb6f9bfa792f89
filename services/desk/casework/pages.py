"""The forms of casework: plain ones, that work without any script."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from services.desk.accounts.gate import Gate
from services.desk.accounts.guard import ANYBODY, REVIEWERS, Reviewer
from services.desk.accounts.person import Person
from services.desk.casework.api import actor_of
from services.desk.casework.bodies import read_changes
from services.desk.casework.commands import Actor, Applied
from services.desk.casework.desk import Casework
from services.desk.casework.drafts import drafts_of
from services.desk.casework.forms import asked_of, bulk_of
from services.desk.casework.unsaved import Unsaved, of_problem, of_refusal
from services.desk.casework.wording import CLOSED_AS, REFUSED
from services.desk.pages.case_shown import show_case
from services.desk.pages.desk import Desk
from services.desk.pages.fields import Fields
from services.desk.pages.router import page_router
from services.desk.pages.walk import walking
from services.desk.sources import Sources
from tocsin.web.pages import Pages
from tocsin.web.problems import Problem

SEE_OTHER = 303
CONFLICT = 409
HOME = "/desk/"
KEYS_COOKIE = "tocsin-keys"
YEAR_S = 365 * 86_400


def casework_pages(
    casework: Casework, sources: Sources, pages: Pages, gate: Gate
) -> APIRouter:
    """What the forms of the queue and of a case send to."""
    router = page_router(pages, gate)
    desk = Desk(sources, pages, casework)

    @router.post("/cases/{case_id}/changes")
    async def change(case_id: str, request: Request, person: Reviewer) -> Response:
        fields = await read_changes(request)
        # htmx leaves on the page what was typed there.
        keeps = request.headers.get("hx-request") == "true"
        return await run_in_threadpool(
            _change, desk, case_id, fields, person, keeps_words=keeps
        )

    @router.get("/cases/{case_id}/changes", dependencies=[REVIEWERS])
    def back(case_id: str) -> Response:
        """Where the address of a page that answered a form leads."""
        return RedirectResponse(walking(f"/desk/cases/{case_id}"), SEE_OTHER)

    @router.post("/changes/preview")
    async def preview(request: Request, person: Reviewer) -> Response:
        fields = await read_changes(request)
        return await run_in_threadpool(_preview, desk, fields, actor_of(person))

    @router.post("/changes")
    async def change_many(request: Request, person: Reviewer) -> Response:
        fields = await read_changes(request)
        return await run_in_threadpool(_change_many, desk, fields, actor_of(person))

    @router.post("/shortcuts", dependencies=[ANYBODY])
    async def switch_keys(request: Request) -> Response:
        """Switch single-key shortcuts (WCAG 2.2, 2.1.4); our script reads it."""
        fields = await read_changes(request)
        answer = RedirectResponse(back_of(fields), SEE_OTHER)
        chosen = "off" if fields.text("keys") == "off" else "on"
        answer.set_cookie(
            KEYS_COOKIE, chosen, max_age=YEAR_S, path="/desk", samesite="strict"
        )
        return answer

    return router


def back_of(fields: Fields, otherwise: str = HOME) -> str:
    """The page to go back to: one of ours, whatever a form may say."""
    back = fields.text("back")
    is_ours = back.startswith(HOME) and back.isprintable() and "\\" not in back
    return back if is_ours else otherwise


def _change(
    desk: Desk, case_id: str, fields: Fields, person: Person, *, keeps_words: bool
) -> Response:
    casework, actor = desk.casework, actor_of(person)
    try:
        outcome = casework.change(case_id, asked_of(fields), actor)
    except Problem as exc:
        if exc.slug != "invalid-request":
            raise
        unsaved = of_problem(exc, casework.document(case_id), fields)
        return _show_unsaved(desk, unsaved, fields, exc.status)
    if isinstance(outcome, Applied):
        version, drafts = outcome.document.version, drafts_of(fields)
        if drafts.has_words and not keeps_words:
            return show_case(desk, case_id, person, version, drafts)
        done = quote(fields.text("do"), safe=":")
        own = f"/desk/cases/{case_id}?saved={version}&done={done}#{_place(fields)}"
        return RedirectResponse(back_of(fields, walking(own)), SEE_OTHER)
    document = outcome.document or casework.document(case_id)
    unsaved = of_refusal(outcome, document, fields, actor)
    return _show_unsaved(desk, unsaved, fields, CONFLICT)


def _place(fields: Fields) -> str:
    """Where on the page the reader was."""
    what, _, of = fields.text("do").partition(":")
    return f"judge-{of}" if what in {"accept", "reject"} else "work"


def _show_unsaved(
    desk: Desk, unsaved: Unsaved, fields: Fields, status: int
) -> Response:
    return desk.show(
        "unsaved.html",
        status=status,
        unsaved=unsaved,
        closing=CLOSED_AS,
        back=back_of(fields, ""),
    )


def _preview(desk: Desk, fields: Fields, actor: Actor) -> Response:
    answer = desk.casework.change_many(bulk_of(fields, preview=True), actor)
    return desk.show(
        "bulk.html",
        answer=answer,
        fields=[item for item in fields.items if item[0] != "back"],
        chosen=_chosen(desk, fields),
        back=back_of(fields),
        refused=REFUSED,
    )


def _change_many(desk: Desk, fields: Fields, actor: Actor) -> Response:
    answer = desk.casework.change_many(bulk_of(fields, preview=False), actor)
    return desk.show(
        "bulk_done.html",
        answer=answer,
        is_undo=fields.text("do") == "undo",
        back=back_of(fields),
        refused=REFUSED,
    )


def _chosen(desk: Desk, fields: Fields) -> list[tuple[str, str]]:
    """What will be changed, in words."""
    found: list[tuple[str, str]] = []
    if assignee := fields.text("assignee"):
        names = {"me": "you", "nobody": "nobody", **desk.casework.people()}
        found.append(("Reviewer", names.get(assignee, "")))
    if status := fields.text("status"):
        told = {str(value): name for value, name in CLOSED_AS.items()}
        reason = told.get(fields.text("closed_as"), "") if status == "closed" else ""
        name = status.replace("_", " ").capitalize()
        found.append(("Status", f"{name}: {reason}" if reason else name))
    if note := fields.text("note"):
        found.append(("Note", note))
    return found
