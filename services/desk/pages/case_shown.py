"""The page of a case, as it is asked for and as it answers a form."""

from starlette.responses import Response

from services.desk.accounts.person import Person, Role
from services.desk.casework.api import actor_of
from services.desk.casework.drafts import Drafts
from services.desk.casework.panel import case_after, finding_choices, work_of
from services.desk.casework.wording import CLOSED_AS, REFUSED
from services.desk.labels import matched
from services.desk.pages.beside import beside
from services.desk.pages.case import PARTS, by_list, case_page
from services.desk.pages.desk import Desk
from services.desk.pages.marking import KINDS
from tocsin.operations.related import related


def show_case(
    desk: Desk, case_id: str, person: Person, saved: int | None, drafts: Drafts
) -> Response:
    """The page of a case.

    Args:
        desk: renders it.
        case_id: the case.
        person: who reads it.
        saved: the version that they have just made, if any.
        drafts: what they have typed and not saved.

    Raises:
        NotFound: there is no such case.
        DependencyDown: index or database does not answer.
    """
    index = desk.sources.index
    document = case_after(desk.casework, index, case_id, saved)
    desk.sources.readings.note(person, case_id, "page")
    work = work_of(document, index, desk.casework.people, actor_of(person), saved)
    texts = desk.sources.blobs.texts(case_id)
    page = case_page(index, document, texts, desk.sources.clock.now().date())
    letters = [
        letter
        for letter in desk.sources.letters.look() or ()
        if letter.event.case_id == case_id
    ]
    screening = page.assessed.screening if page.assessed else ()
    found = related(index, document)
    return desk.show(
        "case.html",
        page=page,
        kinds=KINDS,
        matched=matched,
        parts_of=PARTS,
        lists=by_list(screening),
        letters=letters,
        related=found,
        related_rows=beside(found),
        work=work,
        drafts=drafts,
        closing=CLOSED_AS,
        refused=REFUSED,
        finding_choices=finding_choices(document.case),
        is_officer=Role.OFFICER in person.roles,
    )
