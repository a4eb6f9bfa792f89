"""What production refuses: engines that ask nobody who they are, and weak secrets."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import structlog
from sqlalchemy import make_url

from tocsin.settings import BadSettings, Settings

_log = structlog.get_logger(__name__)

SECRET_CHARS_MIN = 32
DISTINCT_CHARS_MIN = 10
"""32 random hexadecimal digits have fewer than ten different ones once in 500,000."""

_SAMPLES = ("changeme", "change-me", "example", "password", "sample", "secret")
# Not `require`: it encrypts for whoever answers.
_VERIFIED = frozenset({"verify-ca", "verify-full"})


def check_log(settings: Settings) -> None:
    """Refuse a Kafka that anybody can write to, or that is spoken to in clear.

    One on loopback is reached by who has its host or its container: `topics users`
    makes the first users there.

    Raises:
        BadSettings: production, and that is so.
    """
    if not _is_production(settings) or _is_on_loopback(settings.log_url):
        return
    password = settings.kafka_password
    if settings.kafka_user is None or password is None:
        raise BadSettings("kafka_user and kafka_password must be set in production")
    check_secret(settings, "kafka_password", password.get_secret_value())
    if settings.kafka_ca is None:
        _refuse_in_clear(settings, "kafka_ca must be set")


def check_index(settings: Settings) -> None:
    """Refuse an Elasticsearch without a key, or that is spoken to in clear.

    Raises:
        BadSettings: production, and that is so.
    """
    if not _is_production(settings):
        return
    key = settings.index_api_key
    if key is None or not key.get_secret_value():
        raise BadSettings("index_api_key must be set in production")
    if not settings.index_url.startswith("https://"):
        _refuse_in_clear(settings, "index_url must begin with https://")


def check_database(settings: Settings) -> None:
    """Refuse a PostgreSQL that is spoken to in clear, or whoever answers for it.

    Raises:
        BadSettings: production, and that is so.
    """
    url = make_url(settings.database_url)
    if not _is_production(settings) or url.get_backend_name() == "sqlite":
        return
    if url.query.get("sslmode") not in _VERIFIED:
        _refuse_in_clear(settings, "database_url must have sslmode=verify-full")


def check_secret(settings: Settings, name: str, value: str) -> None:
    """Refuse a secret that is short, plain, or from somebody's example.

    Raises:
        BadSettings: production, and it is so.
    """
    if not _is_production(settings):
        return
    is_sample = any(word in value.lower() for word in _SAMPLES)
    is_plain = len(set(value)) < DISTINCT_CHARS_MIN
    if len(value) < SECRET_CHARS_MIN or is_sample or is_plain:
        raise BadSettings(
            f"{name}: not fit for production: take {SECRET_CHARS_MIN} random"
            " characters or more, such as `openssl rand -hex 32` prints"
        )


def check_sandbox(settings: Settings, refused: Sequence[str]) -> None:
    """Log how far children are shut in that open what strangers sent.

    Args:
        settings: say whether it is production.
        refused: what the kernel refuses of it (`tocsin.processes.kernel_refuses`).

    Raises:
        BadSettings: production, and it refuses something.
    """
    if not refused:
        _log.info("sandbox_holds")
        return
    _log.warning("sandbox_is_weak", refused=list(refused))
    if _is_production(settings) and not settings.weak_sandbox:
        raise BadSettings(
            f"this machine refuses a part of the sandbox, {' and '.join(refused)}: mend"
            " that, or set weak_sandbox"
        )


def check_scanner(settings: Settings) -> None:
    """Refuse a clamd that is sent files in clear.

    Raises:
        BadSettings: production, and that is so.
    """
    url = settings.clamav_url
    if not _is_production(settings) or url is None or url.startswith("unix:"):
        return
    if urlsplit(url).hostname not in {"127.0.0.1", "::1", "localhost"}:
        _refuse_in_clear(settings, "clamav_url must be on this host")


def _is_on_loopback(url: str) -> bool:
    addresses = url.removeprefix("kafka://").split(",")
    return all(address.startswith(("127.0.0.1:", "[::1]:")) for address in addresses)


def _is_production(settings: Settings) -> bool:
    return settings.environment == "production"


def _refuse_in_clear(settings: Settings, what: str) -> None:
    if not settings.private_network:
        raise BadSettings(
            f"{what} in production, or private_network where nobody else is on the"
            " network between"
        )
