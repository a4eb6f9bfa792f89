"""The routers of the pages of accounts."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from services.desk.accounts.counter import HOME, Counter
from services.desk.accounts.entry_pages import add_entry
from services.desk.accounts.gate import Gate
from services.desk.accounts.guard import ANYBODY
from services.desk.accounts.key_pages import add_keys
from services.desk.accounts.link_pages import add_links
from services.desk.accounts.own_pages import add_own
from services.desk.accounts.provider_pages import add_provider
from services.desk.accounts.staff_pages import add_staff
from services.desk.pages.router import page_router
from tocsin.web.pages import DEFAULT, Pages


def account_routers(counter: Counter, gate: Gate) -> tuple[APIRouter, ...]:
    """The pages that everybody may open, and those for people who have signed in.

    All of them are plain functions: FastAPI runs them in threads, and database and
    hashes block.
    """
    outside = page_router(counter.pages, gate.door)
    add_entry(outside, counter)
    add_links(outside, counter)
    if counter.provider is not None:
        add_provider(outside, counter, counter.provider)
    inside = page_router(counter.pages, gate)
    add_own(inside, counter)
    add_staff(inside, counter)
    add_keys(inside, counter)
    return outside, inside


def demo_router(pages: Pages, gate: Gate) -> APIRouter:
    """What a demonstration says of accounts: there are none."""
    router = page_router(pages, gate)

    @router.get("/login", dependencies=[ANYBODY])
    def show_login() -> Response:
        return RedirectResponse(HOME, status_code=303)

    @router.get("/account", dependencies=[ANYBODY])
    def show_account() -> Response:
        return pages.answer("demo_account.html", DEFAULT)

    return router
