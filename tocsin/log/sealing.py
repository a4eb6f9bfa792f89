"""Records sealed under a key of their case: the value, with all that says what it is.

Attributes and key of the record stay in clear, and are bound to the value: it does not
open in another case or under another type, time or id.
"""

import json
from collections.abc import Mapping
from dataclasses import replace

from tocsin.errors import Reject
from tocsin.log.base import NewRecord, Record
from tocsin.sealed import DataKey

SCHEME_HEADER = "tocsin-sealed"
KEY_HEADER = "tocsin-key"
SCHEME = "aes256gcm/1"
BOUND = (
    "ce_specversion",
    "ce_id",
    "ce_source",
    "ce_type",
    "ce_time",
    "ce_subject",
    "ce_dataschema",
    "content-type",
    "traceparent",
    SCHEME_HEADER,
    KEY_HEADER,
)
"""Headers that are bound; a replay adds others. The topic is not among them: the type
of the event says where it belongs."""


def seal_record(record: NewRecord, key: DataKey) -> NewRecord:
    """The record with its value sealed.

    Args:
        record: with a value.
        key: of its case, durably stored already.

    Raises:
        ValueError: the key is of another case; a bug of ours.
    """
    if key.case_id != record.key:
        raise ValueError("the key is of another case")
    headers = {**record.headers, SCHEME_HEADER: SCHEME, KEY_HEADER: key.id}
    bound = _bound(record.key, headers)
    value = key.seal(record.value or b"", bound=bound)
    return replace(record, value=value, headers=headers)


def open_value(record: Record, key: DataKey | None) -> bytes:
    """The value of a sealed record.

    Args:
        record: of the log.
        key: the one that its header names; None where it names none.

    Raises:
        Reject: `not_sealed`, `wrong_key` (of another case), or `not_authentic`.
    """
    scheme = record.headers.get(SCHEME_HEADER)
    if key is None or scheme != SCHEME:
        raise Reject("not_sealed", f"the value is not sealed as {SCHEME}")
    if key.case_id != record.key:
        raise Reject("wrong_key", "the key of the record is of another case")
    return key.open(record.value or b"", bound=_bound(record.key, record.headers))


def _bound(key: str, headers: Mapping[str, str]) -> bytes:
    """Key and attributes as associated data: JSON, so that borders count."""
    return json.dumps([key, *(headers.get(name) for name in BOUND)]).encode()
