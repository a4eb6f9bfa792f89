"""All that was found in a case, by machines and by people."""

from schemas.case import Case
from schemas.enrichment import Finding


def findings(case: Case) -> dict[str, Finding]:
    """All findings of a case by id: those of machines, then those of reviewers."""
    made = case.enrichment.findings if case.enrichment else ()
    return {one.id: one for one in (*made, *(one.finding for one in case.added))}
