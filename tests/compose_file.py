"""docker-compose.yml, read as the tests need it."""

from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from tocsin.settings import Settings, load_settings

REPO = Path(__file__).parents[1]
TEXT = (REPO / "docker-compose.yml").read_text("utf-8")
OURS = ("intake", "enrich", "index", "desk")
WORKERS = ("enrich", "index")
SERVING = ("intake", "desk")
ENGINES = ("kafka", "elasticsearch", "postgres")
ONE_SHOTS = ("users", "topics", "database")
OPERATOR = "operator"
TOCSIN = (*OURS, *ONE_SHOTS, OPERATOR)
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


class Secret(BaseModel):
    """A file of the secrets, and the name that a container sees."""

    source: str
    target: str

    @classmethod
    def of(cls, raw: str | dict[str, str]) -> "Secret":
        """From either form of the specification."""
        if isinstance(raw, str):
            return cls(source=raw, target=raw)
        return cls.model_validate(raw)


class Service(BaseModel):
    """The parts of a service that the tests read."""

    image: str
    limits: Limits
    command: list[str] = []
    environment: dict[str, str] = {}
    healthcheck: HealthCheck | None = None
    ports: list[str] = []
    depends_on: dict[str, dict[str, str]] = {}
    secrets: list[Secret] = []
    volumes: list[str] = []
    restart: str
    read_only: bool = False
    cap_drop: list[str] = []
    security_opt: list[str] = []
    stop_grace_period: str
    user: str | None = None
    profiles: list[str] = []
    networks: list[str] = []
    network_mode: str | None = None

    def seen(self) -> dict[str, str]:
        """Name in /run/secrets -> file of the secrets."""
        return {secret.target: secret.source for secret in self.secrets}


def _services() -> dict[str, Service]:
    found = {}
    for name, raw in yaml.safe_load(TEXT)["services"].items():
        limits = raw["deploy"]["resources"]["limits"]
        secrets = [Secret.of(secret) for secret in raw.get("secrets", [])]
        found[name] = Service.model_validate(
            {**raw, "limits": limits, "secrets": secrets}
        )
    return found


SERVICES = _services()
SECRETS: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["secrets"]


def settings_of(
    name: str, monkeypatch: pytest.MonkeyPatch, folder: Path, **flags: str
) -> Settings:
    """The settings of a service, as its container has them, started in a folder."""
    monkeypatch.chdir(folder)  # no tocsin.toml there
    for variable, value in SERVICES[name].environment.items():
        monkeypatch.setenv(variable, value)
    if "TOCSIN_KAFKA_USER" in SERVICES[name].environment:
        assert "tocsin_kafka_password" in SERVICES[name].seen()
        monkeypatch.setenv("TOCSIN_KAFKA_PASSWORD", token_hex(32))
    return load_settings(**flags)


def advertised() -> dict[str, str]:
    """Listener of the broker -> where clients are sent."""
    listeners = SERVICES["kafka"].environment["KAFKA_ADVERTISED_LISTENERS"]
    return dict(listener.split("://") for listener in listeners.split(","))
