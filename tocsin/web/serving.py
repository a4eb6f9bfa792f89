"""Health and metrics of a worker that serves nothing else."""

import socket
import threading
from types import TracebackType
from typing import Self

import uvicorn
from fastapi import FastAPI

from tocsin.errors import Halt
from tocsin.health import Health
from tocsin.metrics import Metrics
from tocsin.web.app import create_app

LOOPBACK = "127.0.0.1"
# Compose kills after 10 s: what is being stored takes far less.
GRACE_S = 8


class HealthServer:
    """Serves /livez, /readyz and /metrics from a thread of its own, inside `with`.

    Args:
        health: what to say.
        metrics: what to show.
        port: 0 picks a free one.
        host: inside a container 0.0.0.0, so that Prometheus can reach it.

    Raises:
        Halt: the port cannot be had.
    """

    def __init__(
        self, health: Health, metrics: Metrics, *, port: int, host: str = LOOPBACK
    ) -> None:
        """Take the port; callers are answered from `__enter__` on."""
        try:
            self._socket = socket.create_server((host, port))
        except OSError as exc:
            raise Halt(f"port {port} on {host} cannot be had: {exc.strerror}") from exc
        app = create_app("Health", routers=(), health=health, metrics=metrics)
        config = uvicorn.Config(app, log_config=None, access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run,
            kwargs={"sockets": [self._socket]},
            name="health server",
            daemon=True,
        )

    @property
    def port(self) -> int:
        """The port that was had."""
        return int(self._socket.getsockname()[1])

    def __enter__(self) -> Self:
        """Start to answer."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop and let go of the port."""
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


def serve(app: FastAPI, *, host: str, port: int) -> None:
    """Serve an app until SIGTERM or SIGINT; requests in hand are answered first."""
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )
