"""Intake and desk at one address, for the embedded pair: python -m tocsin.cli.together.

Production runs them apart: who can write cannot read.
"""

import sys

from services.desk.service import desk_page_router, desk_router
from services.intake.api import intake_router
from services.intake.form.router import form_routers
from services.intake.form.service import open_form
from services.intake.returns import HardeningThread
from services.intake.service import open_reception
from tocsin.clock import SystemClock
from tocsin.health import Health
from tocsin.logs import set_up_logs
from tocsin.metrics import Metrics
from tocsin.settings import Settings, load_settings
from tocsin.web import create_app, serve
from tocsin.web.pages import Assets, asset_router
from tocsin.wiring import open_index, open_log


def main(settings: Settings) -> int:
    """Serve until told to stop; the exit code."""
    set_up_logs(settings.log_level.upper())
    clock = SystemClock()
    assets = Assets.load()
    with (
        open_log(settings, clock) as log,
        open_index(settings) as index,
        open_reception(settings, log, clock) as reception,
        open_form(settings, reception, assets, clock) as form,
        HardeningThread(reception.ledger, reception.codes),
    ):
        checks = {
            "log": log.ping,
            "index": index.ping,
            "files": reception.blobs.ping,
            "database": reception.ledger.ping,
        }
        app = create_app(
            "Tocsin",
            routers=[
                intake_router(reception),
                asset_router(assets),
                *form_routers(form),
                desk_router(log, index, clock),
                desk_page_router(settings, log, index, assets, clock),
            ],
            health=Health(checks),
            metrics=Metrics(),
        )
        serve(app, host=settings.host, port=settings.port)
    return 0


if __name__ == "__main__":
    sys.exit(main(load_settings()))
