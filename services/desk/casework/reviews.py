"""Writes reviews to the log, and says what became of them.

Checked before, decided by the log: docs/decisions/0015-casework.md says what is
guaranteed.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from schemas.case import CaseDocument
from schemas.events import CaseReviewed
from schemas.topics import REVIEWED
from services.desk.casework.commands import (
    Actor,
    Applied,
    Command,
    Outcome,
    Refusal,
    is_known,
)
from services.desk.casework.current import CurrentCases, shown
from tocsin import ids
from tocsin.casework import ReviewRefused, reviewed
from tocsin.clock import Clock
from tocsin.errors import NotFound
from tocsin.log import Codec, EventLog
from tocsin.search.base import SearchIndex

SOURCE = "tocsin/desk"


class Reviews:
    """The one way in which the desk changes cases. Safe from many threads."""

    def __init__(
        self, log: EventLog, index: SearchIndex, codec: Codec, clock: Clock
    ) -> None:
        """Write to the log, sealed by the codec; the index is read."""
        self._log = log
        self._codec = codec
        self._clock = clock
        self.current = CurrentCases(log, index, codec)

    def change(self, commands: Sequence[Command], actor: Actor) -> list[Outcome]:
        """Change cases; one outcome for each command, in order.

        Args:
            commands: at most one for each case.
            actor: who wants it.

        Raises:
            DependencyDown: log or index does not answer; nothing was written.
            OutcomeUnknown: it may be in the log. The same commands again do no harm.
        """
        before = self.current.get([command.case_id for command in commands])
        checked = [
            self._check(c, before[c.case_id], actor) if c.case_id in before else gone(c)
            for c in commands
        ]
        events = {one.case_id: one for one in checked if isinstance(one, CaseReviewed)}
        after: Mapping[str, CaseDocument] = {}
        if events:
            self._append(events.values())
            after = self.current.get(list(events))
        return [
            self._decided(command, one, after) if isinstance(one, CaseReviewed) else one
            for command, one in zip(commands, checked, strict=True)
        ]

    def _append(self, events: Iterable[CaseReviewed]) -> None:
        self._log.append([self._codec.encode(event, REVIEWED) for event in events])

    def preview(self, commands: Sequence[Command], actor: Actor) -> list[Outcome]:
        """What would become of commands; nothing is written. Same errors."""
        before = self.current.get([command.case_id for command in commands])
        return [
            self._previewed(c, before[c.case_id], actor)
            if c.case_id in before
            else gone(c)
            for c in commands
        ]

    def _previewed(
        self, command: Command, document: CaseDocument, actor: Actor
    ) -> Outcome:
        checked = self._check(command, document, actor)
        if isinstance(checked, CaseReviewed):
            return Applied(shown(document, reviewed(document.case, checked).case))
        return checked

    def change_one(self, command: Command, actor: Actor) -> Outcome:
        """Change one case; same errors, and NotFound."""
        (outcome,) = self.change([command], actor)
        if isinstance(outcome, Refusal) and outcome.document is None:
            raise NotFound("no case with this id")
        return outcome

    def _check(
        self, command: Command, document: CaseDocument, actor: Actor
    ) -> CaseReviewed | Outcome:
        """The event to write, or the outcome when there is nothing to write."""
        event = self.event(command, actor)
        if is_known(document.case, event):
            return Applied(document)
        try:
            reviewed(document.case, event)
        except ReviewRefused as exc:
            return Refusal(command, exc, document)
        return event

    def event(self, command: Command, actor: Actor) -> CaseReviewed:
        """The review of a command; the same command makes the same id."""
        made_of = json.dumps([c.model_dump(mode="json") for c in command.changes])
        digest = sha256(made_of.encode()).hexdigest()
        version = str(command.based_on_version)
        return CaseReviewed(
            id=ids.digest("reviewed", command.case_id, version, actor.id, digest),
            source=SOURCE,
            time=self._clock.now(),
            case_id=command.case_id,
            reviewer=actor.id,
            reviewer_name=actor.name,
            based_on_version=command.based_on_version,
            changes=command.changes,
        )

    def _decided(
        self,
        command: Command,
        event: CaseReviewed,
        after: Mapping[str, CaseDocument],
    ) -> Outcome:
        """What the log decided: the first review of a version wins."""
        document = after[event.case_id]
        if is_known(document.case, event):
            return Applied(document)
        why = ReviewRefused("stale", "somebody else was first")
        return Refusal(command, why, document, is_logged=True)


def gone(command: Command) -> Refusal:
    """The outcome for a case that there is not."""
    return Refusal(command, ReviewRefused("no_case", "there is no such case"), None)
