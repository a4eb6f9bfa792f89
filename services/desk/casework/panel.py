"""What the page of a case offers to who works on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.case import Answer, Case, CaseDocument, HistoryEntry, Proposal, Question
from schemas.events import CaseStatus
from services.desk.answers import has_answer
from services.desk.cases import case_document
from services.desk.casework.circles import CHAIN_MAX
from services.desk.casework.commands import Actor
from services.desk.casework.desk import Casework
from services.desk.casework.resolving import People
from services.desk.casework.wording import STATUSES, rows_of
from services.desk.findings import findings
from services.desk.pages.marking import KINDS, value
from tocsin.casework import moves_of
from tocsin.errors import DependencyDown, NotFound
from tocsin.search.base import SearchIndex, SearchRequest
from tocsin.search.query import Term

MERGED_SHOWN = 20
"""More copies of one report than that are a campaign, and a search of their own."""

CHOICES_MAX = 300
"""More than that is no list to choose from; the API corrects the rest."""

QUOTE_CHARS = 60

ORDER: tuple[CaseStatus, ...] = ("triage", "in_review", "needs_facts")
"""Statuses that take no more than a press of a button; the keys 1, 2 and 3."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question to the reporter and what came back."""

    question: Question | None
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """An entry of the history with its fields in words: name, before, after."""

    entry: HistoryEntry
    rows: list[tuple[str, str | None, str | None]]


@dataclass(frozen=True, slots=True)
class Work:
    """What can be done with a case now, and by whom.

    Attributes:
        moves: status, name and key of those that take a press of a button.
        people: id -> name of those to whom it can be given.
        is_mine: the reader works on it.
        may_confirm: the reader may refer what another has proposed.
        merged: cases that were merged into this one, and whether their reporters have
            answered since anybody worked on them.
        goes_to: the case in which this one is worked on, at the end of all merges;
            None where it was erased, or is not merged.
        saved: the version that the reader has just made, when there is one.
        is_behind: that version is safe in the log, and not shown yet.
    """

    case: Case
    moves: list[tuple[CaseStatus, str, int]]
    may_close: bool
    may_propose: bool
    may_confirm: bool
    referral: Proposal | None
    people: Mapping[str, str]
    is_mine: bool
    merged: Sequence[tuple[CaseDocument, bool]]
    goes_to: CaseDocument | None
    exchanges: list[Exchange]
    history: list[Trace]
    may_undo: bool
    saved: int | None
    is_behind: bool


def work_of(
    document: CaseDocument,
    index: SearchIndex,
    people: People,
    actor: Actor,
    saved: int | None,
) -> Work:
    """What the page of a case offers.

    Raises:
        DependencyDown: index or database does not answer.
    """
    case = document.case
    allowed = moves_of(case)
    quotes = {id: one.quote for id, one in findings(case).items()}
    proposer = case.referral.reviewer if case.referral else None
    return Work(
        case=case,
        moves=[
            (status, STATUSES[status], key)
            for key, status in enumerate(ORDER, 1)
            if status in allowed
        ],
        may_close="closed" in allowed,
        may_propose=case.status == "in_review" and proposer is None,
        may_confirm="referred" in allowed and proposer != actor.id,
        referral=case.referral,
        people=people(),
        is_mine=case.assignee == actor.id,
        merged=_merged_into(index, case),
        goes_to=_goes_to(index, case),
        exchanges=exchanges(case),
        history=[Trace(entry, rows_of(entry, quotes)) for entry in case.history],
        may_undo=_may_undo(case),
        saved=saved,
        is_behind=saved is not None and case.version < saved,
    )


def exchanges(case: Case) -> list[Exchange]:
    """Questions with their answers, and last what came unasked."""
    asked = [
        Exchange(question, _answers(case, question.id)) for question in case.questions
    ]
    known = {question.id for question in case.questions}
    rest = tuple(a for a in case.answers if a.question_id not in known)
    return [*asked, Exchange(None, rest)] if rest else asked


def case_after(
    casework: Casework, index: SearchIndex, case_id: str, version: int | None
) -> CaseDocument:
    """A case as the index has it, or as the log has it for who has just changed it.

    The log is asked only where the index is behind that version, so that cases can be
    read while the log does not answer.

    Raises:
        NotFound: there is none.
        DependencyDown: the index does not answer.
    """
    document = case_document(index, case_id)
    if version is None or document.version >= version:
        return document
    try:
        return casework.document(case_id)
    except DependencyDown:
        return document


def finding_choices(case: Case) -> list[tuple[str, str]]:
    """Findings that can be corrected: id, and what people read for it."""
    rejected = {id for id, said in case.judgements.items() if said == "rejected"}
    return [
        (id, f"{KINDS[one.kind]}: {value(one)} (“{_start(one.quote)}”)")
        for id, one in findings(case).items()
        if id not in rejected
    ][:CHOICES_MAX]


def _start(quote: str) -> str:
    return quote if len(quote) <= QUOTE_CHARS else f"{quote[:QUOTE_CHARS]}…"


def _answers(case: Case, question_id: str) -> tuple[Answer, ...]:
    return tuple(a for a in case.answers if a.question_id == question_id)


def _merged_into(index: SearchIndex, case: Case) -> list[tuple[CaseDocument, bool]]:
    request = SearchRequest(Term("merged_into", case.case_id), limit=MERGED_SHOWN)
    found = (hit.document for hit in index.search(request).hits)
    return [(document, has_answer(document.case)) for document in found]


def _goes_to(index: SearchIndex, case: Case) -> CaseDocument | None:
    """The end of the way, as the index has it; of a circle, where it is closed."""
    seen = {case.case_id}
    found: CaseDocument | None = None
    next_id = case.merged_into
    while next_id is not None and next_id not in seen and len(seen) < CHAIN_MAX:
        seen.add(next_id)
        try:
            found = case_document(index, next_id)
        except NotFound:
            return None
        next_id = found.merged_into
    return found


def _may_undo(case: Case) -> bool:
    latest = next((e for e in case.history if e.version == case.version), None)
    fields = {one.field for one in latest.details} if latest else set()
    return not fields.isdisjoint({"status", "assignee"})
