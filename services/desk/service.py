"""The desk's routes, put together from what they need."""

from pathlib import Path

from fastapi import APIRouter

from services.desk.api import router
from services.desk.pages import Sources, closed_pages, desk_pages, is_open
from tocsin.clock import Clock
from tocsin.log import EventLog
from tocsin.operations.glance import Glance
from tocsin.operations.lag import LagWatch
from tocsin.operations.letters import DeadLetters
from tocsin.search.base import SearchIndex
from tocsin.settings import Settings
from tocsin.web.pages import Assets, Pages
from tocsin.wiring import open_store

TEMPLATES = Path(__file__).parent / "pages" / "templates"


def desk_router(log: EventLog, index: SearchIndex, clock: Clock) -> APIRouter:
    """The routes of the desk."""
    lag = Glance(LagWatch(log, clock).look, clock)
    letters = Glance(DeadLetters(log, clock).list, clock)
    return router(index, lag, letters, clock)


def desk_page_router(
    settings: Settings, log: EventLog, index: SearchIndex, assets: Assets, clock: Clock
) -> APIRouter:
    """The pages of the desk, or their refusal where they must not be served.

    Raises:
        DependencyDown: the files cannot be opened.
    """
    pages = Pages(TEMPLATES, assets)
    if not is_open(settings):
        return closed_pages(pages)
    sources = Sources(
        index=index,
        lag=Glance(LagWatch(log, clock).look, clock),
        letters=Glance(DeadLetters(log, clock).list, clock),
        blobs=open_store(settings),
        clock=clock,
    )
    return desk_pages(sources, pages)
