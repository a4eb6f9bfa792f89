"""What `tocsin verify` costs: seconds, CPU and memory for so many cases.

    python -m benchmarks.bench_verify [--cases 20000] [--real] [--data FOLDER]

The command runs in a process of its own, as an operator runs it. A million cases take
about half an hour to fill in, and 8 GB; `--data` names a folder for the embedded pair
that is filled when it is empty and kept, to be measured again.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.archive import fill
from benchmarks.pairs import CORES, real_pair, run_folder
from tocsin.settings import Settings, environment_of, load_settings

MILLION = 1_000_000
_COMMAND = ["-c", "from tocsin.cli.main import run; run()", "verify", "--json"]


def main() -> int:
    """Fill what is empty, verify, print; 1 where the count is wrong."""
    parser = argparse.ArgumentParser(description="What `tocsin verify` costs.")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--real", action="store_true", help="Kafka and Elasticsearch")
    parser.add_argument("--data", type=Path, help="the embedded pair, kept")
    options = parser.parse_args()
    print(f"{CORES} cores, load {os.getloadavg()[0]:.1f} before")
    with _settings(real=options.real, data=options.data) as settings:
        if not (settings.data / "filled").exists():
            began_s = time.monotonic()
            fill(settings, options.cases)
            (settings.data / "filled").touch()
            print(f"filled in {time.monotonic() - began_s:.0f} s", flush=True)
        return _measure(settings, options.cases)


@contextmanager
def _settings(*, real: bool, data: Path | None) -> Iterator[Settings]:
    if data:
        yield load_settings(data=data, log_level="warning")
        return
    with run_folder() as folder:
        if real:
            with real_pair(folder) as (world, _):
                yield world.settings
        else:
            yield load_settings(data=folder / "data", log_level="warning")


def _measure(settings: Settings, cases: int) -> int:
    began_s = time.monotonic()
    with subprocess.Popen(
        [sys.executable, *_COMMAND],
        env=environment_of(settings),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        told = process.stdout.read() if process.stdout else ""
        # The use of this one process; those that filled are children, too.
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    took_s = time.monotonic() - began_s
    cpu_s = used.ru_utime + used.ru_stime
    found = json.loads(told)
    print(
        f"{found['accepted']} cases: {took_s:.1f} s, CPU {cpu_s:.1f} s"
        f" ({took_s * MILLION / cases:.0f} and {cpu_s * MILLION / cases:.0f} s a"
        f" million), at most {used.ru_maxrss / 1024:.0f} MiB; exit {process.returncode}"
    )
    return int(process.returncode or found["searchable"] != cases)


if __name__ == "__main__":
    sys.exit(main())
