"""docker-compose.yml says what the code says; no Docker is needed to know."""

import base64
import importlib.util
import json
import re
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from pydantic import BaseModel
from typer.testing import CliRunner

from schemas.topics import TOPICS
from services.enrich import faust_host
from tocsin import worker
from tocsin.cli.commands import app_with
from tocsin.sealed import PRIVATE_SUFFIX
from tocsin.settings import Settings, load_settings
from tocsin.web import serving

REPO = Path(__file__).parents[2]
TEXT = (REPO / "docker-compose.yml").read_text("utf-8")
OURS = ("intake", "enrich", "index", "desk")
WORKERS = ("enrich", "index")
SERVING = ("intake", "desk")
ENGINES = ("kafka", "elasticsearch")
ONE_SHOTS = ("topics", "database")
# The compose specification as check-jsonschema carries it; the file is all we need.
SPECIFICATION = "check_jsonschema/builtin_schemas/vendor/compose-spec.json"


class HealthCheck(BaseModel):
    """How Docker asks."""

    test: list[str]
    interval: str
    timeout: str
    retries: int


class Limits(BaseModel):
    """What a container may take."""

    cpus: str
    memory: str
    pids: int


class Service(BaseModel):
    """The parts of a service that the tests read."""

    image: str
    limits: Limits
    command: list[str] = []
    environment: dict[str, str] = {}
    healthcheck: HealthCheck | None = None
    ports: list[str] = []
    depends_on: dict[str, dict[str, str]] = {}
    secrets: list[str] = []
    volumes: list[str] = []
    restart: str
    read_only: bool = False
    cap_drop: list[str] = []
    stop_grace_period: str


def _services() -> dict[str, Service]:
    found = {}
    for name, raw in yaml.safe_load(TEXT)["services"].items():
        limits = raw["deploy"]["resources"]["limits"]
        found[name] = Service.model_validate({**raw, "limits": limits})
    return found


SERVICES = _services()
SECRETS: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["secrets"]


def _settings(
    name: str, monkeypatch: pytest.MonkeyPatch, folder: Path, **flags: str
) -> Settings:
    monkeypatch.chdir(folder)  # no tocsin.toml there
    for variable, value in SERVICES[name].environment.items():
        monkeypatch.setenv(variable, value)
    return load_settings(**flags)


def _seconds(text: str) -> int:
    assert text.endswith("s")
    return int(text[:-1])


def test_the_file_is_what_the_compose_specification_allows() -> None:
    path = Path(str(distribution("check-jsonschema").locate_file(SPECIFICATION)))
    validator = Draft7Validator(json.loads(path.read_text("utf-8")))
    assert [
        error.message for error in validator.iter_errors(yaml.safe_load(TEXT))
    ] == []


def test_the_services_are_the_engines_the_four_and_two_that_prepare() -> None:
    assert sorted(SERVICES) == sorted((*ENGINES, *OURS, *ONE_SHOTS))


@pytest.mark.parametrize("name", [*OURS, *ONE_SHOTS])
def test_each_variable_is_a_setting(name: str) -> None:
    named = {v for v in SERVICES[name].environment if v.startswith("TOCSIN_")}
    known = {f"TOCSIN_{field.upper()}" for field in Settings.model_fields}
    assert named
    assert named <= known


@pytest.mark.parametrize("name", [*OURS, *ONE_SHOTS])
def test_the_addresses_are_those_of_the_engines(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = _settings(name, monkeypatch, tmp_path)
    kafka = SERVICES["kafka"].environment
    advertised = kafka["KAFKA_ADVERTISED_LISTENERS"].removeprefix("PLAINTEXT://")
    assert settings.log_url == f"kafka://{advertised}" == "kafka://kafka:9092"
    assert settings.index_url == "http://elasticsearch:9200"
    assert settings.environment == "production"


@pytest.mark.parametrize("name", SERVING)
def test_a_serving_service_is_published_and_asked_on_its_own_port(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    port = _settings(name, monkeypatch, tmp_path).port
    assert SERVICES[name].ports == [f"127.0.0.1:{port}:{port}"]
    assert _asked(name) == f"http://127.0.0.1:{port}/readyz"


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_is_asked_on_its_health_port_and_not_published(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    port = _settings(name, monkeypatch, tmp_path).health_port
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
    assert re.fullmatch(r"[a-z./]+:\d+\.\d+\.\d+", SERVICES[name].image)


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_has_a_capability(name: str) -> None:
    assert SERVICES[name].cap_drop == ["ALL"]


@pytest.mark.parametrize("name", [*OURS, *ONE_SHOTS])
def test_our_images_cannot_be_written_to(name: str) -> None:
    assert SERVICES[name].read_only


@pytest.mark.parametrize("engine", ENGINES)
def test_the_engines_are_of_the_version_that_the_live_tests_run(engine: str) -> None:
    pom = REPO / "tests/engines/jars" / engine / "pom.xml"
    (version,) = re.findall(r"<\w+\.version>([\d.]+)</", pom.read_text("utf-8"))
    assert SERVICES[engine].image.rpartition(":")[2] == version


def test_our_image_is_of_the_version_of_the_code() -> None:
    images = {SERVICES[name].image for name in (*OURS, *ONE_SHOTS)}
    assert images == {f"tocsin:{distribution('tocsin').version}"}


@pytest.mark.parametrize("name", OURS)
def test_the_four_wait_for_the_engines_and_the_topics(name: str) -> None:
    assert SERVICES[name].depends_on == {
        "kafka": {"condition": "service_healthy"},
        "elasticsearch": {"condition": "service_healthy"},
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
        name: SERVICES[name].environment.get("TOCSIN_DATABASE_URL")
        for name in (*OURS, "database")
    }
    assert len(set(named.values())) == 1
    assert SERVICES["database"].command == ["tocsin", "database", "upgrade"]


@pytest.mark.parametrize("name", OURS)
def test_docker_waits_longer_than_the_longest_grace(name: str) -> None:
    grace_s = max(faust_host.GRACE_S, worker.GRACE_S, serving.GRACE_S)
    assert _seconds(SERVICES[name].stop_grace_period) > grace_s


def test_each_secret_is_read_from_a_file_of_the_secrets_folder() -> None:
    assert {name: s["file"] for name, s in SECRETS.items()} == {
        name: f"./secrets/{name}" for name in SECRETS
    }


@pytest.mark.parametrize("name", [*OURS, *ONE_SHOTS])
def test_a_secret_is_a_setting_or_is_named_by_one(name: str) -> None:
    service = SERVICES[name]
    settings = {f"tocsin_{field}" for field in Settings.model_fields}
    paths = set(service.environment.values())
    folder = service.environment.get("TOCSIN_MASTER_PRIVATE_KEYS")
    strangers = [
        secret
        for secret in service.secrets
        if secret not in settings
        and f"/run/secrets/{secret}" not in paths
        and not (folder == "/run/secrets" and secret.endswith(PRIVATE_SUFFIX))
    ]
    assert strangers == []


def test_intake_alone_has_no_private_key() -> None:
    holders = {n for n, s in SERVICES.items() if "master.private.pem" in s.secrets}
    assert holders == {"enrich", "index", "desk"}


def test_the_operators_service_has_the_keys_that_their_commands_ask_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = _settings("index", monkeypatch, tmp_path)
    assert settings.master_private_keys == Path("/run/secrets")
    named = {settings.master_key, settings.audit_key}
    assert named <= {Path("/run/secrets") / name for name in SERVICES["index"].secrets}


def test_the_audit_log_is_signed_by_who_writes_it_and_never_by_intake() -> None:
    holders = {n for n, s in SERVICES.items() if "audit.pem" in s.secrets}
    assert holders == {"index", "desk"}


def test_an_erasure_reaches_the_exports_of_the_desk_and_intake_does_not() -> None:
    holders = {
        name: service.environment.get("TOCSIN_EXPORTS")
        for name, service in SERVICES.items()
        if any(volume.startswith("exports:") for volume in service.volumes)
    }
    assert holders == dict.fromkeys(("index", "desk"), "/var/lib/tocsin/exports")


def test_a_secret_file_is_read_as_the_setting_that_it_is_named_for(
    tmp_path: Path,
) -> None:
    (tmp_path / "tocsin_receipt_secret").write_text("drum\n")
    settings = Settings(_secrets_dir=tmp_path)
    assert settings.receipt_secret is not None
    assert settings.receipt_secret.get_secret_value() == "drum"


def test_no_secret_stands_in_the_environment() -> None:
    secret = {"TOCSIN_INDEX_API_KEY", "TOCSIN_RECEIPT_SECRET", "ELASTIC_PASSWORD"}
    named = {v for service in SERVICES.values() for v in service.environment}
    assert named & secret == set()


def test_the_cluster_id_is_one_that_kafka_takes() -> None:
    cluster_id = SERVICES["kafka"].environment["CLUSTER_ID"]
    assert len(base64.urlsafe_b64decode(cluster_id + "==")) == 16
