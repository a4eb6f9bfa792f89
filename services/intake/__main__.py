"""Intake: python -m services.intake."""

import sys

from services.intake.site import open_site
from tocsin.clock import SystemClock
from tocsin.health import Health
from tocsin.logs import set_up_logs
from tocsin.metrics import Metrics
from tocsin.settings import Settings, load_settings
from tocsin.web import create_app, serve
from tocsin.web.pages import Assets
from tocsin.wiring import open_log


def main(settings: Settings) -> int:
    """Serve until told to stop; the exit code."""
    set_up_logs(settings.log_level.upper())
    clock = SystemClock()
    with (
        open_log(settings, clock) as log,
        open_site(settings, log, Assets.load(), clock) as site,
    ):
        app = create_app(
            "Tocsin intake",
            routers=site.routers,
            health=Health(site.checks),
            metrics=Metrics(),
            missing=site.missing,
        )
        serve(app, host=settings.host, port=settings.port)
    return 0


if __name__ == "__main__":
    sys.exit(main(load_settings()))
