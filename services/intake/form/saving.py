"""Takes what a page sends into the draft, and says where to go from there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.intake.files import Upload, clean_filename, detect_media_type, size_bytes
from services.intake.form.answers import FieldFault, find_faults, read_answers
from services.intake.form.draft import Answers, Draft
from services.intake.form.drafts import Drafts
from services.intake.form.pages import CHECK
from services.intake.form.questions import Items, Page, msg
from services.intake.form.reading import FILE_BYTES_MAX, Typed
from services.intake.refusals import Refused
from tocsin.web import Problem

TRAP = "website"
"""A field that no person sees; robots fill it in."""

ITEMS_MAX = 50
"""As schemas.submission has it."""

_CHOSEN_FOR_YOU = frozenset({"role", "kind", "item"})
_FILE_FACTS = ("file", "filename", "size")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where to go, or what is wrong on this page."""

    to: int
    faults: Sequence[FieldFault] = ()


class Lost(Exception):
    """There is no draft of this token, or it was sent."""


def save_page(
    drafts: Drafts, token: str, page: Page, typed: Typed, today: date
) -> Outcome:
    """Store everything that was typed, right or wrong, and find the next page.

    Raises:
        Lost: the draft has expired.
        Problem: the draft grows too large, or there is no room.
        DependencyDown: nothing was stored.
    """
    answers = read_answers(page.questions, typed.fields)
    faults: list[FieldFault] = []
    if typed.first(TRAP):
        text = msg("Leave this field empty. It is there to stop robots.")
        faults.append(FieldFault(TRAP, text))
    if typed.upload is not None:
        if drafts.load(token) is None:
            raise Lost
        faults += _keep_file(drafts, token, typed.upload, answers)
    refused = len(faults)
    with drafts.editing(token) as draft:
        if draft is None or draft.sent:
            raise Lost
        go = typed.first("go")
        if page.items is None:
            draft.answers |= answers
            faults += find_faults(page.questions, answers, today)
        else:
            faults += _save_item(draft, page, answers, typed, today)
        if go == "save":
            # What was typed is kept, right or wrong; what was refused is not.
            faults = faults[:refused]
        removed = _remove(draft, page.items, go)
        outcome = _next(draft, page.number, typed, faults)
    if removed is not None:
        drafts.drop_file(token, removed)
    return outcome


def draft_faults(draft: Draft, today: date) -> list[tuple[int, FieldFault]]:
    """Page number and fault of everything that hinders sending."""
    found: list[tuple[int, FieldFault]] = []
    for page in draft.pages_shown:
        answers = [draft.answers]
        if page.items is not None:
            pending = draft.pending.get(page.items.name)
            answers = [
                *draft.items_of(page.items.name),
                *([pending] if pending else []),
            ]
        for each in answers:
            faults = find_faults(page.questions, each, today)
            if page.items is not None:
                faults += _title_faults(page.items, page, each)
            found += [(page.number, fault) for fault in faults]
    return found


def is_filled(answers: Answers) -> bool:
    """Whether anything was typed about an item."""
    return any(value for name, value in answers.items() if name not in _CHOSEN_FOR_YOU)


def _save_item(
    draft: Draft, page: Page, answers: Answers, typed: Typed, today: date
) -> list[FieldFault]:
    if page.items is None:
        raise ValueError("a page without items")
    name = page.items.name
    kept, number = draft.items_of(name), typed.first("item")
    changed = int(number) if number.isdecimal() and int(number) < len(kept) else None
    before = kept[changed] if changed is not None else draft.pending.get(name, {})
    # A browser cannot send a file twice: the one that is kept stays.
    for fact in _FILE_FACTS:
        if fact in before:
            answers.setdefault(fact, before[fact])
    draft.pending.pop(name, None)
    if not is_filled(answers):
        return []
    faults = find_faults(page.questions, answers, today)
    faults += _title_faults(page.items, page, answers)
    if changed is None and len(kept) >= ITEMS_MAX:
        faults.append(FieldFault(page.questions[0].name, msg("These are too many.")))
    if faults:
        draft.pending[name] = {**answers, "item": number}
    elif changed is None:
        kept.append(answers)
    else:
        kept[changed] = answers
    return faults


def _title_faults(items: Items, page: Page, answers: Answers) -> list[FieldFault]:
    if any(answers.get(name) for name in items.title):
        return []
    text = msg("Fill this in, or leave all fields of this part empty.")
    return [FieldFault(page.questions[0].name, text)]


def _keep_file(
    drafts: Drafts, token: str, upload: Upload, answers: Answers
) -> list[FieldFault]:
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
    try:
        answers["file"] = drafts.add_file(token, upload.content.read())
    except Problem as exc:
        if exc.slug != "too-large":
            raise
        return [FieldFault("file", msg("Together, all files are larger than 60 MB."))]
    answers["filename"] = clean_filename(upload.filename) or "file"
    answers["size"] = str(max(1, round(size / 1000)))
    return []


def _remove(draft: Draft, items: Items | None, go: str) -> str | None:
    """Remove the item that `go` names; the id of its file, if it has one."""
    word, _, number = go.partition("-")
    if items is None or word != "remove" or not number.isdecimal():
        return None
    kept = draft.items_of(items.name)
    if int(number) >= len(kept):
        return None
    return kept.pop(int(number)).get("file")


def _next(
    draft: Draft, number: int, typed: Typed, faults: Sequence[FieldFault]
) -> Outcome:
    go = typed.first("go")
    if go == "back":
        return Outcome(draft.before(number))
    if go.startswith("remove-"):
        return Outcome(number)
    if faults:
        return Outcome(number, faults)
    if go in {"more", "save"}:
        return Outcome(number)
    return Outcome(CHECK if typed.first("from") else draft.after(number))
