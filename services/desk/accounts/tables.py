"""The tables of accounts; tocsin/database/migrations makes them.

No password, link, session or key stands in them, only what each can be checked by.
"""

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

NAME = "accounts"
METADATA = MetaData()

DIGEST_CHARS = 64
"""SHA-256 in hex. Enough for secrets of 256 random bits, which nobody can try out."""

PEOPLE = Table(
    "people",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    # None where a provider says who it is.
    Column("login", String(100), nullable=True, unique=True),
    # Argon2id, as argon2-cffi writes it; None until it is chosen.
    Column("password", String(200), nullable=True),
    Column("issuer", String(500), nullable=True),
    Column("subject", String(255), nullable=True),
    # Names of roles with blanks between them.
    Column("roles", String(100), nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    # OpenID Connect Core 1.0, 5.7: only the pair of both is never given out twice.
    UniqueConstraint("issuer", "subject", name="people_by_subject"),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("digest", String(DIGEST_CHARS), nullable=False, unique=True),
    Column("person_id", String(32), nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
)
Index("sessions_by_person", SESSIONS.c.person_id)

KEYS = Table(
    "api_keys",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("digest", String(DIGEST_CHARS), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("roles", String(100), nullable=False),
    Column("made_by", String(32), nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
)

LINKS = Table(
    "account_links",
    METADATA,
    Column("digest", String(DIGEST_CHARS), primary_key=True),
    # None in the link that makes the first administrator.
    Column("person_id", String(32), nullable=True),
    Column("ends_at", DateTime(timezone=True), nullable=False),
)
Index("account_links_by_person", LINKS.c.person_id)

FAILURES = Table(
    "sign_in_failures",
    METADATA,
    # What is counted: failures of a login, or from an address.
    Column("kind", String(10), primary_key=True),
    # A digest: what is typed as a login may be long, or a password.
    Column("digest", String(DIGEST_CHARS), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", DateTime(timezone=True), nullable=False),
)
Index("sign_in_failures_by_time", FAILURES.c.last_at)
