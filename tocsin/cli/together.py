"""Intake and desk at one address, for the embedded pair: python -m tocsin.cli.together.

Production runs them apart: who can write cannot read.
"""

import sys

from services.desk.service import open_desk
from services.intake.site import open_site
from tocsin.clock import SystemClock
from tocsin.health import Health
from tocsin.logs import set_up_logs
from tocsin.metrics import Metrics
from tocsin.settings import Settings, load_settings
from tocsin.web import create_app, serve
from tocsin.web.pages import Assets
from tocsin.wiring import open_index, open_log


def main(settings: Settings) -> int:
    """Serve until told to stop; the exit code."""
    set_up_logs(settings.log_level.upper())
    clock = SystemClock()
    assets = Assets.load()
    with (
        open_log(settings, clock) as log,
        open_index(settings) as index,
        open_site(settings, log, assets, clock) as intake,
        open_desk(settings, log, index, assets, clock) as desk,
    ):
        app = create_app(
            "Tocsin",
            routers=[*intake.routers, *desk.routers],
            health=Health({**intake.checks, **desk.checks}),
            metrics=desk.count_in(Metrics()),
            missing=intake.missing,
        )
        serve(app, host=settings.host, port=settings.port)
    return 0


if __name__ == "__main__":
    sys.exit(main(load_settings()))
