"""The index worker: python -m services.index."""

import sys
from contextlib import closing

from services.index.handler import IndexHandler
from tocsin.clock import SystemClock
from tocsin.logs import set_up_logs
from tocsin.metrics import Metrics
from tocsin.settings import Settings, load_settings
from tocsin.told import ToldStates
from tocsin.vault import open_vault
from tocsin.wiring import database_url, open_index, open_log
from tocsin.worker import Duty, work


def main(settings: Settings) -> int:
    """Work until told to stop; the exit code."""
    set_up_logs(settings.log_level.upper())
    clock = SystemClock()
    with (
        open_log(settings, clock) as log,
        open_index(settings) as index,
        open_vault(settings, clock) as vault,
        closing(ToldStates(database_url(settings))) as told,
    ):
        metrics = Metrics()
        duty = Duty(
            "index",
            IndexHandler(
                index,
                vault.files,
                vault.codec,
                told,
                count=lambda fate: metrics.bulk_items.labels(fate).inc(),
            ),
            checks={"index": index.ping, **vault.checks()},
            prepare=index.apply,
            metrics=metrics,
        )
        return work(settings, duty, log, clock)


if __name__ == "__main__":
    sys.exit(main(load_settings()))
