"""Takes what a page sends into the draft, and says where to go from there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.intake.form.answers import FieldFault, find_faults, read_answers
from services.intake.form.attaching import FACTS, attach, files_of, repeats
from services.intake.form.draft import Answers, Draft
from services.intake.form.drafts import Drafts
from services.intake.form.pages import CHECK
from services.intake.form.questions import Items, Page, msg
from services.intake.form.reading import Typed
from tocsin.numerals import whole

TRAP = "website"
"""A field that no person sees; robots fill it in."""

ITEMS_MAX = 50
"""As schemas.submission has it."""

_CHOSEN_FOR_YOU = frozenset({"role", "kind", "item"})
_STAYS = frozenset({"save", "in", "to", "back"})
"""Buttons that keep what was typed, right or wrong, and judge nothing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where to go, or what is wrong on this page.

    Attributes:
        to: number of a page; 0 is the start.
        item: number of the item that is shown there; empty for none.
    """

    to: int
    faults: Sequence[FieldFault] = ()
    item: str = ""


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
        faults += attach(drafts, token, typed.upload, answers)
    refused = len(faults)
    with drafts.editing(token) as draft:
        if draft is None or draft.sent:
            raise Lost
        before = files_of(draft) | {answers.get("file", "")}
        if page.items is None:
            draft.answers |= answers
            faults += find_faults(page.questions, answers, today)
        else:
            faults += _save_item(draft, page, answers, typed, today)
        if typed.first("go").partition("-")[0] in _STAYS:
            # What was typed is kept, right or wrong; what was refused is not.
            faults = faults[:refused]
        if _remove(draft, page.items, typed.first("go")) or not faults:
            outcome = _next(draft, page, typed, answers)
        else:
            outcome = Outcome(page.number, _first_of_each_field(faults))
        unused = before - files_of(draft)
    for name in unused:
        drafts.drop_file(token, name)
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
    wanted = whole(number)
    changed = wanted if wanted is not None and wanted < len(kept) else None
    before = kept[changed] if changed is not None else draft.pending.get(name, {})
    # A browser cannot send a file twice: the one that is kept stays.
    for fact in FACTS:
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
        if not any(repeats(answers, item) for item in kept):
            kept.append(answers)
    else:
        kept[changed] = answers
    return faults


def _title_faults(items: Items, page: Page, answers: Answers) -> list[FieldFault]:
    if any(answers.get(name) for name in items.title):
        return []
    text = msg("Fill this in, or leave all fields of this part empty.")
    return [FieldFault(page.questions[0].name, text)]


def _remove(draft: Draft, items: Items | None, go: str) -> bool:
    """Remove the item that `go` names; False when it names none."""
    word, _, text = go.partition("-")
    number = whole(text)
    if items is None or word != "remove" or number is None:
        return False
    del draft.items_of(items.name)[number : number + 1]
    return True


def _first_of_each_field(faults: Sequence[FieldFault]) -> list[FieldFault]:
    """One sentence a field: the file that was refused, not that there is none."""
    found: dict[str, FieldFault] = {}
    for fault in faults:
        found.setdefault(fault.field, fault)
    return list(found.values())


def _next(draft: Draft, page: Page, typed: Typed, answers: Answers) -> Outcome:
    go, _, text = typed.first("go").partition("-")
    number = whole(text)
    match go:
        case "back":
            return Outcome(draft.before(page.number))
        case "to" if number is not None and 1 <= number <= CHECK:
            return Outcome(number)
        case "remove" | "more" | "save":
            return Outcome(page.number)
        case "in":
            return Outcome(page.number, item=_number_of(answers, draft, page))
    return Outcome(CHECK if typed.first("from") else draft.after(page.number))


def _number_of(answers: Answers, draft: Draft, page: Page) -> str:
    """The number of the item with these answers, if it is kept already."""
    kept = draft.items_of(page.items.name) if page.items else []
    return str(kept.index(answers)) if answers in kept else ""
