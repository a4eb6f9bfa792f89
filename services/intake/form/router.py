"""All addresses of the form. Neutral: a list of visited pages says little."""

from fastapi import APIRouter
from starlette.responses import Response

from services.intake.form.asking import asking_router
from services.intake.form.coming_back import coming_back_router
from services.intake.form.entering import entering_router
from services.intake.form.failures import failure_pages
from services.intake.form.finishing import finishing_router
from services.intake.form.looking_up import looking_up_router
from services.intake.form.service import Form
from tocsin.web import Problem
from tocsin.web.pages import LANGUAGES


def form_routers(form: Form) -> tuple[APIRouter, ...]:
    """The routers of the form: start, questions, saving, sending, receipt."""
    return (
        entering_router(form),
        asking_router(form),
        coming_back_router(form),
        finishing_router(form),
        looking_up_router(form),
        missing_router(form),  # last: it takes what is left
    )


def missing_router(form: Form) -> APIRouter:
    """Addresses in a language that lead nowhere: words, where an API has a problem."""
    router = APIRouter(include_in_schema=False, route_class=failure_pages(form.pages))

    async def miss() -> Response:
        raise Problem("not-found", "There is no such page.")

    for code in LANGUAGES:
        router.add_api_route(f"/{code}/{{rest:path}}", miss, methods=["GET"])
    return router
