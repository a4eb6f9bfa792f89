"""What the API answers about exports of searches."""

from urllib.parse import urlencode

from pydantic import AwareDatetime
from starlette.responses import FileResponse

from services.desk.answers import Answer
from services.desk.cells import MEDIA_TYPE
from services.desk.exports.job import ROWS_MAX, Job, State, TableFormat, Trouble
from services.desk.exports.shelf import Shelf
from tocsin.errors import NotFound

PATH = "/v1/exports"

_TYPES = {
    "csv": MEDIA_TYPE,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ExportAnswer(Answer):
    """How far an export is."""

    id: str
    state: State
    trouble: Trouble | None
    format: TableFormat
    search: str
    created_at: AwareDatetime
    expires_at: AwareDatetime
    total: int
    rows: int
    rows_max: int
    is_cut: bool
    file: str | None


def export_answer(job: Job) -> ExportAnswer:
    """A job as it is answered."""
    return ExportAnswer(
        id=job.id,
        state=job.state,
        trouble=job.trouble,
        format=job.format,
        search=urlencode(job.search),
        created_at=job.created_at,
        expires_at=job.expires_at,
        total=job.total,
        rows=job.rows,
        rows_max=ROWS_MAX,
        is_cut=job.is_cut,
        file=f"{PATH}/{job.id}/file" if job.state == "done" else None,
    )


def file_answer(shelf: Shelf, job: Job) -> FileResponse:
    """The file of a job.

    Raises:
        NotFound: it is not done.
    """
    if job.state != "done":
        raise NotFound("the export has no file")
    name = f"cases-{job.created_at:%Y-%m-%d}.{job.format}"
    return FileResponse(shelf.file(job), media_type=_TYPES[job.format], filename=name)
