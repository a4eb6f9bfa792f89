"""Takes a report in: the one way into the log for API, form, import and CLI.

The order makes every crash harmless: the ledger first, with the key that the report is
sealed with, then the files, then the log, and only then the answer. All ids are made of
the evidence, so that a sender who repeats a request with the same key gets the same
case, receipt and event id.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from schemas.events import AllegationReceived, Channel, ReporterSealed
from schemas.submission import Allegation, Reporter, Submission
from schemas.topics import RECEIVED, SEALED
from services.intake.checks import find_faults
from services.intake.files import (
    Upload,
    size_bytes,
    stored_file,
)
from services.intake.ledger import Claim, Ledger
from services.intake.limits import Limits
from services.intake.parsing import pointer
from services.intake.receipts import ReceiptCodes, selector
from services.intake.refusals import Fault, Refused, invalid_report
from tocsin import ids
from tocsin.blobs import BlobStore, put_sealed
from tocsin.clock import Clock
from tocsin.log.base import EventLog, NewRecord
from tocsin.log.codec import encode
from tocsin.sealed import DataKey, new_data_key, seal, wrap

SOURCE = "tocsin/intake"
PUBLIC: frozenset[Channel] = frozenset({"api", "form"})
"""Channels open to everybody. Their keys live apart from the operator's, so that no
stranger can take an id that an import will use; only they are given receipt codes."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a report that is durably in the log.

    Attributes:
        case_id: the case.
        receipt_code: four groups of five digits; None on the operator's channels.
        received_id: id of the AllegationReceived event.
        repeated: the same report had come before under the same key.
    """

    case_id: str
    receipt_code: str | None
    received_id: str
    repeated: bool


@dataclass(frozen=True, slots=True)
class Reception:
    """The application service of intake. Safe from many threads at once."""

    log: EventLog
    blobs: BlobStore
    ledger: Ledger
    officers_key: X25519PublicKey
    master_key: X25519PublicKey
    codes: ReceiptCodes
    clock: Clock
    limits: Limits

    def receive(
        self,
        submission: Submission,
        *,
        uploads: Mapping[str, Upload],
        channel: Channel,
        idempotency_key: str | None = None,
    ) -> Receipt:
        """Store a report durably and say which case it is.

        Args:
            submission: the report, parsed.
            uploads: form part name -> file, as `evidence[].upload` names them.
            channel: how it came.
            idempotency_key: the sender's key for this request, if any.

        Raises:
            Refused: it can never be taken as it is.
            KeyReused: the key or the report's own id was used for another report.
            DependencyDown: nothing is promised; send it again.
            OutcomeUnknown: it may be in the log; send it again with the same key.
        """
        self._check(submission, uploads)
        allegation = _with_files(submission, uploads)
        payload = allegation.model_dump_json(exclude_none=True).encode()
        if len(payload) > self.limits.allegation_bytes_max:
            raise Refused(
                "too-large",
                f"The report has more than {self.limits.allegation_bytes_max} bytes.",
            )
        senders = _sender_keys(submission, channel, idempotency_key)
        # The report's own id makes the case, else the key, else chance.
        sender = senders[0] if senders else ids.new_sender_key()
        case = ids.case_id(sender)
        code = self.codes.make(sender) if channel in PUBLIC else None
        key = new_data_key(case)
        claim = Claim(
            keys=[ids.digest("key", each) for each in senders],
            case_id=case,
            fingerprint=self.codes.fingerprint(_everything(payload, submission)),
            received_at=self.clock.now(),
            data_key=wrap(key, self.master_key),
            selector=selector(code) if code else None,
            concealed=self.codes.conceal(code, case=case) if code else None,
        )
        reservation = self.ledger.reserve(claim)
        received = AllegationReceived(
            # Of the allegation only: a hash that covered the reporter would let whoever
            # reads the log try out names.
            id=ids.received_id(case, hashlib.sha256(payload).hexdigest()),
            source=SOURCE,
            time=reservation.received_at,
            case_id=case,
            channel=channel,
            allegation=allegation,
            external_id=submission.id,
            anonymous=is_anonymous(submission.reporter),
        )
        if not reservation.logged:
            for upload in uploads.values():
                put_sealed(self.blobs, upload.content, key)
            self.log.append(self._records(received, submission.reporter, key))
            self.ledger.mark_logged(claim.keys)
        return Receipt(case, code, received.id, repeated=reservation.repeated)

    def _check(self, submission: Submission, uploads: Mapping[str, Upload]) -> None:
        faults = find_faults(submission, parts=uploads.keys(), now=self.clock.now())
        if faults:
            raise invalid_report(faults)
        if len(uploads) > self.limits.files_max:
            raise Refused(
                "too-large", f"A report has at most {self.limits.files_max} files."
            )
        for number, item in enumerate(submission.evidence):
            if item.upload is not None:
                self._check_size(uploads[item.upload], pointer("evidence", number))

    def _check_size(self, upload: Upload, where: str) -> None:
        size = size_bytes(upload)
        if size > self.limits.file_bytes_max:
            raise Refused(
                "too-large",
                "A file of the report is too large.",
                [Fault(where, f"has more than {self.limits.file_bytes_max} bytes")],
            )
        if size == 0:
            raise Refused(
                "invalid-report",
                "A file of the report is empty.",
                [Fault(where, "the file is empty")],
            )

    def _records(
        self, received: AllegationReceived, reporter: Reporter | None, key: DataKey
    ) -> list[NewRecord]:
        if reporter is None:
            return [encode(received, RECEIVED, key)]
        identity = reporter.model_dump_json(exclude_none=True).encode()
        case = received.case_id
        sealed = seal(identity, case=case, public_key=self.officers_key)
        event = ReporterSealed(
            id=ids.digest("sealed", received.id),
            source=SOURCE,
            time=received.time,
            case_id=case,
            key_id=sealed.key_id,
            ciphertext=sealed.ciphertext,
        )
        return [encode(event, SEALED, key), encode(received, RECEIVED, key)]


def _with_files(submission: Submission, uploads: Mapping[str, Upload]) -> Allegation:
    """The allegation without its reporter, its uploads named as they will be stored.

    Raises:
        Refused: a file of a type that is not taken.
    """
    files = {
        item.upload: stored_file(
            uploads[item.upload], where=pointer("evidence", number)
        )
        for number, item in enumerate(submission.evidence)
        if item.upload is not None
    }
    evidence = tuple(
        item
        if item.upload is None
        else item.model_copy(update={"file": files[item.upload], "upload": None})
        for item in submission.evidence
    )
    fields = {name: getattr(submission, name) for name in Allegation.model_fields}
    return Allegation.model_construct(**{**fields, "evidence": evidence})


def is_anonymous(reporter: Reporter | None) -> bool:
    """Whether a reporter left out everything that says who it is."""
    if reporter is None:
        return True
    known = (reporter.name, reporter.organization, reporter.email, reporter.phone)
    return not any(known)


def _sender_keys(
    submission: Submission, channel: Channel, idempotency_key: str | None
) -> list[str]:
    scope = "public" if channel in PUBLIC else "operator"
    keys = []
    if submission.id is not None:
        keys.append(f"{scope}\x1fid\x1f{submission.id}")
    if idempotency_key is not None:
        keys.append(f"{scope}\x1fkey\x1f{idempotency_key}")
    return keys


def _everything(payload: bytes, submission: Submission) -> bytes:
    """All that makes two reports the same, the reporter and the own id included."""
    reporter = submission.reporter
    rest = [submission.id, reporter.model_dump() if reporter else None]
    return payload + b"\0" + json.dumps(rest).encode()
