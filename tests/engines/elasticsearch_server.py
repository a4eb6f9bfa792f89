"""A real Elasticsearch, one node. What it lacks: the distribution's modules.

No painless, no reindex or update by query, no ingest, no security, no lifecycle, and
no `GET /`; text analysis has the filters of `jars/elasticsearch/AnalysisCommon.java`.
What it does more often: it renews its leases of overwritten documents five times a
second and not twice a minute (`QuickLeases.java`), since a test waits for that.
"""

import http.client
from pathlib import Path

from tests.engines.jdk import jdk_home
from tests.engines.kafka_server import JVM
from tests.engines.server import Server, free_port

_OK = 200


def elasticsearch_server(
    jars: Path, folder: Path, *, port: int | None = None, outlives: bool = False
) -> Server:
    """A node with its data in a folder; not started."""
    port = port or free_port()
    home, ours = folder / "home", jars / "elasticsearch"
    for name in ("config", "plugins"):
        (home / name).mkdir(parents=True, exist_ok=True)
    if not (home / "modules").exists():
        (home / "modules").symlink_to(ours / "modules", target_is_directory=True)
    java = [str(jdk_home() / "bin" / "java"), "-Xmx1g", *JVM]
    classes = f"{ours}/classes:{ours}/lib/*"
    launcher = ["-cp", classes, "Launcher", str(home), str(port), str(free_port())]
    return Server(
        name="Elasticsearch",
        command=[*java, *launcher],
        port=port,
        log=folder / "elasticsearch.log",
        answers=lambda: _is_healthy(port),
        outlives=outlives,
    )


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/_cluster/health")
        return connection.getresponse().status == _OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
