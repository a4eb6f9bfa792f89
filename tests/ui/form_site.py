"""The form, served on a free port of this machine over real stores in a folder."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.intake.api import intake_router
from services.intake.form.drafts import Drafts
from services.intake.form.return_codes import ReturnCodes
from services.intake.form.router import form_routers
from services.intake.form.service import make_form
from tests.intake_world import SECRET, IntakeWorld, intake_world
from tests.ui.served import served
from tocsin.health import Health
from tocsin.metrics import Metrics
from tocsin.told import ToldStates
from tocsin.web import create_app
from tocsin.web.pages import Assets, asset_router

LEFT = "/livez"
"""Where the way out leads: a test asks no other host for anything."""


@dataclass(frozen=True)
class FormSite:
    """The address, and what stands behind it."""

    address: str
    world: IntakeWorld
    told: ToldStates


@contextmanager
def form_site(folder: Path) -> Iterator[FormSite]:
    """Serve until the end of the block."""
    url = f"sqlite:///{folder}/intake.db"
    with (
        intake_world(folder) as world,
        closing(Drafts(url, world.clock, ReturnCodes(SECRET))) as drafts,
        closing(ToldStates(url)) as told,
    ):
        assets = Assets.load()
        form = make_form(world.reception, drafts, told, assets, LEFT)
        app = create_app(
            "Tocsin intake",
            routers=[
                intake_router(world.reception),
                asset_router(assets),
                *form_routers(form),
            ],
            health=Health({}),
            metrics=Metrics(),
        )
        with served(app) as address:
            yield FormSite(address, world, told)
