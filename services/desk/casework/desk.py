"""Casework as the API and the pages use it: one way in for both."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from schemas.case import Case, CaseDocument
from services.desk.casework.bulk import (
    BulkAnswer,
    BulkRequest,
    CaseAt,
    bulk_answer,
    found_by,
)
from services.desk.casework.circles import untangled
from services.desk.casework.commands import Actor, Command, Outcome
from services.desk.casework.requested import ChangesRequest, RequestedChange
from services.desk.casework.resolving import Around, People, resolved, wrong
from services.desk.casework.reviews import Reviews
from services.desk.parameters import Parameters
from tocsin.blobs import CaseFiles
from tocsin.errors import NotFound
from tocsin.search.base import SearchIndex

SEARCH_FIELDS_MAX = 200
"""A search of two hundred values is no search any more."""


@dataclass(frozen=True, slots=True)
class Casework:
    """Changes of cases, from what somebody asked for to what became of it.

    Attributes:
        people: to whom cases can be given.
    """

    reviews: Reviews
    index: SearchIndex
    blobs: CaseFiles
    people: People

    def document(self, case_id: str) -> CaseDocument:
        """A case with all that the log has of its reviews.

        Raises:
            NotFound: there is no such case.
            DependencyDown: log or index does not answer.
        """
        found = self.reviews.current.get([case_id]).get(case_id)
        if found is None:
            raise NotFound("no case with this id")
        return found

    def case(self, case_id: str) -> Case:
        """The same, without what the index makes of it."""
        return self.document(case_id).case

    def change(self, case_id: str, asked: ChangesRequest, actor: Actor) -> Outcome:
        """Change one case.

        Raises:
            NotFound: there is no such case.
            Problem: invalid-request.
            DependencyDown: nothing was written.
            OutcomeUnknown: it may have been.
        """
        around = self._around(self.case(case_id), asked.based_on_version, actor)
        changes = resolved(asked.changes, around)
        command = Command(case_id, asked.based_on_version, changes)
        outcome = self.reviews.change_one(command, actor)
        return untangled(self.reviews, [command], [outcome], actor)[0]

    def change_many(self, asked: BulkRequest, actor: Actor) -> BulkAnswer:
        """Change many cases, or look at what would become of it; same errors."""
        cases = list({case.case_id: case for case in self._cases(asked)}.values())
        before = self.reviews.current.get([case.case_id for case in cases])
        changes = asked.changes
        commands = [
            self._command(case, changes, actor, before[case.case_id].case)
            if case.case_id in before
            else Command(case.case_id, case.based_on_version, ())
            for case in cases
        ]
        if asked.preview:
            outcomes = self.reviews.preview(commands, actor)
        else:
            outcomes = self.reviews.change(commands, actor)
            outcomes = untangled(self.reviews, commands, outcomes, actor)
        return bulk_answer(outcomes, before, preview=asked.preview)

    def _cases(self, asked: BulkRequest) -> Sequence[CaseAt]:
        if asked.search is None:
            return asked.cases
        request = Parameters(_items(asked.search)).request()
        return found_by(self.index, request, asked.expected_total)

    def _command(
        self,
        at: CaseAt,
        changes: Sequence[RequestedChange],
        actor: Actor,
        case: Case,
    ) -> Command:
        around = self._around(case, at.based_on_version, actor)
        return Command(at.case_id, at.based_on_version, resolved(changes, around))

    def _around(self, case: Case, version: int, actor: Actor) -> Around:
        return Around(
            case=case,
            version=version,
            actor=actor,
            people=self.people,
            file_text=self.blobs.texts(case.case_id),
            merge_target=self._merge_target,
        )

    def _merge_target(self, case_id: str) -> Case | None:
        found = self.reviews.current.get([case_id]).get(case_id)
        return found.case if found else None


def _items(search: str) -> list[tuple[str, str]]:
    """The parameters of a search; how its cases are shown does not matter here."""
    try:
        items = parse_qsl(search.removeprefix("?"), max_num_fields=SEARCH_FIELDS_MAX)
    except ValueError as exc:
        detail = f"it has more than {SEARCH_FIELDS_MAX} parameters"
        raise wrong("/search", detail) from exc
    return [item for item in items if item[0] not in {"sort", "limit", "cursor"}]
