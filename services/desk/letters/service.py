"""Dead letters as API and pages show and settle them: one way in for both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.desk.accounts.person import Person
from services.desk.letters.answers import (
    AT_ONCE_MAX,
    CauseAnswer,
    DiscardRequest,
    LetterDetail,
    LettersAnswer,
    ReplayRequest,
    SettledAnswer,
    SettledRow,
    letter_answer,
    letter_detail,
)
from services.desk.pages.stream import causes
from tocsin.audit import Auditor
from tocsin.errors import NotFound
from tocsin.operations.letters import DeadLetters, Letter, LetterState
from tocsin.operations.rate import Rate
from tocsin.operations.settling import Chosen, Settled, Settler
from tocsin.web.problems import Problem


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which letters to list.

    Attributes:
        stage: who gave up; None is any.
        reason: why; None is any.
        after: the id of the letter before the first.
    """

    state: LetterState = "open"
    stage: str | None = None
    reason: str | None = None
    after: str | None = None

    def fits(self, letter: Letter) -> bool:
        """Whether a letter is wanted."""
        event = letter.event
        return (
            letter.state == self.state
            and self.stage in (None, event.stage)
            and self.reason in (None, event.reason)
        )


@dataclass(frozen=True, slots=True)
class Operations:
    """What operators do with dead letters.

    Attributes:
        auditor: of the desk.
        rate: of replays, for all operators together.
    """

    letters: DeadLetters
    auditor: Auditor
    rate: Rate

    def page(self, wanted: Wanted, *, limit: int) -> LettersAnswer:
        """Letters, the oldest first.

        Raises:
            NotFound: there is no letter `after`.
            DependencyDown: the log does not answer.
        """
        found = [one for one in self.letters.list() if wanted.fits(one)]
        rest = found[_place(found, wanted.after) :]
        shown = rest[:limit]
        return LettersAnswer(
            total=len(found),
            causes=tuple(_causes(found)),
            letters=tuple(letter_answer(one) for one in shown),
            next_after=shown[-1].event.id if len(rest) > limit else None,
        )

    def get(self, letter_id: str) -> LetterDetail:
        """One letter, and what a replay would send.

        Raises:
            NotFound: there is none with this id.
            DependencyDown: the log does not answer.
        """
        return letter_detail(self.letters.foresee(letter_id))

    def replay(self, asked: ReplayRequest, person: Person) -> SettledAnswer:
        """Send letters through once more, or say what that would do.

        Raises:
            NotFound: there is no letter with one of the ids.
            Problem: invalid-request: no letter was chosen.
            DependencyDown: log or database does not answer.
        """
        foreseen = self.preview(asked, is_replay=True)
        if asked.preview:
            return foreseen
        ids = [row.id for row in foreseen.letters]
        return _settled(foreseen, self._settler(person).replay(ids))

    def discard(self, asked: DiscardRequest, person: Person) -> SettledAnswer:
        """Settle letters without a replay, or say which ones; raises the same."""
        foreseen = self.preview(asked, is_replay=False)
        if asked.preview:
            return foreseen
        ids = [row.id for row in foreseen.letters]
        return _settled(foreseen, self._settler(person).discard(ids, asked.why))

    def preview(self, asked: ReplayRequest, *, is_replay: bool) -> SettledAnswer:
        """What a request would do; nothing is done. Raises the same."""
        ids, left = self._chosen(asked)
        rows = [self._row(id, is_replay=is_replay) for id in ids]
        return _answer(rows, left, preview=True)

    def _chosen(self, asked: ReplayRequest) -> tuple[list[str], int]:
        """The ids, as many as are settled at once, and how many more there are."""
        chosen = Chosen(asked.letter_ids, asked.stage, asked.reason)
        if chosen.is_none:
            raise Problem("invalid-request", "Choose letters, or a reason.")
        ids = chosen.among(self.letters)
        return ids[:AT_ONCE_MAX], max(len(ids) - AT_ONCE_MAX, 0)

    def _row(self, id: str, *, is_replay: bool) -> SettledRow:
        foreseen = self.letters.foresee(id)
        letter = foreseen.letter
        return SettledRow(
            id=id,
            case_id=letter.event.case_id,
            code_version=letter.event.code_version,
            replays=foreseen.replays,
            refused=foreseen.refused if is_replay else letter.refusal,
        )

    def _settler(self, person: Person) -> Settler:
        by = self.auditor.by(person.audit_name)
        return Settler(self.letters, by, person.name, self.rate)


def _place(found: Sequence[Letter], after: str | None) -> int:
    if after is None:
        return 0
    places = (n for n, one in enumerate(found, 1) if one.event.id == after)
    place = next(places, None)
    if place is None:
        raise NotFound("no such dead letter in this list (any more)")
    return place


def _causes(found: list[Letter]) -> Iterable[CauseAnswer]:
    for one in causes(found):
        yield CauseAnswer(
            stage=one.stage,
            reason=one.reason,
            letters=one.letters,
            first_at=one.first_at,
            last_at=one.last_at,
        )


def _settled(foreseen: SettledAnswer, settled: Settled) -> SettledAnswer:
    rows = [
        row.model_copy(update={"refused": settled.refused.get(row.id)})
        for row in foreseen.letters
    ]
    return _answer(rows, foreseen.left, preview=False)


def _answer(rows: Sequence[SettledRow], left: int, *, preview: bool) -> SettledAnswer:
    refused = sum(1 for row in rows if row.refused)
    return SettledAnswer(
        preview=preview,
        settled=len(rows) - refused,
        refused=refused,
        left=left,
        letters=tuple(rows),
    )
