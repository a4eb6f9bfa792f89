"""What production refuses before anything is sent."""

from collections.abc import Callable
from pathlib import Path
from secrets import token_hex

import pytest

from tests.engines.server import free_port
from tocsin.clock import SystemClock
from tocsin.production import check_sandbox
from tocsin.settings import BadSettings, Settings, check_secret_files, load_settings
from tocsin.wiring import (
    database_url,
    open_index,
    open_log,
    open_scanner,
    receipt_secret,
)

SECRET = token_hex(32)
DATABASE = "postgresql+psycopg://tocsin_desk@db/tocsin"
GUARDED = {
    "environment": "production",
    "log_url": "kafka://broker:9092",
    "kafka_user": "tocsin_desk",
    "kafka_password": SECRET,
    "kafka_ca": "ca.pem",
    "index_url": "https://index:9200",
    "index_api_key": "key",
    "database_url": f"{DATABASE}?sslmode=verify-full",
    "receipt_secret": SECRET,
}


def refusal(use: Callable[[Settings], object], **changed: object) -> str:
    with pytest.raises(BadSettings) as refused:
        use(load_settings(**{**GUARDED, **changed}))
    return str(refused.value)


def log(settings: Settings) -> None:
    open_log(settings, SystemClock()).close()


def test_what_is_guarded_is_opened() -> None:
    settings = load_settings(**GUARDED)
    log(settings)
    open_index(settings).close()
    assert receipt_secret(settings) == SECRET.encode()


def test_kafka_must_ask_who_it_is() -> None:
    told = refusal(log, kafka_user=None, kafka_password=None)
    assert told == "kafka_user and kafka_password must be set in production"


def test_kafka_is_not_spoken_to_in_clear() -> None:
    assert "kafka_ca must be set in production" in refusal(log, kafka_ca=None)
    log(load_settings(**{**GUARDED, "kafka_ca": None, "private_network": True}))


def test_a_broker_on_loopback_may_be_asked_by_who_is_there() -> None:
    own = {"kafka_user": None, "kafka_password": None, "kafka_ca": None}
    url = f"kafka://127.0.0.1:{free_port()}"
    log(load_settings(**{**GUARDED, **own, "log_url": url}))
    assert refusal(log, **own, log_url=f"{url},broker:9092")


@pytest.mark.parametrize("key", [None, ""])
def test_elasticsearch_needs_a_key(key: str | None) -> None:
    told = refusal(open_index, index_api_key=key)
    assert told == "index_api_key must be set in production"


def test_elasticsearch_is_not_spoken_to_in_clear() -> None:
    clear = {"index_url": "http://index:9200"}
    assert "index_url must begin with https://" in refusal(open_index, **clear)
    settings = load_settings(**{**GUARDED, **clear, "private_network": True})
    open_index(settings).close()


@pytest.mark.parametrize(
    "query", ["", "?sslmode=prefer", "?sslmode=disable", "?sslmode=require"]
)
def test_postgresql_is_not_spoken_to_in_clear(query: str) -> None:
    told = refusal(database_url, database_url=DATABASE + query)
    assert "database_url must have sslmode=verify-full" in told


def test_sqlite_has_no_network(tmp_path: Path) -> None:
    settings = load_settings(**{**GUARDED, "database_url": "embedded"}, data=tmp_path)
    assert database_url(settings).startswith("sqlite")


@pytest.mark.parametrize(
    "secret",
    ["short", "changeme" * 4, "0" * 64, "My-Secret-8f1d0c5b7e2a4936d8c7b6a5f4e3"],
)
def test_a_weak_secret_or_one_of_an_example_is_refused(secret: str) -> None:
    for name, use in (("receipt_secret", receipt_secret), ("kafka_password", log)):
        told = refusal(use, **{name: secret})
        assert told.startswith(f"{name}: not fit for production")
        assert secret not in told


def test_in_development_nothing_is_refused() -> None:
    settings = load_settings(
        log_url="kafka://broker:9092",
        index_url="http://index:9200",
        receipt_secret="x",  # noqa: S106 - weak on purpose
    )
    log(settings)
    open_index(settings).close()
    assert receipt_secret(settings) == b"x"


def test_a_user_without_a_password_makes_no_sense() -> None:
    with pytest.raises(BadSettings, match="kafka_password"):
        load_settings(kafka_user="tocsin_desk")


@pytest.mark.parametrize("mode", [0o644, 0o604])
def test_secrets_that_everybody_can_read_are_refused(tmp_path: Path, mode: int) -> None:
    settings = load_settings(**GUARDED)
    password = tmp_path / "tocsin_kafka_password"
    password.write_text(SECRET)
    password.chmod(0o640)
    check_secret_files(settings, tmp_path, tmp_path / "tocsin.toml")
    password.chmod(mode)
    with pytest.raises(BadSettings, match="tocsin_kafka_password: everybody can read"):
        check_secret_files(settings, tmp_path, tmp_path / "tocsin.toml")
    check_secret_files(load_settings(), tmp_path, tmp_path / "tocsin.toml")


def test_a_file_of_settings_is_a_secret_where_it_holds_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "tocsin.toml"
    monkeypatch.setenv("TOCSIN_CONFIG", str(file))
    file.write_text('environment = "production"\n')
    file.chmod(0o644)
    assert load_settings().environment == "production"
    file.write_text(f'environment = "production"\nreceipt_secret = "{SECRET}"\n')
    with pytest.raises(BadSettings, match=r"tocsin\.toml: everybody can read"):
        load_settings()
    file.chmod(0o600)
    assert load_settings().receipt_secret is not None


def test_a_weak_sandbox_is_refused_unless_it_may_be_weak() -> None:
    def use(settings: Settings) -> None:
        check_sandbox(settings, ("rule of files",))

    assert refusal(use) == (
        "this machine refuses a part of the sandbox, rule of files: mend that, or set"
        " weak_sandbox"
    )
    use(load_settings(**{**GUARDED, "weak_sandbox": True}))
    use(load_settings())
    check_sandbox(load_settings(**GUARDED), ())


def test_files_are_not_sent_in_clear_to_a_scanner_elsewhere() -> None:
    elsewhere = "tcp://clamav:3310"
    told = refusal(open_scanner, clamav_url=elsewhere)
    assert told.startswith("clamav_url must be on this host in production")
    for url in ("tcp://127.0.0.1", "tcp://[::1]:3310", "unix:///run/clamd.ctl"):
        assert open_scanner(load_settings(**{**GUARDED, "clamav_url": url}))
    private = {"clamav_url": elsewhere, "private_network": True}
    assert open_scanner(load_settings(**{**GUARDED, **private}))
    assert open_scanner(load_settings(**GUARDED)) is None
