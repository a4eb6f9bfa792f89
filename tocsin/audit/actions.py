"""What is written down: docs/reference/audit.md says what each row holds."""

from typing import Literal

Action = Literal[
    "case.erased",
    "master-key.made",
    "master-key.rotated",
    "dead-letter.replayed",
    "dead-letter.discarded",
    "reveal.asked",
    "reveal.approved",
    "reveal.refused",
    "reveal.withdrawn",
    "reveal.seen",
    "case.read",
    "case.exported",
    "original.fetched",
    "search.exported",
    "export.fetched",
    "export.removed",
    "counts.exported",
    "session.started",
    "session.refused",
    "session.ended",
    "account.made",
    "account.roles-given",
    "account.disabled",
    "account.enabled",
    "link.made",
    "password.changed",
    "password.refused",
    "key.made",
    "key.ended",
]
"""Stable codes: programs look for them."""
