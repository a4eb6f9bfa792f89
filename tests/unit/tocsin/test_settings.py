from pathlib import Path
from typing import Any

import pytest

from tocsin.cli.options import settings_from
from tocsin.settings import BadSettings, Settings, environment_of, load_settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TOCSIN_{name.upper()}", raising=False)
    monkeypatch.delenv("TOCSIN_CONFIG", raising=False)


def test_flags_come_before_environment_before_file_before_defaults(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "tocsin.toml").write_text('port = 1\nworker = "file"\nhost = "::1"\n')
    monkeypatch.setenv("TOCSIN_PORT", "2")
    monkeypatch.setenv("TOCSIN_WORKER", "environment")
    settings = load_settings(port=3)
    assert (settings.port, settings.worker, settings.host) == (3, "environment", "::1")
    assert settings.log_url == "embedded"


def test_a_value_that_makes_no_sense_is_named_and_not_quoted() -> None:
    with pytest.raises(BadSettings, match=r"log_url.*kafka://HOST:PORT") as caught:
        load_settings(log_url="postgres://user:secret@host")
    assert "secret" not in str(caught.value)


def test_an_unknown_setting_in_the_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "tocsin.toml").write_text("prot = 1\n")
    with pytest.raises(BadSettings, match=r"^settings: prot: there is no such setting"):
        load_settings()


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "tocsin.toml").write_text("port: 1\n")
    with pytest.raises(BadSettings, match=r"tocsin\.toml"):
        load_settings()


def test_a_config_file_that_is_named_must_be_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOCSIN_CONFIG", "elsewhere.toml")
    with pytest.raises(BadSettings, match=r"elsewhere\.toml"):
        load_settings()


def test_an_open_desk_is_for_this_machine_only() -> None:
    with pytest.raises(BadSettings, match=r"^settings: demo: .*loopback"):
        load_settings(demo=True, host="0.0.0.0")  # noqa: S104 - it must be refused


PROVIDER: dict[str, Any] = {
    "oidc_issuer": "https://id.example.org",
    "oidc_client_id": "tocsin",
    "oidc_client_secret": "drum",
    "oidc_roles": {"triage": "reviewer"},
    "desk_url": "https://desk.example.org",
}


@pytest.mark.parametrize("missing", [name for name in PROVIDER if "issuer" not in name])
def test_a_provider_of_sign_ins_is_named_whole_or_not_at_all(missing: str) -> None:
    load_settings(**PROVIDER)
    with pytest.raises(BadSettings, match="oidc_issuer: set oidc_client_id"):
        load_settings(**{**PROVIDER, missing: None})


def test_a_provider_of_sign_ins_is_not_asked_in_the_clear() -> None:
    with pytest.raises(BadSettings, match="https://"):
        load_settings(**{**PROVIDER, "oidc_issuer": "http://id.example.org"})


def test_a_role_that_there_is_not_is_refused() -> None:
    with pytest.raises(BadSettings, match="oidc_roles"):
        load_settings(**{**PROVIDER, "oidc_roles": {"triage": "owner"}})


def test_secrets_do_not_show() -> None:
    settings = load_settings(receipt_secret="s" * 40, index_api_key="k" * 20)
    assert "sss" not in str(settings.model_dump(mode="json"))
    assert "kkk" not in repr(settings)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("embedded", "embedded"),
        ("sqlite:////var/lib/a@b:c.sqlite", "sqlite:////var/lib/a@b:c.sqlite"),
        ("postgresql+psycopg://desk@db/tocsin", "postgresql+psycopg://desk@db/tocsin"),
        (
            "postgresql+psycopg://desk:p@ss:word@db:5432/tocsin",
            "postgresql+psycopg://desk:***@db:5432/tocsin",
        ),
    ],
)
def test_the_password_of_the_database_does_not_show(url: str, shown: str) -> None:
    settings = load_settings(database_url=url)
    assert settings.model_dump(mode="json")["database_url"] == shown
    assert environment_of(settings)["TOCSIN_DATABASE_URL"] == url


def test_a_child_process_gets_the_same_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = load_settings(
        data=Path("elsewhere"), receipt_secret="s" * 40, models={"en": "other"}
    )
    for name, value in environment_of(settings).items():
        if name.startswith("TOCSIN_"):
            monkeypatch.setenv(name, value)
    assert load_settings() == settings


def test_set_takes_any_setting_by_name() -> None:
    settings = settings_from(None, ["index_name=trial", "port=9000"])
    assert (settings.index_name, settings.port) == ("trial", 9000)


@pytest.mark.parametrize("given", ["prot=1", "port"])
def test_set_says_what_is_known(given: str) -> None:
    with pytest.raises(BadSettings, match="NAME=VALUE; known are data"):
        settings_from(None, [given])


@pytest.mark.parametrize(
    "url", ["127.0.0.1:3310", "tcp://", "http://127.0.0.1", "unix://host/clamd"]
)
def test_an_address_that_is_no_scanners_is_refused(url: str) -> None:
    with pytest.raises(BadSettings, match="clamav_url: give unix:///PATH"):
        load_settings(clamav_url=url)
