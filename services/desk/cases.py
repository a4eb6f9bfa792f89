"""One case, as it was last written."""

from schemas.case import CaseDocument
from tocsin.errors import NotFound
from tocsin.search.base import SearchIndex

HIDDEN = frozenset({"partial", "erased"})


def case_document(index: SearchIndex, case_id: str) -> CaseDocument:
    """A case as it was last written.

    Raises:
        NotFound: there is none, nothing of it was read yet, or it was erased.
    """
    found = index.get([case_id]).get(case_id)
    if found is None or found.document.stage in HIDDEN:
        raise NotFound("no case with this id")
    return found.document
