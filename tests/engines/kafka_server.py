"""A real Apache Kafka broker, KRaft, one node."""

import socket
import subprocess
from pathlib import Path

from tests.engines.jdk import jdk_home
from tests.engines.server import Server, free_port

JVM = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xshare:auto",
    "--enable-native-access=ALL-UNNAMED",
)
"""A small and quickly started JVM; the tests do not run long enough to gain by more."""

FORMAT_LIMIT_S = 60
_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
log.dirs={data}
# As in production: a topic nobody declared is a mistake, and must not appear.
auto.create.topics.enable=false
offsets.topic.replication.factor=1
# Fifty partitions, the default, make a fresh broker's first group wait for seconds.
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
# A killed broker may register again once its session has ended: 9 s by default.
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=2000
group.initial.rebalance.delay.ms=0
log.retention.check.interval.ms=1000
"""


def kafka_server(
    jars: Path, folder: Path, *, port: int | None = None, outlives: bool = False
) -> Server:
    """A broker with its data in a folder; formatted, not started."""
    folder.mkdir(parents=True, exist_ok=True)
    # A formatted broker remembers its controller's port: by hand it must stay the same.
    controller = port + 1 if port else free_port()
    port = port or free_port()
    properties, data = folder / "server.properties", folder / "data"
    properties.write_text(
        _PROPERTIES.format(port=port, controller=controller, data=data)
    )
    java = [str(jdk_home() / "bin" / "java"), *JVM, "-cp", f"{jars / 'kafka'}/lib/*"]
    if not (data / "meta.properties").exists():
        _format(java, properties)
    return Server(
        name="Kafka",
        command=[*java, "-Xmx512m", "kafka.Kafka", str(properties)],
        port=port,
        log=folder / "kafka.log",
        answers=lambda: _listens(port),
        outlives=outlives,
    )


def _format(java: list[str], properties: Path) -> None:
    tool = [*java, "kafka.tools.StorageTool"]
    cluster = _output([*tool, "random-uuid"]).split()[-1]
    _output([*tool, "format", "--standalone", "-t", cluster, "-c", str(properties)])


def _output(command: list[str]) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=FORMAT_LIMIT_S, check=True
    )
    return done.stdout


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
