"""All that intake serves, alone or beside the desk: API, form, and their upkeep."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi import APIRouter

from services.intake.api import intake_router
from services.intake.form.failures import missing_page
from services.intake.form.router import form_routers
from services.intake.form.service import open_form
from services.intake.returns import HardeningThread
from services.intake.service import open_reception
from tocsin.clock import Clock
from tocsin.health import Check
from tocsin.log import EventLog
from tocsin.settings import Settings
from tocsin.web import Missing
from tocsin.web.pages import Assets, asset_router


@dataclass(frozen=True, slots=True)
class IntakeSite:
    """What an app takes over.

    Attributes:
        routers: of the API, the form and the assets of its pages.
        checks: dependency -> its check.
        missing: the page where nothing is.
    """

    routers: tuple[APIRouter, ...]
    checks: Mapping[str, Check]
    missing: Missing


@contextmanager
def open_site(
    settings: Settings, log: EventLog, assets: Assets, clock: Clock
) -> Iterator[IntakeSite]:
    """Intake over an open log, until the end of the `with` block.

    Raises:
        DependencyDown: files or database cannot be opened.
        BadSettings: a secret is missing.
    """
    with (
        open_reception(settings, log, clock) as reception,
        open_form(settings, reception, assets, clock) as form,
        HardeningThread(reception.ledger, reception.codes),
    ):
        yield IntakeSite(
            routers=(
                intake_router(reception),
                asset_router(assets),
                *form_routers(form),
            ),
            checks={
                "log": log.ping,
                "files": reception.blobs.ping,
                "database": reception.ledger.ping,
            },
            missing=missing_page(form.pages),
        )
