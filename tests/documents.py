"""Case documents, built by keyword. Companies are invented."""

from datetime import UTC, datetime
from typing import Any

from schemas.case import Case, CaseDocument

RECEIVED = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)


def document(case_id: str = "case-1", **fields: Any) -> CaseDocument:
    """A small valid document; `received_id` goes into its case."""
    received_id = fields.pop("received_id", f"received-{case_id}")
    received_at = fields.get("received_at", RECEIVED)
    return CaseDocument.model_validate(
        {
            "case_id": case_id,
            "version": 1,
            "title": "",
            "text": "",
            "status": "new",
            "stage": "received",
            "received_at": received_at,
            "updated_at": received_at,
            "case": Case(case_id=case_id, received_id=received_id),
            **fields,
        }
    )
