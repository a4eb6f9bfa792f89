"""The router that all pages of the desk are added to."""

from fastapi import APIRouter, Depends

from services.desk.accounts.door import Door
from services.desk.accounts.gate import Gate
from services.desk.pages.problems import problem_route
from tocsin.web.pages import Pages

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
