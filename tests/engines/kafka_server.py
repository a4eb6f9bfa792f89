"""A real Apache Kafka broker, KRaft, one node."""

import socket
import subprocess
from pathlib import Path
from typing import NamedTuple

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
{listeners}
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
# Two indices of 10 MB for each partition, the default, are gigabytes to look through.
log.index.size.max.bytes=262144
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


def kafka_server(
    jars: Path,
    folder: Path,
    *,
    port: int | None = None,
    local: int | None = None,
    secured: Secured | None = None,
    outlives: bool = False,
) -> Server:
    """A broker with its data in a folder; formatted, not started.

    Args:
        jars: as `fetch` gives them.
        folder: made when it is missing.
        port: where clients come to; a free one unless told.
        local: another port, without questions; clients at `port` then say who they are.
        secured: with `local`: where clients who say who they are come to by TLS.
        outlives: whether it goes on when this process ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # A formatted broker remembers its controller's port: by hand it must stay the same.
    controller = port + 1 if port else free_port()
    port = port or free_port()
    properties, data = folder / "server.properties", folder / "data"
    ports = {"port": port, "controller": controller, "local": local}
    more = f",SECURED://127.0.0.1:{secured.port}" if secured else ""
    listeners = (_GUARDED if local else _OPEN).format(**ports, more=more)
    if secured is not None:
        listeners += _SECURED.format(certificate=secured.certificate)
    properties.write_text(
        _PROPERTIES.format(listeners=listeners, data=data, **ports), "utf-8"
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
