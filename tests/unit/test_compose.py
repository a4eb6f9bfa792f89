"""docker-compose.yml says what the code says; no Docker is needed to know."""

import base64
import importlib.util
import json
import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator
from sqlalchemy import make_url
from typer.testing import CliRunner

from schemas.topics import TOPICS
from services.enrich import faust_host
from tests.compose_file import (
    ENGINES,
    ONE_SHOTS,
    OPERATOR,
    OURS,
    REPO,
    SERVICES,
    SERVING,
    SPECIFICATION,
    TEXT,
    TOCSIN,
    WORKERS,
    advertised,
    settings_of,
)
from tocsin import worker
from tocsin.cli.commands import app_with
from tocsin.settings import Settings
from tocsin.web import serving


def _seconds(text: str) -> int:
    assert text.endswith("s")
    return int(text[:-1])


def test_the_file_is_what_the_compose_specification_allows() -> None:
    path = Path(str(distribution("check-jsonschema").locate_file(SPECIFICATION)))
    validator = Draft7Validator(json.loads(path.read_text("utf-8")))
    assert [
        error.message for error in validator.iter_errors(yaml.safe_load(TEXT))
    ] == []


def test_the_services_are_the_engines_the_four_and_those_that_prepare() -> None:
    assert sorted(SERVICES) == sorted((*ENGINES, *TOCSIN))


@pytest.mark.parametrize("name", TOCSIN)
def test_each_variable_is_a_setting(name: str) -> None:
    named = {v for v in SERVICES[name].environment if v.startswith("TOCSIN_")}
    known = {f"TOCSIN_{field.upper()}" for field in Settings.model_fields}
    assert named
    assert named <= known


@pytest.mark.parametrize("name", TOCSIN)
def test_the_addresses_are_those_of_the_engines(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = settings_of(name, monkeypatch, tmp_path)
    listener = "LOCAL" if name == "users" else "GUARDED"
    assert settings.log_url == f"kafka://{advertised()[listener]}"
    assert settings.index_url == "http://elasticsearch:9200"
    assert settings.environment == "production"


@pytest.mark.parametrize("name", SERVING)
def test_a_serving_service_is_published_and_asked_on_its_own_port(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    port = settings_of(name, monkeypatch, tmp_path).port
    assert SERVICES[name].ports == [f"127.0.0.1:{port}:{port}"]
    assert _asked(name) == f"http://127.0.0.1:{port}/readyz"


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_is_asked_on_its_health_port_and_not_published(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    port = settings_of(name, monkeypatch, tmp_path).health_port
    assert SERVICES[name].ports == []
    assert _asked(name) == f"http://127.0.0.1:{port}/readyz"


def _asked(name: str) -> str:
    check = SERVICES[name].healthcheck
    assert check is not None
    (address,) = re.findall(r"urlopen\('([^']+)'", check.test[-1])
    return str(address)


def test_no_two_services_share_a_port() -> None:
    published = [port for service in SERVICES.values() for port in service.ports]
    assert len(published) == len(set(published)) == 2


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_published_on_loopback_only(name: str) -> None:
    assert [p for p in SERVICES[name].ports if not p.startswith("127.0.0.1:")] == []


@pytest.mark.parametrize("name", [*ENGINES, *OURS])
def test_what_keeps_running_has_a_health_check_and_comes_back(name: str) -> None:
    check = SERVICES[name].healthcheck
    assert check is not None
    assert _seconds(check.timeout) < _seconds(check.interval)
    assert SERVICES[name].restart == "unless-stopped"


@pytest.mark.parametrize("name", SERVICES)
def test_each_image_has_a_whole_version(name: str) -> None:
    # PostgreSQL counts in two numbers.
    assert re.fullmatch(
        r"postgres:\d+\.\d+|[a-z./]+:\d+\.\d+\.\d+", SERVICES[name].image
    )


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_has_a_capability_or_can_get_one(name: str) -> None:
    assert SERVICES[name].cap_drop == ["ALL"]
    assert SERVICES[name].security_opt == ["no-new-privileges:true"]
    assert SERVICES[name].user in {None, "1000:1000"}


@pytest.mark.parametrize("name", TOCSIN)
def test_our_images_cannot_be_written_to(name: str) -> None:
    assert SERVICES[name].read_only


@pytest.mark.parametrize("engine", ["kafka", "elasticsearch"])
def test_the_engines_are_of_the_version_that_the_live_tests_run(engine: str) -> None:
    pom = REPO / "tests/engines/jars" / engine / "pom.xml"
    (version,) = re.findall(r"<\w+\.version>([\d.]+)</", pom.read_text("utf-8"))
    assert SERVICES[engine].image.rpartition(":")[2] == version


def test_our_image_is_of_the_version_of_the_code() -> None:
    images = {SERVICES[name].image for name in TOCSIN}
    assert images == {f"tocsin:{distribution('tocsin').version}"}


@pytest.mark.parametrize("name", [*OURS, OPERATOR])
def test_the_four_wait_for_the_engines_and_the_topics(name: str) -> None:
    assert SERVICES[name].depends_on == {
        "kafka": {"condition": "service_healthy"},
        "elasticsearch": {"condition": "service_healthy"},
        "postgres": {"condition": "service_healthy"},
        "topics": {"condition": "service_completed_successfully"},
        "database": {"condition": "service_completed_successfully"},
    }


@pytest.mark.parametrize("name", OURS)
def test_each_of_the_four_runs_its_own_module(name: str) -> None:
    assert SERVICES[name].command == ["python", "-m", f"services.{name}"]
    assert importlib.util.find_spec(f"services.{name}.__main__") is not None


def test_topics_are_created_by_the_registry_and_nowhere_else() -> None:
    assert SERVICES["topics"].command == ["tocsin", "topics", "apply"]
    assert [topic for topic in TOPICS if topic in TEXT] == []
    assert SERVICES["kafka"].environment["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"


@pytest.mark.parametrize("name", ONE_SHOTS)
def test_what_prepares_is_a_command_that_there_is(name: str) -> None:
    program, *arguments = SERVICES[name].command
    assert program == "tocsin"
    assert (
        CliRunner().invoke(app_with(arguments), [*arguments, "--help"]).exit_code == 0
    )
    assert SERVICES[name].restart == "no"


def test_the_services_share_one_database_that_is_upgraded_first() -> None:
    named = {
        make_url(SERVICES[name].environment["TOCSIN_DATABASE_URL"])
        for name in (*OURS, OPERATOR, "database")
    }
    assert {(url.drivername, url.host, url.database) for url in named} == {
        ("postgresql+psycopg", "postgres", "tocsin")
    }
    assert SERVICES["database"].command == ["tocsin", "database", "upgrade"]


@pytest.mark.parametrize("name", OURS)
def test_docker_waits_longer_than_the_longest_grace(name: str) -> None:
    grace_s = max(faust_host.GRACE_S, worker.GRACE_S, serving.GRACE_S)
    assert _seconds(SERVICES[name].stop_grace_period) > grace_s


def test_the_cluster_id_is_one_that_kafka_takes() -> None:
    cluster_id = SERVICES["kafka"].environment["CLUSTER_ID"]
    assert len(base64.urlsafe_b64decode(cluster_id + "==")) == 16
