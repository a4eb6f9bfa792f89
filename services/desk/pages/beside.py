"""The related cases of a case, each once, with why it is there."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.case import CaseDocument
from tocsin.operations.related import Related


@dataclass(frozen=True, slots=True)
class Beside:
    """Another case.

    Attributes:
        why: what it has in common, in sentences.
    """

    document: CaseDocument
    why: tuple[str, ...]


def beside(related: Related) -> list[Beside]:
    """The related cases, those that read most alike first."""
    documents = {document.case_id: document for document in related.cases}
    order = dict.fromkeys(
        [row.case_id for row in related.near]
        + [row.case_id for row in related.same_maker]
    )
    return [
        Beside(documents[case_id], tuple(_why(related, case_id)))
        for case_id in order
        if case_id in documents
    ]


def _why(related: Related, case_id: str) -> Iterator[str]:
    near = [row for row in related.near if row.case_id == case_id]
    if near:
        share = max(row.jaccard for row in near)
        yield f"reads {share:.0%} alike"
    for row in related.same_maker:
        if row.case_id == case_id:
            same = "the same name" if row.score == 1 else f"{row.score:.0%} alike"
            yield f"names the maker {row.other_name}, {same}"
