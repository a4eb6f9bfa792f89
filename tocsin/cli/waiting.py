"""tocsin wait, and how every command waits for the stages."""

from collections.abc import Callable
from threading import Event
from typing import Annotated

import typer

from tocsin.cli.options import Data, Json, Set, settings_of
from tocsin.cli.output import notes, print_json
from tocsin.clock import Clock, SystemClock
from tocsin.errors import DependencyDown
from tocsin.operations.lag import LagWatch, StreamLag
from tocsin.wiring import open_log

POLL_S = 0.1


def wait(
    *,
    timeout: Annotated[float, typer.Option(help="Seconds to wait at most.")] = 600.0,
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Wait until all that was accepted is searchable or in the dead letters."""
    settings = settings_of(data, set_, "log_url")
    clock = SystemClock()
    with open_log(settings, clock) as log:
        wait_for_stages(LagWatch(log, clock), clock, timeout_s=timeout, stop=Event())
    if json_:
        print_json({"done": True})
    else:
        notes.print("all is searchable or in the dead letters")


def wait_for_stages(
    watch: LagWatch,
    clock: Clock,
    *,
    timeout_s: float,
    stop: Event,
    show: Callable[[StreamLag], object] | None = None,
) -> bool:
    """Look until no stage has anything left; False where `stop` was set before.

    A log that is away for a moment is asked again. `show` is called at every look.

    Raises:
        DependencyDown: a stage is still behind, or the log away, after `timeout_s`.
    """
    end_s = clock.monotonic_s() + timeout_s
    while True:
        try:
            now = watch.look()
        except DependencyDown:
            if clock.monotonic_s() >= end_s:
                raise
        else:
            if show is not None:
                show(now)
            if now.is_done:
                return True
            if clock.monotonic_s() >= end_s:
                raise DependencyDown("the pipeline", _behind(now))
        if stop.wait(POLL_S):
            return False


def _behind(now: StreamLag) -> str:
    told = []
    for stage in now.stages:
        if stage.records_behind:
            who = "" if stage.members else ", and no worker runs: start `tocsin up`"
            told.append(f"{stage.stage} is {stage.records_behind} records behind{who}")
    return "; ".join(told)
