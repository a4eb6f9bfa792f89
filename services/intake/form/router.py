"""All addresses of the form. Neutral: a list of visited pages says little."""

from fastapi import APIRouter

from services.intake.form.asking import asking_router
from services.intake.form.coming_back import coming_back_router
from services.intake.form.entering import entering_router
from services.intake.form.finishing import finishing_router
from services.intake.form.looking_up import looking_up_router
from services.intake.form.service import Form


def form_routers(form: Form) -> tuple[APIRouter, ...]:
    """The routers of the form: start, questions, saving, sending, receipt."""
    return (
        entering_router(form),
        asking_router(form),
        coming_back_router(form),
        finishing_router(form),
        looking_up_router(form),
    )
