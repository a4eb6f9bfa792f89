"""The router that all pages of the desk are added to, and the one for what is left."""

from fastapi import APIRouter, Depends

from services.desk.accounts.door import Door
from services.desk.accounts.gate import Gate
from services.desk.accounts.guard import ANYBODY
from services.desk.pages.problems import problem_route
from tocsin.web.pages import Pages
from tocsin.web.problems import Problem

PREFIX = "/desk"


def page_router(pages: Pages, gate: Gate | Door, *, prefix: str = PREFIX) -> APIRouter:
    """Routes whose failures are pages and that no API names.

    Args:
        pages: what the pages of failures are made with.
        gate: asked before each route; a door alone where nobody has signed in yet.
        prefix: path that they lie below.
    """
    return APIRouter(
        prefix=prefix,
        include_in_schema=False,
        route_class=problem_route(pages),
        dependencies=[Depends(gate)],
    )


def missing_pages(pages: Pages, gate: Gate) -> APIRouter:
    """Addresses of the desk that lead nowhere. Added last: it takes what is left."""
    router = page_router(pages, gate)

    @router.get("/{rest:path}", dependencies=[ANYBODY])
    def miss() -> None:
        raise Problem("not-found", "There is no such page.")

    return router
