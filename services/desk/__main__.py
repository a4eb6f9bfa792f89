"""The desk: python -m services.desk."""

import sys

from services.desk.service import desk_page_router, desk_router
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
    with open_log(settings, clock) as log, open_index(settings) as index:
        app = create_app(
            "Tocsin desk",
            routers=[
                desk_router(log, index, clock),
                asset_router(assets),
                desk_page_router(settings, log, index, assets, clock),
            ],
            health=Health({"log": log.ping, "index": index.ping}),
            metrics=Metrics(),
        )
        serve(app, host=settings.host, port=settings.port)
    return 0


if __name__ == "__main__":
    sys.exit(main(load_settings()))
