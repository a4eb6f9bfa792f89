"""Engines by hand: python -m tests.engines fetch | start DIR | stop DIR."""

import argparse
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from tests.engines.engines import cache_folder, make_engines
from tests.engines.jars import fetch
from tests.engines.jdk import EnginesMissing

PIDS = "pids.json"


def main() -> int:
    """Run one command; 1 when this machine cannot."""
    options = _options()
    folder = options.folder.resolve()
    try:
        if options.command == "fetch":
            _tell(str(fetch(cache_folder())))
        elif options.command == "start":
            _start(folder, options.kafka_port, options.elastic_port)
        else:
            _stop(folder)
    except EnginesMissing as exc:
        sys.stderr.write(f"{exc}\n")
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.engines")
    parser.add_argument("command", choices=["fetch", "start", "stop"])
    parser.add_argument(
        "folder",
        type=Path,
        nargs="?",
        default=cache_folder() / "by-hand",
        help="data of the servers",
    )
    parser.add_argument("--kafka-port", type=int, default=19092)
    parser.add_argument("--elastic-port", type=int, default=19200)
    return parser.parse_args()


def _start(folder: Path, kafka_port: int, elastic_port: int) -> None:
    engines = make_engines(
        folder, kafka_port=kafka_port, elastic_port=elastic_port, outlives=True
    )
    engines.start()
    servers = (engines.kafka, engines.elasticsearch)
    pids = [server.process.pid for server in servers if server.process]
    (folder / PIDS).write_text(json.dumps(pids))
    _tell(f"{engines.kafka_url} {engines.elastic_url}")


def _stop(folder: Path) -> None:
    told = folder / PIDS
    if told.exists():
        for pid in json.loads(told.read_text()):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        told.unlink()


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
