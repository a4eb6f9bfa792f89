"""A case file: everything its template shows, as data. Pure.

Notes of reviewers and words of questions that nobody answered stay at the desk: a case
file is made to be handed on. The sender's own id and the part that the reporter plays
could tell who it is, and are left out as well.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from schemas.case import Case, CaseDocument
from services.desk.exports import sections
from services.desk.exports.citations import Citations
from services.desk.exports.exhibits import Exhibit, Sent, sent
from services.desk.exports.notice import IDENTITY, NOTICE
from services.desk.exports.printing import printable
from services.desk.exports.sections import Data
from services.desk.labels import label
from services.desk.pages.case import assessment
from services.desk.reported import claimed, reported
from tocsin.assessment.judged import judged

EXHIBIT_CHARS_MAX = 30_000
"""Of one text: ten pages. The file says how much there is, and the hash is of all."""

TEXT_CHARS_MAX = 300_000
"""Of all texts: a hundred pages, set in a second or two."""

NAMES_MAX = 8
"""Of the summary on the first page."""

_NOT_SHOWN = frozenset({"reporter role"})
_NOT_TOLD = frozenset({"note", "question"})


def case_file(document: CaseDocument, at: datetime, code_version: str) -> Data:
    """The case as its file shows it.

    Args:
        document: the case.
        at: when it is exported; UTC.
        code_version: of what exports it.
    """
    case = document.case
    numbered = sent(case)
    citations = Citations(case, (one.exhibit for one in numbered))
    found = _found(case, citations)
    data: Data = {
        "title": document.title or "No text yet",
        "case_id": case.case_id,
        "version": case.version,
        "exported_at": moment(at),
        "exported_on": at.date().isoformat(),
        "made_by": f"Tocsin {code_version}",
        "language": document.language,
        "notice": NOTICE,
        "identity": IDENTITY,
        "facts": [list(row) for row in (*_summary(found), *_facts(document))],
        "reported": [list(row) for row in _reported(case)],
        "claimed": claimed(case),
        "failures": [f"{one.stage}: {one.message}" for one in case.failures],
        "found": found,
        "exhibits": list(_exhibits(numbered)),
        "history": list(_history(case)),
    }
    return {name: printable(value) for name, value in data.items()}


def moment(at: datetime) -> str:
    """A moment as people read it."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _summary(found: Data | None) -> Iterator[tuple[str, str]]:
    """What is alleged, in a line for each question."""
    if found is None:
        return
    told = {
        "Who": [one["title"] for one in found["organizations"] if one["alleged"]],
        "Where": [one["title"] for one in found["places"] if one["alleged"]],
        "Which goods": [one["title"] for one in found["goods"]],
        "Indicators": [one["title"] for one in found["signs"]],
        "Official lists": [hit["list"] for hit in found["screening"]],
    }
    for name, titles in told.items():
        if titles:
            distinct = list(dict.fromkeys(titles))
            more = len(distinct) - NAMES_MAX
            rest = f" and {more} more" if more > 0 else ""
            yield name, ", ".join(distinct[:NAMES_MAX]) + rest


def _facts(document: CaseDocument) -> Iterator[tuple[str, str]]:
    case = document.case
    yield "Status", label("status", document.status)
    if case.closed_as:
        yield "Closed as", case.closed_as.replace("_", " ")
    if document.assignee:
        yield "Assigned to", document.assignee
    if case.merged_into:
        yield "Merged into", case.merged_into
    yield "Received", moment(document.received_at)
    yield "Reporter", "anonymous" if case.anonymous else "identity sealed"
    yield "Language", label("language", document.language)
    if made := case.enrichment:
        alleges = "alleged" if made.alleges_forced_labor else "not in so many words"
        yield "Forced labor", f"{alleges}. {made.alleges_because}"
        yield "Read by", f"version {made.versions.code}: {_models(case)}"


def _models(case: Case) -> str:
    versions = case.enrichment.versions if case.enrichment else None
    return ", ".join((*versions.models, *versions.lists)) if versions else ""


def _reported(case: Case) -> Iterator[tuple[str, str]]:
    for name, value in reported(case):
        if name not in _NOT_SHOWN:
            yield f"{name[0].upper()}{name[1:]}", value


def _found(case: Case, citations: Citations) -> Data | None:
    assessed, made = assessment(case), case.enrichment
    if made is None or assessed is None:
        return None
    holds = judged(case, made)
    return {
        "priority": sections.priority(assessed),
        "organizations": sections.organizations(holds.organizations, citations),
        "places": sections.countries(holds.countries, citations)
        + sections.ambiguous(made, citations),
        "goods": sections.goods(holds.products, citations),
        "signs": sections.signs(holds, citations),
        "screening": sections.screening(assessed),
        "completeness": sections.completeness(assessed),
        "rejected": sections.rejected(case, citations),
    }


def _exhibits(numbered: Sequence[Sent]) -> Iterator[Data]:
    left = TEXT_CHARS_MAX
    for one in numbered:
        text = one.text or ""
        shown = text[: min(EXHIBIT_CHARS_MAX, left)]
        left -= len(shown)
        exhibit = one.exhibit
        yield {
            "number": exhibit.number,
            "title": exhibit.title or "",
            "kind": exhibit.kind.replace("_", " ").capitalize(),
            "holds": exhibit.holds,
            "sha256": exhibit.sha256,
            "lines": [list(row) for row in _told(exhibit)],
            "text": shown,
            "chars": len(text),
            "shown_chars": len(shown),
        }


def _told(exhibit: Exhibit) -> Iterator[tuple[str, str]]:
    rows = (
        ("File", exhibit.filename),
        ("Type", exhibit.media_type if exhibit.holds == "file" else None),
        ("Size", f"{exhibit.size_bytes:,} bytes" if exhibit.size_bytes else None),
        ("Address", exhibit.url),
        ("Published", exhibit.published_on),
        ("Said to show", exhibit.shows),
        (
            "Said to support",
            ", ".join(label("indicator", one) for one in exhibit.supports),
        ),
        ("In answer to", exhibit.question),
    )
    return ((name, value) for name, value in rows if value)


def _history(case: Case) -> Iterator[Data]:
    for entry in case.history:
        changes = [
            f"{one.field.replace('_', ' ')}: {one.before or 'none'} to"
            f" {one.after or 'none'}"
            for one in entry.details
            if one.field not in _NOT_TOLD
        ]
        refused = [f"had no effect: {entry.refused}"] if entry.refused else []
        yield {
            "at": moment(entry.at),
            "by": entry.by,
            "what": "; ".join((entry.summary, *refused, *changes)),
        }
