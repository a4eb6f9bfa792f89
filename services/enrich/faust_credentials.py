"""How the Faust app says who it is, and what it takes for the brokers."""

import ssl

from services.enrich.faust_plain import (
    Credentials,
    SASLCredentials,
    SSLCredentials,
)
from tocsin.settings import Settings
from tocsin.wiring import SASL_MECHANISM


def credentials_of(settings: Settings) -> Credentials | None:
    """As Faust has them; None where the brokers ask nobody and speak in clear."""
    context = None
    if settings.kafka_ca is not None:
        context = ssl.create_default_context(cafile=str(settings.kafka_ca))
    if settings.kafka_user is not None and settings.kafka_password is not None:
        return SASLCredentials(
            username=settings.kafka_user,
            password=settings.kafka_password.get_secret_value(),
            mechanism=SASL_MECHANISM,
            ssl_context=context,
        )
    return SSLCredentials(context) if context is not None else None
