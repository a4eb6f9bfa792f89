"""Sends a draft: the same way in as every other report."""

import io
import secrets
from datetime import UTC

from services.intake.files import Upload
from services.intake.form.draft import Draft, Sent
from services.intake.form.drafts import Drafts
from services.intake.form.saving import Lost
from services.intake.form.submitting import submission_of
from services.intake.reception import Receipt, Reception
from services.intake.refusals import KeyReused


def send(reception: Reception, drafts: Drafts, token: str) -> None:
    """Store the report durably; of the draft only the receipt is left.

    Raises:
        Lost: there is no draft.
        Refused: it cannot be taken as it is.
        DependencyDown: nothing is promised; the draft is kept.
        OutcomeUnknown: it may be stored; sent again, it makes no second case.
    """
    draft = drafts.load(token)
    if draft is None:
        raise Lost
    if draft.sent:
        return
    try:
        receipt = _receive(reception, drafts, token, draft)
    except KeyReused:
        # An answer was lost on the way and the report was changed since: what was
        # stored stays, and what it says now is a report of its own.
        draft.key = secrets.token_urlsafe(32)
        with drafts.editing(token) as stored:
            if stored is not None:
                stored.key = draft.key
        receipt = _receive(reception, drafts, token, draft)
    received_on = reception.clock.now().astimezone(UTC).date()
    code = receipt.receipt_code or ""
    drafts.finish(token, Sent(receipt_code=code, received_on=received_on))


def _receive(reception: Reception, drafts: Drafts, token: str, draft: Draft) -> Receipt:
    uploads = {}
    for item in draft.items_of("evidence"):
        if name := item.get("file"):
            content = drafts.file(token, name)
            if content is None:
                raise Lost
            uploads[name] = Upload(io.BytesIO(content), item.get("filename"))
    return reception.receive(
        submission_of(draft),
        uploads=uploads,
        channel="form",
        idempotency_key=draft.key,
    )
