"""A case with everything that a file of it shows. Names are invented."""

import hashlib
from datetime import UTC, datetime

from schemas.case import CaseDocument
from tests.builders import START
from tests.desk_world import case_document

AT = datetime(2026, 3, 15, 10, 0, tzinfo=UTC)

HOSTILE = (
    '#panic("x") *b* _i_ $x^2$ \\ `raw` <label> @ref // = #import "@preview/x:1.0.0"'
)
ARABIC = "صاحب العمل يحتفظ بجوازات سفرنا"
HAN = "工厂扣押了我们的护照"
FILE_SHA256 = "3f" * 32
SENDER = "sender-of-jasmine-tea"

EVIDENCE = (
    {"kind": "testimony", "title": HOSTILE, "text": f"{HOSTILE}\n{ARABIC}\n{HAN}"},
    {
        "kind": "contract",
        "title": "Contract",
        "shows": "The employer holds the passports",
        "supports": ["retention_of_identity_documents"],
        "file": {
            "sha256": FILE_SHA256,
            "media_type": "application/pdf",
            "size_bytes": 12_345,
            "filename": "=contract.pdf",
        },
    },
    {"kind": "news", "url": "https://example.org/" + "a" * 300},
)


def full_case() -> CaseDocument:
    """Evidence of each kind, a question and its answer, a note, two judgements."""
    return case_document(
        allegation={
            "evidence": EVIDENCE,
            "reporter_role": "competitor",
            "products": [{"description": "cotton shirts", "hs_code": "6105"}],
        },
        external_id=SENDER,
        anonymous=False,
        judgements={"f-indicator": "accepted", "f-word": "rejected"},
        notes=[{"at": START, "reviewer": "Ada", "text": "do not hand this on"}],
        questions=[
            {"id": "q1", "at": START, "reviewer": "Ada", "text": "Who buys them?"},
            {"id": "q2", "at": START, "reviewer": "Ada", "text": "never answered"},
        ],
        answers=[
            {
                "id": "a1",
                "at": START,
                "question_id": "q1",
                "answer": {"text": "Harrow and Vale of Ohio"},
            }
        ],
        history=[
            {
                "at": START,
                "event_id": "review-1",
                "type": "tocsin.case.reviewed",
                "by": "Ada",
                "summary": "in review",
                "version": 1,
                "details": [
                    {"field": "status", "before": "new", "after": "in_review"},
                    {"field": "note", "after": "do not hand this on"},
                ],
            }
        ],
    )


def sha256(text: str) -> str:
    """Of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()
