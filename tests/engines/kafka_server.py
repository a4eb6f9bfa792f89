"""A real Apache Kafka, KRaft: one broker, or several that share everything."""

import base64
import shutil
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

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
DATA = "data"
META = "meta.properties"
_PROPERTIES = """\
process.roles=broker,controller
node.id={node}
controller.quorum.bootstrap.servers={controllers}
{listeners}
controller.listener.names=CONTROLLER
log.dirs={data}
# As in production: a topic nobody declared is a mistake, and must not appear.
auto.create.topics.enable=false
offsets.topic.replication.factor={copies}
# Fifty partitions, the default, make a fresh broker's first group wait for seconds.
offsets.topic.num.partitions=4
transaction.state.log.replication.factor={copies}
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
# A killed broker may register again once its session has ended: 9 s by default.
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=2000
group.initial.rebalance.delay.ms=0
log.retention.check.interval.ms=1000
# Two indices of 10 MB for each partition, the default, are gigabytes to look through.
log.index.size.max.bytes=262144
# Of the heap, 128 MB by default, whether there is anything to clean or not.
log.cleaner.dedupe.buffer.size=4194304
"""


_OPEN = """\
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
"""
_GUARDED = """\
listeners=LOCAL://127.0.0.1:{local},GUARDED://127.0.0.1:{port},\
CONTROLLER://127.0.0.1:{controller}{more}
advertised.listeners=LOCAL://127.0.0.1:{local},GUARDED://127.0.0.1:{port}{more}
listener.security.protocol.map=\
LOCAL:PLAINTEXT,GUARDED:SASL_PLAINTEXT,SECURED:SASL_SSL,CONTROLLER:PLAINTEXT
inter.broker.listener.name=LOCAL
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.guarded.scram-sha-512.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required;
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS;User:tocsin_operator
"""
"""As in docker-compose.yml: who comes by loopback is the broker itself or its operator,
everybody else says who it is."""

_SECURED = """\
listener.name.secured.scram-sha-512.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.secured.ssl.keystore.type=PEM
listener.name.secured.ssl.keystore.location={certificate}
"""


class Secured(NamedTuple):
    """A port, and private key and certificate in PEM that clients there know it by."""

    port: int
    certificate: Path


class Node(NamedTuple):
    """One of a cluster: the port of its controller, and the id of its folder."""

    number: int
    controller: int
    directory: str


@dataclass(frozen=True)
class Broker:
    """What a broker is told.

    Attributes:
        nodes: all of its cluster, itself included.
        cluster: id of the cluster.
        listeners: the part of its properties that says where clients come to.
        heap_mb: the most that its objects take.
    """

    node: Node
    nodes: Sequence[Node]
    cluster: str
    listeners: str
    heap_mb: int

    def write(self, folder: Path) -> Path:
        """The file of its properties."""
        folder.mkdir(parents=True, exist_ok=True)
        properties = folder / "server.properties"
        properties.write_text(
            _PROPERTIES.format(
                node=self.node.number,
                controllers=",".join(f"127.0.0.1:{n.controller}" for n in self.nodes),
                listeners=self.listeners,
                data=folder / DATA,
                copies=len(self.nodes),
            ),
            "utf-8",
        )
        return properties

    def format(self, java: Sequence[str], properties: Path) -> None:
        """Make its folder of data, or a copy of the first one's: that takes no JVM."""
        data = properties.parent / DATA
        first = self.nodes[0]
        if self.node == first:
            voters = ",".join(
                f"{n.number}@127.0.0.1:{n.controller}:{n.directory}" for n in self.nodes
            )
            tool = [*java, "kafka.tools.StorageTool", "format"]
            about = ["-t", self.cluster, "-c", str(properties)]
            _run([*tool, *about, "--initial-controllers", voters])
            return
        shutil.copytree(properties.parent.with_name(str(first.number)) / DATA, data)
        meta = data / META
        told = meta.read_text("utf-8")
        told = told.replace(f"node.id={first.number}", f"node.id={self.node.number}")
        meta.write_text(told.replace(first.directory, self.node.directory), "utf-8")


def kafka_server(
    jars: Path,
    folder: Path,
    *,
    port: int | None = None,
    local: int | None = None,
    secured: Secured | None = None,
    outlives: bool = False,
) -> Server:
    """A broker alone with its data in a folder; formatted, not started.

    Args:
        jars: as `fetch` gives them.
        folder: made when it is missing.
        port: where clients come to; a free one unless told.
        local: another port, without questions; clients at `port` then say who they are.
        secured: with `local`: where clients who say who they are come to by TLS.
        outlives: whether it goes on when this process ends.
    """
    # A formatted broker remembers its controller's port: by hand it must stay the same.
    controller = port + 1 if port else free_port()
    port = port or free_port()
    ports = {"port": port, "controller": controller, "local": local}
    more = f",SECURED://127.0.0.1:{secured.port}" if secured else ""
    listeners = (_GUARDED if local else _OPEN).format(**ports, more=more)
    if secured is not None:
        listeners += _SECURED.format(certificate=secured.certificate)
    node = Node(1, controller, _kafka_uuid())
    broker = Broker(node, [node], _kafka_uuid(), listeners, heap_mb=512)
    return _server(jars, folder, broker, port, outlives=outlives)


def kafka_servers(jars: Path, folder: Path, count: int) -> list[Server]:
    """Brokers of one cluster, each a controller too; formatted, not started."""
    nodes = [Node(n, free_port(), _kafka_uuid()) for n in range(1, count + 1)]
    cluster, servers = _kafka_uuid(), []
    for node in nodes:
        port = free_port()
        listeners = _OPEN.format(port=port, controller=node.controller)
        broker = Broker(node, nodes, cluster, listeners, heap_mb=192)
        servers.append(_server(jars, folder / str(node.number), broker, port))
    return servers


def _server(
    jars: Path, folder: Path, broker: Broker, port: int, *, outlives: bool = False
) -> Server:
    java = [str(jdk_home() / "bin" / "java"), *JVM, "-cp", f"{jars / 'kafka'}/lib/*"]
    properties = broker.write(folder)
    if not (folder / DATA / META).exists():
        broker.format(java, properties)
    return Server(
        name=f"Kafka {broker.node.number}",
        command=[*java, f"-Xmx{broker.heap_mb}m", "kafka.Kafka", str(properties)],
        port=port,
        log=folder / "kafka.log",
        answers=lambda: _listens(port),
        outlives=outlives,
    )


def _kafka_uuid() -> str:
    """A random one as Kafka writes it; it takes a leading dash for an option."""
    told = base64.urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")
    return _kafka_uuid() if told.startswith("-") else told


def _run(command: list[str]) -> None:
    subprocess.run(command, capture_output=True, timeout=FORMAT_LIMIT_S, check=True)


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
