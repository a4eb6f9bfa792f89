"""Both engines together, as the live tests use them."""

import os
from dataclasses import dataclass
from pathlib import Path

from tests.engines.elasticsearch_server import elasticsearch_server
from tests.engines.jars import fetch
from tests.engines.kafka_server import kafka_server
from tests.engines.server import Server

REPO = Path(__file__).parents[2]


@dataclass(frozen=True)
class Engines:
    """The two servers of a test session."""

    kafka: Server
    elasticsearch: Server

    @property
    def bootstrap(self) -> str:
        """Address of the broker, host:port."""
        return f"127.0.0.1:{self.kafka.port}"

    @property
    def kafka_url(self) -> str:
        """Address of the broker as Tocsin's settings have it."""
        return f"kafka://{self.bootstrap}"

    @property
    def elastic_url(self) -> str:
        """Address of the search engine."""
        return f"http://127.0.0.1:{self.elasticsearch.port}"

    def start(self) -> None:
        """Start both at once; returns when both answer."""
        self.kafka.launch()
        self.elasticsearch.launch()
        self.kafka.wait()
        self.elasticsearch.wait()

    def stop(self) -> None:
        """End both; their data is of no more use, so without a farewell."""
        self.kafka.kill()
        self.elasticsearch.kill()


def cache_folder() -> Path:
    """Where jars and data lie: TOCSIN_TEST_ENGINES_DIR, else .engines in the repo."""
    told = os.environ.get("TOCSIN_TEST_ENGINES_DIR")
    return Path(told).resolve() if told else REPO / ".engines"


def make_engines(
    folder: Path,
    *,
    kafka_port: int | None = None,
    elastic_port: int | None = None,
    outlives: bool = False,
) -> Engines:
    """Both engines with their data in a folder; not started. Free ports by default.

    Raises:
        EnginesMissing: this machine cannot run them.
    """
    jars = fetch(cache_folder())
    return Engines(
        kafka=kafka_server(jars, folder / "kafka", port=kafka_port, outlives=outlives),
        elasticsearch=elasticsearch_server(
            jars, folder / "elasticsearch", port=elastic_port, outlives=outlives
        ),
    )
