"""The stage at work: in a plain loop on the embedded pair, in Faust on Kafka."""

from collections import deque

from schemas.topics import STAGES
from services.enrich.handler import EnrichHandler
from services.enrich.pools import Pools
from tocsin.clock import Clock, SystemClock
from tocsin.delivery import Status
from tocsin.log import EventLog
from tocsin.settings import EMBEDDED, Settings
from tocsin.vault import open_vault
from tocsin.wiring import open_log
from tocsin.worker import (
    Duty,
    StageMeter,
    observed,
    watch_status,
    work,
    worker_of,
)


def host(settings: Settings, pools: Pools) -> int:
    """Work until told to stop; the exit code."""
    clock = SystemClock()
    with open_vault(settings, clock) as vault, open_log(settings, clock) as log:
        handler = EnrichHandler(
            reading=pools.reading,
            extracting=pools.extracting,
            files=vault.files,
            codec=vault.codec,
            clock=clock,
        )
        duty = Duty("enrich", handler, checks=vault.checks())
        if settings.log_url == EMBEDDED:
            return work(settings, duty, log, clock)
        return _in_faust(settings, duty, log, clock)


def _in_faust(settings: Settings, duty: Duty, log: EventLog, clock: Clock) -> int:
    from services.enrich.faust_app import Broker, run_faust
    from services.enrich.faust_credentials import credentials_of
    from services.enrich.faust_host import Work

    metrics = duty.metrics
    shown = deque([Status()], maxlen=1)
    watch_status(metrics, "enrich", clock, lambda: shown[0])
    hosted = Work(
        worker_of(settings, duty),
        duty.handler,
        clock,
        StageMeter(metrics, "enrich"),
        show=shown.append,
    )
    broker = Broker(
        settings.log_url,
        "enrich",
        STAGES["enrich"],
        credentials_of(settings),
    )
    with observed(settings, {"log": log.ping, **duty.checks}, metrics):
        run_faust(hosted, broker)
    return 0
