"""From settings to the things they name. Called once, by whoever starts a process."""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from schemas.topics import TOPICS
from tocsin.blobs import BlobStore, open_blobs
from tocsin.clock import Clock
from tocsin.database import check, upgrade
from tocsin.folders import BLOBS, DATABASE, INDEX, LOG
from tocsin.log import EventLog
from tocsin.malware import Scanner
from tocsin.private import make_private
from tocsin.production import (
    check_database,
    check_index,
    check_log,
    check_scanner,
    check_secret,
)
from tocsin.sealed import load_public_key, make_key_files
from tocsin.sealed.key_files import made_once
from tocsin.search.base import SearchIndex
from tocsin.settings import EMBEDDED, BadSettings, Settings
from tocsin.usable import require_usable

if TYPE_CHECKING:
    from tocsin.log.kafka import KafkaLog

SASL_MECHANISM = "SCRAM-SHA-512"
SECRET_BYTES = 32


def open_log(settings: Settings, clock: Clock) -> EventLog:
    """The log; its topics exist on return when it is the embedded one.

    Raises:
        DependencyDown: it cannot be opened.
    """
    if settings.log_url != EMBEDDED:
        return open_kafka(settings)
    from tocsin.log.sqlite import SqliteLog

    require_usable(settings.data)
    log = SqliteLog(settings.data / LOG, clock=clock)
    log.apply(TOPICS.values())
    return log


def open_kafka(settings: Settings) -> "KafkaLog":
    """The log in Kafka; connects when first used.

    Raises:
        BadSettings: production, and Kafka asks nobody who they are or speaks in clear.
    """
    from tocsin.log.kafka import KafkaLog

    check_log(settings)
    return KafkaLog(
        settings.log_url.removeprefix("kafka://"),
        client_id=f"tocsin-{settings.worker}",
        security=_kafka_security(settings),
        replication=settings.kafka_replication,
    )


def _kafka_security(settings: Settings) -> dict[str, str]:
    """As kafka-python has it."""
    security = {"security_protocol": "PLAINTEXT"}
    if settings.kafka_ca is not None:
        security = {"security_protocol": "SSL", "ssl_cafile": str(settings.kafka_ca)}
    if settings.kafka_user is not None and settings.kafka_password is not None:
        security |= {
            "security_protocol": "SASL_SSL" if settings.kafka_ca else "SASL_PLAINTEXT",
            "sasl_mechanism": SASL_MECHANISM,
            "sasl_plain_username": settings.kafka_user,
            "sasl_plain_password": settings.kafka_password.get_secret_value(),
        }
    return security


def open_index(settings: Settings) -> SearchIndex:
    """The index; it exists on return when it is the embedded one.

    Raises:
        DependencyDown: it cannot be opened.
    """
    if settings.index_url == EMBEDDED:
        from tocsin.search.tantivy import TantivyIndex

        folder = settings.data / INDEX
        index = TantivyIndex(folder)
        # Not where it is there: one of an older mapping must be open to a rebuild.
        if not folder.exists():
            index.apply()
        return index
    from tocsin.search.elastic import ElasticIndex
    from tocsin.search.elastic_client import Access

    check_index(settings)
    key = settings.index_api_key
    return ElasticIndex(
        settings.index_url,
        name=settings.index_name,
        access=Access(key.get_secret_value() if key else None, settings.index_ca),
    )


def open_store(settings: Settings) -> BlobStore:
    """The file store.

    Raises:
        DependencyDown: it cannot be opened.
    """
    if settings.blobs_url == EMBEDDED:
        return open_blobs(settings.data / BLOBS)
    return open_blobs(settings.blobs_url)


def open_scanner(settings: Settings) -> Scanner | None:
    """The scanner for malware; None where none is set.

    Raises:
        BadSettings: production, and files would be sent to it in clear.
    """
    check_scanner(settings)
    return Scanner(settings.clamav_url) if settings.clamav_url else None


def database_url(settings: Settings) -> str:
    """The database, with the tables of this code's version on return.

    The embedded one is brought up to date here; another is so by an operator, before
    any service starts.

    Raises:
        DependencyDown: it cannot be opened.
        Halt: its tables are of another version.
    """
    if settings.database_url != EMBEDDED:
        check_database(settings)
        check(settings.database_url)
        return settings.database_url
    url = embedded_database(settings)
    upgrade(url)
    return url


def embedded_database(settings: Settings) -> str:
    """The URL of the database file in the data folder; the folder exists on return.

    Raises:
        DependencyDown: the folder cannot be used.
    """
    require_usable(settings.data)
    make_private(settings.data)
    return f"sqlite:///{settings.data / DATABASE}"


def officers_key(settings: Settings) -> X25519PublicKey:
    """The public key that identities are sealed for.

    In development a pair is made in the data folder when there is none.

    Raises:
        BadSettings: production without a key, or a file that holds none.
    """
    path = settings.officers_key
    if path is None:
        _refuse_in_production(settings, "officers_key")
        folder = settings.data / "keys"
        path = folder / "officers.public.pem"
        make_private(folder)
        if not path.exists():
            make_key_files(
                private_file=folder / "officers.private.pem", public_file=path
            )
    return load_public_key(path)


def officers_private_keys(settings: Settings) -> Path | None:
    """The folder of the officers' private keys, which need not be there.

    None in production where it is not set: then nobody sees there who reported.
    """
    if settings.officers_private_keys is not None:
        return settings.officers_private_keys
    if settings.environment == "production":
        return None
    return settings.data / "keys"


def receipt_secret(settings: Settings) -> bytes:
    """The secret that makes receipts repeatable.

    In development one is made in the data folder when there is none.

    Raises:
        BadSettings: production without a secret.
    """
    if settings.receipt_secret is not None:
        secret = settings.receipt_secret.get_secret_value()
        check_secret(settings, "receipt_secret", secret)
        return secret.encode()
    _refuse_in_production(settings, "receipt_secret")
    make_private(settings.data)
    return made_once(settings.data / "receipt.secret", _new_secret)


def _refuse_in_production(settings: Settings, name: str) -> None:
    if settings.environment == "production":
        raise BadSettings(f"{name} must be set in production")


def _new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)
