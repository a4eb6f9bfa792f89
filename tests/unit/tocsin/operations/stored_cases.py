"""Cases in an index, as the index stage puts them there. Companies are invented."""

from typing import Any

from schemas.case import Case, CaseDocument
from schemas.enrichment import Fingerprint, Organization
from schemas.topics import ENRICHED, RECEIVED
from services.index.documents import document
from tests.builders import enriched, received
from tocsin.casework.fold import Placed, fold
from tocsin.likeness import packed, signature
from tocsin.search.base import SearchIndex, Write

STORY = (
    "Families were recruited with the promise of a house and arrived owing money for"
    " the ship. The daily target is two tonnes of fruit; who does not reach it is not"
    " paid for the day. Identity cards are kept by the foreman. Guards at the river"
    " post turn back anyone without a letter."
)


def maker(name: str, *variants: str) -> Organization:
    return Organization(
        text=name,
        normal=name.lower(),
        variants=variants,
        role="manufacturer",
        alleged=True,
        confidence=0.9,
        findings=(f"f-{name}",),
    )


def fingerprint(text: str, evidence_id: str = "narrative") -> Fingerprint:
    found = signature(text)
    assert found is not None
    return Fingerprint(evidence_id=evidence_id, minhash=packed(found))


def case_of(
    id: str,
    *,
    narrative: str = STORY,
    minutes: int = 0,
    enrichment: dict[str, Any] | None = None,
    **allegation: Any,
) -> Case:
    """A case that was received and enriched."""
    told = received(
        id=f"received-{id}",
        case=id,
        minutes=minutes,
        narrative=narrative,
        **allegation,
    )
    given = {"organizations": (), **(enrichment or {})}
    found = enriched(of=told.id, case=id, minutes=minutes + 1, **given)
    case = fold(None, Placed(told, RECEIVED.name, 0, minutes))
    return fold(case, Placed(found, ENRICHED.name, 0, minutes))


def put(index: SearchIndex, *cases: Case) -> list[CaseDocument]:
    """Write cases and make them searchable."""
    documents = [document(case, {}) for case in cases]
    for result in index.write([Write(one, None) for one in documents]):
        assert result.fate == "written"
    index.refresh()
    return documents
