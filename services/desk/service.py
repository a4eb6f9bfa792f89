"""The desk's routes, put together from what they need."""

from fastapi import APIRouter

from services.desk.api import router
from tocsin.clock import Clock
from tocsin.log import EventLog
from tocsin.operations.lag import LagWatch
from tocsin.operations.letters import DeadLetters
from tocsin.search.base import SearchIndex


def desk_router(log: EventLog, index: SearchIndex, clock: Clock) -> APIRouter:
    """The routes of the desk."""
    return router(index, LagWatch(log, clock), DeadLetters(log, clock))
