"""What was not saved: both sides, and all that was typed, to be sent again."""

from dataclasses import dataclass

from schemas.case import CaseDocument, Note
from services.desk.casework.answers import notes_since
from services.desk.casework.commands import Actor, Refusal
from services.desk.casework.drafts import TYPED, used_by
from services.desk.casework.panel import Trace
from services.desk.casework.wording import rows_of
from services.desk.findings import findings
from services.desk.pages.fields import Fields
from tocsin.web.problems import Problem

SAID = frozenset({"text", "question", "reason", "close_reason"})
"""What can be kept as a note."""

WHY = "closed_as"
"""The field with the reason why a case is closed."""

_OWN = frozenset({"based_on_version", "back"})


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A change that was refused.

    Attributes:
        typed: name, title and value of what was typed.
        hidden: the rest of the form.
        since: what others did in between.
        may_repeat: sent again as it is, or mended, it can be saved.
        words: what was typed as one text, to be kept as a note.
        asks_why: closing takes one of the reasons, which was or was not chosen.
    """

    document: CaseDocument
    title: str
    why: list[str]
    typed: list[tuple[str, str, str]]
    hidden: list[tuple[str, str]]
    since: list[Trace]
    notes: list[Note]
    may_repeat: bool
    words: str
    asks_why: bool = False


def of_refusal(
    refusal: Refusal, document: CaseDocument, fields: Fields, actor: Actor
) -> Unsaved:
    """A change that came too late, or that the case does not allow."""
    is_stale = refusal.why.code == "stale"
    message = refusal.why.message
    quotes = {id: one.quote for id, one in findings(document.case).items()}
    if is_stale and {entry.by for entry in refusal.since} == {actor.name}:
        title = "You changed this case yourself in between"
        why = ["The page that this came from was older. Nothing was saved yet."]
    elif is_stale:
        title = "Somebody changed this case while you worked on it"
        why = ["Nothing of yours was saved yet, and nothing of theirs was lost."]
    else:
        title = "The case cannot be changed so"
        why = [f"{message[0].upper()}{message[1:]}."]
    return Unsaved(
        document=document,
        title=title,
        why=why,
        typed=_typed(fields),
        hidden=_hidden(fields),
        since=[Trace(entry, rows_of(entry, quotes)) for entry in refusal.since],
        notes=notes_since(refusal),
        may_repeat=is_stale,
        words=_words(fields),
    )


def of_problem(problem: Problem, document: CaseDocument, fields: Fields) -> Unsaved:
    """A form that was not filled in rightly: with the fields that its button uses."""
    used = used_by(fields.text("do"))
    return Unsaved(
        document=document,
        title="This cannot be saved yet",
        why=[str(error["detail"]) for error in problem.errors] or [problem.detail],
        typed=_typed(fields, used),
        hidden=[item for item in _hidden(fields) if item[0] != WHY],
        since=[],
        notes=[],
        may_repeat=True,
        words=_words(fields),
        asks_why=WHY in used,
    )


def _typed(
    fields: Fields, used: frozenset[str] = frozenset()
) -> list[tuple[str, str, str]]:
    """What was typed, and the empty fields of those that are used."""
    return [
        (name, TYPED[name], value)
        for name, value in fields.items
        if name in TYPED and (value.strip() or name in used)
    ]


def _hidden(fields: Fields) -> list[tuple[str, str]]:
    return [(n, v) for n, v in fields.items if n not in TYPED and n not in _OWN]


def _words(fields: Fields) -> str:
    return "\n".join(v for n, v in fields.items if n in SAID and v.strip())
