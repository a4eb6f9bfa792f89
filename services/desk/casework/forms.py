"""From the fields of a form to what is asked for."""

from typing import Any

from pydantic import ValidationError

from services.desk.casework.bulk import BulkRequest
from services.desk.casework.mistakes import mistaken
from services.desk.casework.requested import ChangesRequest
from services.desk.pages.fields import Fields

Asked = dict[str, Any]


def asked_of(fields: Fields) -> ChangesRequest:
    """The changes that a form of a case asks for.

    Raises:
        Problem: invalid-request.
    """
    body = {
        "based_on_version": fields.text("based_on_version"),
        "changes": _changes(fields),
    }
    try:
        return ChangesRequest.model_validate(body)
    except ValidationError as exc:
        raise mistaken(exc) from exc


def bulk_of(fields: Fields, *, preview: bool) -> BulkRequest:
    """The changes that the form of the queue asks for; same errors."""
    body: Asked = {"changes": _many(fields), "preview": preview}
    if fields.text("scope") == "search":
        body["search"] = fields.text("search")
        body["expected_total"] = fields.text("expected_total") or None
    else:
        body["cases"] = [_at(value) for value in fields.values("case")]
    try:
        return BulkRequest.model_validate(body)
    except ValidationError as exc:
        raise mistaken(exc) from exc


def _at(value: str) -> Asked:
    case_id, _, version = value.partition(":")
    return {"case_id": case_id, "based_on_version": version}


def _changes(fields: Fields) -> list[Asked]:
    what, _, of = fields.text("do").partition(":")
    reason = fields.text("reason") or None
    match what:
        case "assign_me":
            return [{"change": "assign", "assignee": "me"}]
        case "assign":
            assignee = fields.text("assignee") or None
            return [{"change": "assign", "assignee": assignee}]
        case "status":
            return [{"change": "status", "status": of, "reason": reason}]
        case "close":
            closed_as = fields.text("closed_as") or None
            why = fields.text("close_reason") or None
            close = {"status": "closed", "closed_as": closed_as, "reason": why}
            return [{"change": "status", **close}]
        case "propose_referral":
            return [{"change": what, "reason": reason}]
        case _:
            return _words(fields, what, of)


def _words(fields: Fields, what: str, of: str) -> list[Asked]:
    one: Asked = {"change": what}
    match what:
        case "note":
            one["text"] = fields.text("text")
        case "ask":
            one["text"] = fields.text("question")
        case "accept" | "reject":
            one["finding_ids"] = [of]
        case "correct":
            one |= {"finding_ids": [fields.text("finding")]}
            one["value"] = fields.text("correct_value")
        case "add":
            names = ("kind", "value", "evidence_id", "quote")
            one |= {name: fields.text(name) for name in names}
        case "merge":
            one["into"] = _id_of(fields.text("into"))
    if what == "ask" and fields.text("needs_facts"):
        return [one, {"change": "status", "status": "needs_facts"}]
    return [one]


def _id_of(typed: str) -> str:
    """The id of a case, of the id or of the address of its page."""
    path = typed.strip().partition("#")[0].partition("?")[0]
    return path.rstrip("/").rpartition("/")[2]


def _many(fields: Fields) -> list[Asked]:
    if fields.text("do") == "undo":
        return [{"change": "undo"}]
    found: list[Asked] = []
    if assignee := fields.text("assignee"):
        who = None if assignee == "nobody" else assignee
        found.append({"change": "assign", "assignee": who})
    if status := fields.text("status"):
        closed_as = fields.text("closed_as") if status == "closed" else None
        reason = fields.text("reason") or None
        change = {"status": status, "closed_as": closed_as or None, "reason": reason}
        found.append({"change": "status", **change})
    if note := fields.text("note"):
        found.append({"change": "note", "text": note})
    return found
