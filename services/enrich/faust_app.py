"""The enrichment worker's process: a Faust app around a handler."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from yarl import URL

from schemas.topics import RECORD_BYTES_MAX
from services.enrich.faust_guard import GuardedConsumer, GuardedTransport
from services.enrich.faust_host import FaustHost, Work
from services.enrich.faust_plain import App, Credentials, Worker
from services.enrich.faust_records import raw_topic

REQUEST_BYTES_MAX = RECORD_BYTES_MAX + 64 * 1024
"""A record's value with its key, headers and framing."""

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Broker:
    """Where to read.

    Attributes:
        url: kafka://HOST:PORT, several hosts with commas.
        group: the consumer group.
        topics: what to read; must exist, and be neither compacted nor written in
            transactions: a gap in their offsets ends the process.
        credentials: None where the brokers ask nobody who they are.
    """

    url: str
    group: str
    topics: Sequence[str]
    credentials: Credentials | None = None


class HostApp(App):
    """A Faust app whose stop lets the host finish first."""

    host: FaustHost

    def _new_transport(self) -> GuardedTransport:
        return GuardedTransport(self.conf.broker_consumer, self)

    def _create_directories(self) -> None:
        """Make none: they are for tables, and there are none."""

    async def on_stop(self) -> None:
        """Finish the batch in hand, then stop as Faust does."""
        await self.host.drain()
        await super().on_stop()


def build_app(work: Work, broker: Broker) -> HostApp:
    """The app, checked and not started. Nothing is connected yet.

    Raises:
        Halt: this Faust would commit past a record that is not finished.
    """
    app = HostApp(
        broker.group,
        broker=[
            URL(f"kafka://{host}")
            for host in broker.url.removeprefix("kafka://").split(",")
        ],
        broker_credentials=broker.credentials,
        store=URL("memory://"),
        processing_guarantee="at_least_once",
        # An error must not restart the agent past what it left unfinished.
        agent_supervisor="mode.CrashingSupervisor",
        # Topics are declared in one place, schemas.topics, and made by `topics apply`.
        topic_allow_declare=False,
        topic_disable_leader=True,
        autodiscover=False,
        # Health and metrics are served by the stage itself; tables are not used, and
        # Faust's own port would show them to anybody.
        web_enabled=False,
        web_bind="127.0.0.1",
        web_tables_enabled=False,
        # Static membership: a killed worker that comes back under its name gets its
        # partitions at once. Others take them when the session ends: long enough for
        # a restart, short enough for a machine that does not come back.
        consumer_group_instance_id=work.worker.member,
        broker_session_timeout=20.0,
        broker_heartbeat_interval=3.0,
        broker_rebalance_timeout=60.0,
        # Each batch is committed when it is finished; this is for a commit that failed.
        broker_commit_interval=1.0,
        # Small, for memory: the kernel holds what is needed for the next batches.
        stream_buffer_maxsize=work.worker.policy.batch.records_max,
        broker_max_poll_records=work.worker.policy.batch.records_max,
        # A revoked partition is not waited for: what is unfinished is read again.
        stream_wait_empty=False,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=REQUEST_BYTES_MAX,
        producer_acks=-1,
        producer_compression_type="zstd",
        producer_max_request_size=REQUEST_BYTES_MAX,
        # As long as the loop may be kept waiting: then the batch is tried again.
        producer_request_timeout=30.0,
    )
    host = app.host = FaustHost(work)
    consumer = app.consumer
    assert isinstance(consumer, GuardedConsumer)  # noqa: S101 - our own transport's
    host.guard(consumer)
    app.on_partitions_revoked.connect(host.revoked, weak=False)
    topic = raw_topic(app, *broker.topics)
    app.agent(topic, name=f"{broker.group}.deliver")(host.read)
    return app


def run_faust(work: Work, broker: Broker) -> None:
    """Work until SIGTERM or SIGINT; then finish the batch in hand and return.

    Any error that nobody expected ends the process with code 70, without a farewell:
    a supervisor must start it again.

    Raises:
        Halt: the self-check failed.
        SystemExit: Faust ended by itself.
    """
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    app = build_app(work, broker)
    _logger.info("enrichment starts as %s of %s", work.worker.member, broker.group)
    worker = Worker(
        app,
        loop=loop,
        # Log lines go to the process's own logging, and stdout stays free.
        quiet=True,
        override_logging=False,
        redirect_stdouts=False,
    )
    worker.execute_from_commandline()
