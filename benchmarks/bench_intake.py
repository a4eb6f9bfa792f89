"""Reports a second that intake accepts over HTTP, each durable before its 202.

    python -m benchmarks.bench_intake [--quick] [--embedded-only]

Sixteen senders, each waiting for its answer, against one process of services.intake;
SQLite commits with synchronous=FULL, Kafka answers with acks=all.
"""

import itertools
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import httpx

from benchmarks.pairs import options_of, pairs
from benchmarks.reports import small_reports
from tests.engines.server import free_port
from tests.pipeline.world import World, until
from tocsin.settings import environment_of

SENDERS = 16


def main() -> None:
    """Print one row for each pair."""
    options = options_of("Throughput of intake.")
    seconds = 3.0 if options.quick else 15.0
    for name, world in pairs(embedded_only=options.embedded_only):
        rate = _accepted_per_s(world, seconds)
        print(f"{name}: {rate:.0f} accepted/s from {SENDERS} senders")


def _accepted_per_s(world: World, seconds: float) -> float:
    port = free_port()
    settings = world.settings.model_copy(update={"port": port})
    process = subprocess.Popen(
        [sys.executable, "-m", "services.intake"], env=environment_of(settings)
    )
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: _is_ready(url), "intake is ready")
        return _flood(f"{url}/v1/allegations", seconds)
    finally:
        process.terminate()
        process.wait()


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz").is_success
    except httpx.TransportError:
        return False


def _flood(url: str, seconds: float) -> float:
    source = small_reports(10**9, prefix="posted")
    lock = threading.Lock()
    started_s = time.perf_counter()

    def send(_: int) -> int:
        with httpx.Client() as client:
            for count in itertools.count():
                if time.perf_counter() - started_s > seconds:
                    return count
                with lock:
                    report = next(source)
                answer = client.post(url, json=report)
                if answer.status_code != HTTPStatus.ACCEPTED:
                    raise RuntimeError(f"intake answered {answer.status_code}")
        return 0

    with ThreadPoolExecutor(SENDERS) as pool:
        accepted = sum(pool.map(send, range(SENDERS)))
    return accepted / (time.perf_counter() - started_s)


if __name__ == "__main__":
    main()
