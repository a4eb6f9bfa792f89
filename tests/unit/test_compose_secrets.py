"""Who may do what in docker-compose.yml: users, keys, and the files of secrets."""

import re
from pathlib import Path

import pytest

from tests.compose_file import (
    OPERATOR,
    OURS,
    REPO,
    SECRETS,
    SERVICES,
    TOCSIN,
    advertised,
    settings_of,
)
from tocsin.cli.topics import USERS
from tocsin.database.grants import GRANTS
from tocsin.sealed import PRIVATE_SUFFIX
from tocsin.settings import Settings

KEY_FOLDER = "TOCSIN_MASTER_PRIVATE_KEYS"
READ_AS_FOLDER = (PRIVATE_SUFFIX, ".kafka")
PERSONAL = re.compile(r"\.(pgpass|kafka|api_key)$")


def test_a_broker_asks_everybody_but_who_is_on_its_own_loopback() -> None:
    kafka = SERVICES["kafka"].environment
    protocols = dict(
        pair.split(":")
        for pair in kafka["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"].split(",")
    )
    bound = dict(pair.split("://") for pair in kafka["KAFKA_LISTENERS"].split(","))
    assert advertised() == {"GUARDED": "kafka:9092", "LOCAL": "127.0.0.1:9094"}
    assert {name for name, where in bound.items() if where.startswith(":")} == {
        name for name, how in protocols.items() if how.startswith("SASL")
    }
    assert kafka["KAFKA_AUTHORIZER_CLASS_NAME"].endswith("StandardAuthorizer")
    assert kafka["KAFKA_SUPER_USERS"] == "User:ANONYMOUS;User:tocsin_operator"
    assert "KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND" not in kafka


def test_users_are_made_from_the_network_of_the_broker_and_nowhere_else() -> None:
    modes = {n: s.network_mode for n, s in SERVICES.items() if s.network_mode}
    assert modes == {"users": "service:kafka"}
    assert SERVICES["users"].command == ["tocsin", "topics", "users", "/run/secrets"]
    wanted = {f"{user}.kafka" for user in USERS}
    assert set(SERVICES["users"].seen()) == wanted


@pytest.mark.parametrize("name", [*OURS, OPERATOR])
def test_each_service_has_a_user_of_its_own_and_only_its_own_secrets(name: str) -> None:
    seen, environment = SERVICES[name].seen(), SERVICES[name].environment
    assert environment["TOCSIN_KAFKA_USER"] == f"tocsin_{name}"
    assert seen["tocsin_kafka_password"] == f"{name}.kafka"
    url = f"postgresql+psycopg://tocsin_{name}@postgres/tocsin"
    file = f"/run/secrets/{name}.pgpass"
    assert environment["TOCSIN_DATABASE_URL"] == f"{url}?passfile={file}"
    own = {source for source in seen.values() if PERSONAL.search(source)}
    assert {source.partition(".")[0] for source in own} == {name}


def test_only_who_asks_the_index_has_a_key_to_it() -> None:
    holders = {
        name: service.seen()["tocsin_index_api_key"]
        for name, service in SERVICES.items()
        if "tocsin_index_api_key" in service.seen()
    }
    assert holders == {
        "index": "index.api_key",
        "desk": "desk.api_key",
        "operator": "operator.api_key",
        "topics": "operator.api_key",
    }


def test_a_key_to_elasticsearch_ends_and_reaches_the_index_only() -> None:
    script = (REPO / "deploy/elasticsearch/api_key.sh").read_text("utf-8")
    assert "days=${2:-365}" in script
    assert '"expiration": "${days}d"' in script
    assert (
        '"indices": [{"names": ["cases", "cases-*"], "privileges": $rights}]' in script
    )
    [desk] = re.findall(r"^desk\) rights='(.*?)'", script, re.MULTILINE)
    assert desk == '["read", "view_index_metadata"]'


def test_postgresql_makes_the_users_that_there_are_rights_for() -> None:
    script = (REPO / "deploy/postgresql/users.sh").read_text("utf-8")
    [named] = re.findall(r"for service in ([\w ]+); do", script)
    assert {f"tocsin_{name}" for name in named.split()} == {*GRANTS, "tocsin_owner"}
    postgres = SERVICES["postgres"]
    assert set(postgres.seen()) == {f"{name}.pgpass" for name in named.split()}
    assert postgres.user == "1000:1000"
    assert any("docker-entrypoint-initdb.d" in volume for volume in postgres.volumes)
    assert "--auth-host=scram-sha-256" in postgres.environment["POSTGRES_INITDB_ARGS"]


def test_the_tables_belong_to_nobody_who_serves() -> None:
    holders = {n for n, s in SERVICES.items() if "owner.pgpass" in s.seen()}
    assert holders == {"postgres", "database"}


def test_each_secret_is_read_from_a_file_of_the_secrets_folder() -> None:
    assert {name: s["file"] for name, s in SECRETS.items()} == {
        name: f"./secrets/{name}" for name in SECRETS
    }


@pytest.mark.parametrize("name", TOCSIN)
def test_a_secret_is_a_setting_or_is_named_by_one(name: str) -> None:
    service = SERVICES[name]
    settings = {f"tocsin_{field}" for field in Settings.model_fields}
    named = "\n".join(service.environment.values())
    folders = [*service.command, service.environment.get(KEY_FOLDER, "")]
    strangers = [
        secret
        for secret in service.seen()
        if secret not in settings
        and f"/run/secrets/{secret}" not in named
        and not ("/run/secrets" in folders and secret.endswith(READ_AS_FOLDER))
    ]
    assert strangers == []


def test_intake_alone_has_no_private_key() -> None:
    holders = {n for n, s in SERVICES.items() if "master.private.pem" in s.seen()}
    assert holders == {"enrich", "index", "desk", OPERATOR}


def test_the_operators_service_has_the_keys_that_their_commands_ask_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = settings_of(OPERATOR, monkeypatch, tmp_path)
    assert settings.master_private_keys == Path("/run/secrets")
    named = {settings.master_key, settings.audit_key, settings.officers_key}
    assert named <= {Path("/run/secrets") / name for name in SERVICES[OPERATOR].seen()}
    assert SERVICES[OPERATOR].profiles == [OPERATOR]


def test_the_audit_log_is_signed_by_who_writes_it_and_never_by_intake() -> None:
    holders = {n for n, s in SERVICES.items() if "audit.pem" in s.seen()}
    assert holders == {OPERATOR, "desk"}


def test_an_erasure_reaches_the_exports_of_the_desk_and_intake_does_not() -> None:
    holders = {
        name: service.environment.get("TOCSIN_EXPORTS")
        for name, service in SERVICES.items()
        if any(volume.startswith("exports:") for volume in service.volumes)
    }
    assert holders == dict.fromkeys((OPERATOR, "desk"), "/var/lib/tocsin/exports")


def test_the_list_of_erased_cases_outlives_the_operators_container() -> None:
    operator = SERVICES[OPERATOR]
    assert operator.environment["TOCSIN_ERASURES"].startswith(
        "/var/lib/tocsin/erasures/"
    )
    assert "erasures:/var/lib/tocsin/erasures" in operator.volumes


def test_a_secret_file_is_read_as_the_setting_that_it_is_named_for(
    tmp_path: Path,
) -> None:
    (tmp_path / "tocsin_receipt_secret").write_text("drum\n")
    settings = Settings(_secrets_dir=tmp_path)
    assert settings.receipt_secret is not None
    assert settings.receipt_secret.get_secret_value() == "drum"


def test_no_secret_stands_in_the_environment() -> None:
    secret = {
        "ELASTIC_PASSWORD",
        "POSTGRES_PASSWORD",
        "TOCSIN_INDEX_API_KEY",
        "TOCSIN_KAFKA_PASSWORD",
        "TOCSIN_RECEIPT_SECRET",
    }
    named = {v for service in SERVICES.values() for v in service.environment}
    assert named & secret == set()
