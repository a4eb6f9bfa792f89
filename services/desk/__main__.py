"""The desk: python -m services.desk."""

import sys

from services.desk.accounts.opening import first_invitation
from services.desk.service import open_desk
from tocsin.clock import SystemClock
from tocsin.health import Health
from tocsin.logs import set_up_logs
from tocsin.metrics import Metrics
from tocsin.processes import kernel_refuses
from tocsin.production import check_sandbox
from tocsin.settings import Settings, load_settings
from tocsin.web import create_app, serve
from tocsin.web.pages import Assets, asset_router
from tocsin.wiring import open_index, open_log


def main(settings: Settings) -> int:
    """Serve until told to stop; the exit code."""
    set_up_logs(settings.log_level.upper())
    check_sandbox(settings, kernel_refuses())
    clock = SystemClock()
    assets = Assets.load()
    with (
        open_log(settings, clock) as log,
        open_index(settings) as index,
        open_desk(settings, log, index, assets, clock) as desk,
    ):
        app = create_app(
            "Tocsin desk",
            routers=[asset_router(assets), *desk.routers],
            health=Health(desk.checks),
            metrics=desk.count_in(Metrics()),
            missing=desk.missing,
        )
        told = first_invitation(settings, desk.accounts) if desk.accounts else None
        if told:
            # For whoever started it, and not for the log.
            sys.stderr.write(f"{told}\n")
        serve(app, host=settings.host, port=settings.port)
    return 0


if __name__ == "__main__":
    sys.exit(main(load_settings()))
