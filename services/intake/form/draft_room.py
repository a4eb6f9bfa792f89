"""How much all drafts may hold together."""

from sqlalchemy import Connection, func, select

from services.intake.form.draft_tables import DRAFTS, FILES, SAVED
from services.intake.limits import MEBIBYTE
from tocsin.web import Problem

ALL_BYTES_MAX = 4 * 1024 * MEBIBYTE
"""All drafts together, so that nobody fills the disk of the ledger."""

SAVED_BYTES_MAX = ALL_BYTES_MAX // 2
"""The saved ones of them, so that they leave room for those who send at once."""


def check_room(connection: Connection) -> None:
    """Let one more draft or file in.

    Raises:
        Problem: busy.
    """
    sums = (select(func.sum(table.c.bytes)) for table in (DRAFTS, FILES))
    if sum(connection.scalar(query) or 0 for query in sums) > ALL_BYTES_MAX:
        raise Problem("busy", "Too many people at once. Try again in an hour.")


def check_room_of_saved(connection: Connection) -> None:
    """Let one more draft be saved, or a file into one that is.

    Raises:
        Problem: busy.
    """
    saved = select(SAVED.c.draft_id)
    sums = (
        select(func.sum(column.table.c.bytes)).where(column.in_(saved))
        for column in (DRAFTS.c.id, FILES.c.draft_id)
    )
    if sum(connection.scalar(query) or 0 for query in sums) > SAVED_BYTES_MAX:
        raise Problem("busy", "Too much is saved. Try again tomorrow.")
