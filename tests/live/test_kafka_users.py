"""Services at a real Kafka that asks who they are: each may do its own work only."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

import pytest
from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ResourcePattern,
    ResourceType,
)

from schemas.topics import ENRICHED, RECEIVED, REVIEWED, SEALED, TOPICS
from tests.contract.log_under_test import until
from tests.engines.engines import cache_folder
from tests.engines.jars import fetch
from tests.engines.kafka_server import Secured, kafka_server
from tests.engines.server import free_port
from tests.own_ca import OwnCa, own_ca
from tests.pipeline.command_line import CommandLine
from tocsin.cli.topics import USERS
from tocsin.clock import SystemClock
from tocsin.errors import Halt, TocsinError
from tocsin.log import EventLog, NewRecord, Record, TopicPartition
from tocsin.log.kafka import KafkaLog
from tocsin.settings import load_settings
from tocsin.wiring import SASL_MECHANISM, open_log

ROOT = Path(__file__).parents[2]
LIMIT_S = 60.0

pytestmark = [
    pytest.mark.live,
    pytest.mark.filterwarnings("ignore:unclosed <socket"),
    pytest.mark.filterwarnings("ignore:unclosed <ssl"),
    pytest.mark.usefixtures("collected"),
]


@dataclass(frozen=True)
class GuardedKafka:
    """A broker with users, and the files that hold their passwords."""

    port: int
    local: int
    secured: int
    ca: OwnCa
    secrets: Path
    folder: Path

    @property
    def url(self) -> str:
        """Where services come to."""
        return f"kafka://127.0.0.1:{self.port}"

    def password(self, service: str) -> str:
        """As the service gets it."""
        return (self.secrets / f"{service}.kafka").read_text().strip()

    def as_(self, service: str, password: str | None = None) -> EventLog:
        """The log, opened by a service."""
        settings = load_settings(
            log_url=self.url,
            kafka_user=f"tocsin_{service}",
            kafka_password=password or self.password(service),
        )
        return open_log(settings, SystemClock())

    def by_tls(self, service: str, ca: Path) -> EventLog:
        """The same in production, across hosts."""
        settings = load_settings(
            environment="production",
            log_url=f"kafka://127.0.0.1:{self.secured},127.0.0.1:{self.secured}",
            kafka_user=f"tocsin_{service}",
            kafka_password=self.password(service),
            kafka_ca=ca,
        )
        return open_log(settings, SystemClock())

    def make_users(self) -> int:
        """What the operator runs beside the broker; how many rights there are."""
        answer = CommandLine(self.folder)(
            *("topics", "users", str(self.secrets), "--json"),
            *("--set", f"log_url=kafka://127.0.0.1:{self.local}"),
            *("--set", "environment=production"),
        )
        assert answer.code == 0, answer.notes
        assert answer.told["users"] == sorted(USERS)
        return int(answer.told["rights"])


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedKafka]:
    secrets = tmp_path_factory.mktemp("secrets")
    for service in USERS:
        (secrets / f"{service}.kafka").write_text(token_hex(32) + "\n")
    runs = cache_folder() / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=runs) as folder:
        local, ca = free_port(), own_ca(secrets)
        secured = Secured(free_port(), ca.server)
        server = kafka_server(
            fetch(cache_folder()), Path(folder), local=local, secured=secured
        )
        server.start()
        try:
            guarded = GuardedKafka(
                server.port,
                local,
                secured.port,
                ca,
                secrets,
                tmp_path_factory.mktemp("data"),
            )
            assert guarded.make_users() > 0
            with guarded.as_("operator") as log:
                assert set(log.apply(TOPICS.values())) == set(TOPICS)
            yield guarded
        finally:
            server.kill()


def record(topic: str, value: bytes = b"{}") -> NewRecord:
    return NewRecord(topic, "case", value)


def values(log: EventLog, topic: str) -> list[bytes | None]:
    return [
        found.value
        for partition in range(TOPICS[topic].partitions)
        for found in log.read(
            TopicPartition(topic, partition), offset=0, records_max=100
        )
    ]


def test_intake_writes_what_comes_in_and_can_read_nothing(kafka: GuardedKafka) -> None:
    with kafka.as_("intake") as log:
        log.ping()
        log.append([record(SEALED.name), record(RECEIVED.name)])
        for topic in (ENRICHED.name, REVIEWED.name):
            with pytest.raises(Halt):
                log.append([record(topic)])
        with pytest.raises(Halt, match="cannot be read"):
            values(log, RECEIVED.name)
        with pytest.raises(Halt):
            log.committed("enrich", [RECEIVED.name])
        with (
            closing(log.join("enrich", [RECEIVED.name], member="thief")) as reader,
            pytest.raises(Halt),
        ):
            reader.poll(records_max=1, timeout_s=5.0)


def test_the_desk_reads_all_and_does_not_write_who_reported(
    kafka: GuardedKafka,
) -> None:
    with kafka.as_("desk") as log:
        log.append([record(REVIEWED.name, b"review")])
        assert b"review" in values(log, REVIEWED.name)
        log.committed("index", [REVIEWED.name])
        log.members("index")
        with pytest.raises(Halt):
            log.append([record(SEALED.name)])


def test_services_speak_tls_to_brokers_that_they_know(kafka: GuardedKafka) -> None:
    with kafka.by_tls("intake", kafka.ca.ca) as log:
        log.ping()
        log.append([record(RECEIVED.name, b"by tls")])
        with pytest.raises(Halt, match="cannot be read"):
            values(log, RECEIVED.name)
    with kafka.by_tls("desk", kafka.ca.ca) as log:
        assert b"by tls" in values(log, RECEIVED.name)


def test_a_broker_that_another_authority_vouches_for_is_not_spoken_to(
    kafka: GuardedKafka, tmp_path: Path
) -> None:
    security = {
        "security_protocol": "SASL_SSL",
        "ssl_cafile": str(own_ca(tmp_path).ca),
        "sasl_mechanism": SASL_MECHANISM,
        "sasl_plain_username": "tocsin_intake",
        "sasl_plain_password": kafka.password("intake"),
    }
    with refused(kafka.secured, security) as log:
        log.append([record(RECEIVED.name)])


@pytest.mark.parametrize("way", ["in clear", "by tls"])
def test_the_worker_in_faust_says_who_it_is(
    kafka: GuardedKafka, tmp_path: Path, way: str
) -> None:
    sent = f"by faust, {way}".encode()
    with kafka.as_("intake") as log:
        log.append([record(RECEIVED.name, sent)])
    url, more = kafka.url, {}
    if way == "by tls":
        url = f"kafka://127.0.0.1:{kafka.secured}"
        more = {"TOCSIN_KAFKA_CA": str(kafka.ca.ca)}
    about = (url, RECEIVED.name, ENRICHED.name, "enrich", "w1", "never", "0")
    with (tmp_path / "worker.log").open("wb") as told:
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.live.faust_process", *about],
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "TOCSIN_KAFKA_USER": "tocsin_enrich",
                "TOCSIN_KAFKA_PASSWORD": kafka.password("enrich"),
                **more,
            },
            stdout=told,
            stderr=told,
        )
    try:
        with kafka.as_("desk") as log:
            until(lambda: sent in values(log, ENRICHED.name))
            assert log.members("enrich") == ["w1"]
    finally:
        worker.terminate()
        assert worker.wait(LIMIT_S) == 0


def test_the_index_reads_its_topics_and_commits(kafka: GuardedKafka) -> None:
    with kafka.as_("desk") as log:
        log.append([record(REVIEWED.name, b"to fold")])
    with (
        kafka.as_("index") as log,
        log.join("index", [REVIEWED.name], member="1") as reader,
    ):
        polled: list[Record] = []
        while not polled:
            polled.extend(reader.poll(records_max=9, timeout_s=1))
        last = polled[-1]
        reader.commit({last.source: last.offset + 1})
        assert log.committed("index", [REVIEWED.name])[last.source] == last.offset + 1
        with pytest.raises(Halt):
            log.append([record(RECEIVED.name)])


def test_a_wrong_password_opens_nothing(kafka: GuardedKafka) -> None:
    security = {
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": SASL_MECHANISM,
        "sasl_plain_username": "tocsin_intake",
        "sasl_plain_password": token_hex(32),
    }
    with refused(kafka.port, security) as log:
        log.append([record(RECEIVED.name)])


@contextmanager
def refused(port: int, security: Mapping[str, str]) -> Iterator[EventLog]:
    """A log that does not open: what is done with it raises."""
    with (
        KafkaLog(
            f"127.0.0.1:{port}",
            client_id="test",
            security=security,
            delivery_limit=timedelta(seconds=2),
        ) as log,
        pytest.raises(TocsinError),
    ):
        yield log


def test_rights_too_many_are_taken_away(kafka: GuardedKafka) -> None:
    stolen = ACL(
        principal="User:tocsin_intake",
        host="*",
        operation=ACLOperation.READ,
        permission_type=ACLPermissionType.ALLOW,
        resource_pattern=ResourcePattern(ResourceType.TOPIC, RECEIVED.name),
    )
    with closing(
        KafkaAdminClient(bootstrap_servers=f"127.0.0.1:{kafka.local}")
    ) as admin:
        admin.create_acls([stolen])
    with kafka.as_("intake") as log:
        until(lambda: is_readable(log))
    rights = kafka.make_users()
    with kafka.as_("intake") as log:
        until(lambda: not is_readable(log))
    assert kafka.make_users() == rights


def is_readable(log: EventLog) -> bool:
    try:
        values(log, RECEIVED.name)
    except Halt:
        return False
    return True
