"""The files of a draft: which are taken, which stay, and which are let go."""

import hashlib

from services.intake.files import Upload, clean_filename, detect_media_type, size_bytes
from services.intake.form.answers import FieldFault
from services.intake.form.draft import Answers, Draft
from services.intake.form.drafts import Drafts
from services.intake.form.questions import msg
from services.intake.form.reading import FILE_BYTES_MAX
from services.intake.refusals import Refused
from tocsin.web import Problem

FACTS = ("file", "filename", "size", "digest")
"""What an item holds of its file: its id in the drafts, name, kB and SHA-256."""


def attach(
    drafts: Drafts, token: str, upload: Upload, answers: Answers
) -> list[FieldFault]:
    """Keep a file and note its FACTS in the answers, or say why not.

    Raises:
        Problem: there is no room.
        DependencyDown: nothing was stored.
    """
    size = size_bytes(upload)
    if size == 0:
        return [FieldFault("file", msg("This file is empty. Choose another."))]
    if size > FILE_BYTES_MAX:
        return [FieldFault("file", msg("This file is larger than 25 MB."))]
    try:
        detect_media_type(upload, where="file")
    except Refused:
        text = msg(
            "Files of this type are not accepted. Save yours as a PDF or a picture."
        )
        return [FieldFault("file", text)]
    content = upload.content.read()
    try:
        answers["file"] = drafts.add_file(token, content)
    except Problem as exc:
        if exc.slug != "too-large":
            raise
        return [FieldFault("file", msg("Together, all files are larger than 60 MB."))]
    answers["filename"] = clean_filename(upload.filename) or "file"
    answers["size"] = str(max(1, round(size / 1000)))
    answers["digest"] = hashlib.sha256(content).hexdigest()
    return []


def files_of(draft: Draft) -> set[str]:
    """Ids of the files that its items name."""
    items = [item for kept in draft.items.values() for item in kept]
    return {
        item["file"] for item in (*items, *draft.pending.values()) if "file" in item
    }


def repeats(answers: Answers, item: Answers) -> bool:
    """Whether both are the same: a page that was sent again when no answer came."""
    return _without_id(answers) == _without_id(item)


def _without_id(item: Answers) -> Answers:
    return {name: value for name, value in item.items() if name != "file"}
