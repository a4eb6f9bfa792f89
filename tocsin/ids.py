"""Ids made of evidence: a replay makes the same id again and so adds nothing.

All ids are BLAKE2b digests in base32 (RFC 4648 alphabet in lower case), which survive
file systems, addresses and case-insensitive mail.
"""

import base64
import secrets
from hashlib import blake2b

from schemas.enrichment import Versions

# 100 bits: among 10 billion cases a clash has a chance of 4 in 100 billion.
ID_CHARS = 20
_SEPARATOR = "\x1f"


def digest(*parts: str) -> str:
    """A 20-character id of the parts; their order and borders count."""
    evidence = _SEPARATOR.join(parts).encode("utf-8", "surrogatepass")
    raw = blake2b(evidence, digest_size=16).digest()
    return base64.b32encode(raw).decode("ascii").lower()[:ID_CHARS]


def case_id(sender_key: str) -> str:
    """The case of a sender's key: the same key is the same case."""
    return digest("case", sender_key)


def new_sender_key() -> str:
    """A key for a report that came without one: each report is a case of its own."""
    return secrets.token_hex(16)


def received_id(case: str, payload_sha256: str) -> str:
    """The id of a received event."""
    return digest("received", case, payload_sha256)


def supplemented_id(received: str, *supplements: str) -> str:
    """The id of a supplemented event: of the answers and findings that it adds."""
    return digest("supplemented", received, *supplements)


def enriched_id(received: str, *versions: str) -> str:
    """The id of an enrichment: the same input and the same makers give the same id."""
    return digest("enriched", received, *versions)


def versions_id(versions: Versions) -> str:
    """The id of all that made an enrichment, by which stale ones are found."""
    return digest("versions", versions.code, *versions.models, *versions.lists)


def letter_id(stage: str, topic: str, partition: int, offset: int) -> str:
    """The id of a dead letter: one a record and stage, however often it fails."""
    return digest("letter", stage, topic, str(partition), str(offset))


def finding_id(evidence_id: str, *, kind: str, value: str, start: int, end: int) -> str:
    """The id of a finding inside its case."""
    return digest("finding", evidence_id, kind, value, str(start), str(end))
