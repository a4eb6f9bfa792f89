"""A case in the three formats that it leaves the desk in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime

from schemas.case import Case, CaseDocument
from services.desk import cells
from services.desk.answers import Answer, CaseSummary, summary
from services.desk.exports.casefile import case_file
from services.desk.exports.exhibits import Exhibit, exhibits
from services.desk.exports.findings import findings_csv
from services.desk.exports.notice import IDENTITY, NOTICE
from services.desk.exports.pdf import case_pdf
from tocsin.version import CODE_VERSION

CaseFormat = Literal["pdf", "json", "csv"]


class CaseExport(Answer):
    """A case as JSON: as the API gives it, and its exhibits with their hashes."""

    notice: str
    identity: str
    exported_at: AwareDatetime
    made_by: str
    summary: CaseSummary
    case: Case
    exhibits: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True)
class File:
    """What is sent to who asked for it."""

    name: str
    media_type: str
    content: bytes

    @property
    def headers(self) -> Mapping[str, str]:
        """Saved, never opened in the browser: what it says comes from strangers."""
        return {"Content-Disposition": f'attachment; filename="{self.name}"'}


def case_export(document: CaseDocument, format_: CaseFormat, at: datetime) -> File:
    """A case as a file; the same case and second give the same bytes.

    Args:
        document: the case.
        format_: pdf, json or csv (its findings).
        at: when it is exported; UTC.

    Raises:
        DependencyDown: a PDF could not be set in its time and memory.
    """
    media_type, made = _FORMATS[format_]
    name = f"case-{document.case_id}.{format_}"
    return File(name, media_type, made(document, at.replace(microsecond=0)))


def _pdf(document: CaseDocument, at: datetime) -> bytes:
    return case_pdf(case_file(document, at, CODE_VERSION), at)


def _json(document: CaseDocument, at: datetime) -> bytes:
    export = CaseExport(
        notice=NOTICE,
        identity=IDENTITY,
        exported_at=at,
        made_by=f"Tocsin {CODE_VERSION}",
        summary=summary(document, at.date()),
        case=document.case,
        exhibits=exhibits(document.case),
    )
    return export.model_dump_json(indent=1).encode() + b"\n"


def _csv(document: CaseDocument, _at: datetime) -> bytes:
    return findings_csv(document.case)


_FORMATS: Mapping[CaseFormat, tuple[str, Callable[[CaseDocument, datetime], bytes]]] = {
    "pdf": ("application/pdf", _pdf),
    "json": ("application/json", _json),
    "csv": (cells.MEDIA_TYPE, _csv),
}
