"""Is this process alive, and is all there that it needs?

Alive looks at this process only: a dependency on liveness would restart every worker
at once when the index is down, which helps nobody. Ready asks the dependencies.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

import structlog

from tocsin.errors import TocsinError

Check = Callable[[], None]
"""Returns when the dependency answers; raises a TocsinError when it does not."""

CHECK_S = 2.0
"""Probes of orchestrators give up after 1 to 10 s: a slower answer is no answer."""

_log = structlog.get_logger(__name__)


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Health:
    """What a service says of itself.

    Attributes:
        checks: dependency as an operator knows it -> its check.
        alive: whether this process still does its work; must not block or ask others.
        wait_s: what takes longer is down.
    """

    checks: Mapping[str, Check]
    alive: Callable[[], bool] = _always
    wait_s: float = CHECK_S

    def down(self) -> list[str]:
        """Names of the dependencies that do not answer within `wait_s`, sorted."""
        if not self.checks:
            return []
        pool = ThreadPoolExecutor(max_workers=len(self.checks))
        running = {
            pool.submit(_is_up, name, c): name for name, c in self.checks.items()
        }
        finished, late = wait(running, timeout=self.wait_s)
        pool.shutdown(wait=False, cancel_futures=True)
        failed = [future for future in finished if not future.result()]
        return sorted(running[future] for future in (*failed, *late))


def _is_up(name: str, check: Check) -> bool:
    try:
        check()
    except TocsinError as exc:
        _log.warning("not_ready", dependency=name, error=type(exc).__name__)
        return False
    return True
