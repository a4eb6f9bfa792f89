"""The enrichment worker: python -m services.enrich."""

import os
import sys
from collections import deque

from schemas.topics import STAGES
from services.enrich.handler import EnrichHandler
from services.enrich.pools import open_pools
from tocsin.clock import SystemClock
from tocsin.delivery import Status
from tocsin.logs import set_up_logs
from tocsin.metrics import Metrics
from tocsin.settings import Settings, load_settings
from tocsin.vault import open_vault
from tocsin.version import CODE_VERSION
from tocsin.wiring import EMBEDDED, lists_folder, open_log
from tocsin.worker import (
    Duty,
    StageMeter,
    observed,
    watch_status,
    work,
    worker_of,
)


def main(settings: Settings) -> int:
    """Work until told to stop; the exit code."""
    set_up_logs(settings.log_level.upper())
    clock = SystemClock()
    with (
        open_vault(settings, clock) as vault,
        open_pools(
            settings.models,
            code_version=CODE_VERSION,
            processes=settings.enrich_processes or os.cpu_count() or 1,
            lists_folder=lists_folder(settings),
        ) as pools,
    ):
        pools.reading.warm()
        handler = EnrichHandler(
            reading=pools.reading,
            extracting=pools.extracting,
            files=vault.files,
            codec=vault.codec,
            clock=clock,
        )
        duty = Duty("enrich", handler, checks=vault.checks())
        with open_log(settings, clock) as log:
            if settings.log_url == EMBEDDED:
                return work(settings, duty, log, clock)
            from services.enrich.faust_app import Broker, run_faust
            from services.enrich.faust_host import Work

            metrics = Metrics()
            shown = deque([Status()], maxlen=1)
            watch_status(metrics, "enrich", clock, lambda: shown[0])
            hosted = Work(
                worker_of(settings, duty),
                handler,
                clock,
                StageMeter(metrics, "enrich"),
                show=shown.append,
            )
            broker = Broker(faust_url(settings.log_url), "enrich", STAGES["enrich"])
            with observed(settings, {"log": log.ping, **duty.checks}, metrics):
                run_faust(hosted, broker)
    return 0


def faust_url(log_url: str) -> str:
    """kafka://A:1,B:2 as Faust wants it: kafka://A:1;kafka://B:2."""
    hosts = log_url.removeprefix("kafka://").split(",")
    return ";".join(f"kafka://{host}" for host in hosts)


if __name__ == "__main__":
    sys.exit(main(load_settings()))
