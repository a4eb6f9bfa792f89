"""An enrichment as `tocsin enrich` prints it: one object for each text."""

from typing import Any

from schemas.enrichment import Enrichment
from services.enrich.steps.organizations import spellings


def report(id: str, enrichment: Enrichment) -> dict[str, Any]:
    """The findings of one text.

    Organizations have one row for each spelling that the text uses, so that a reader
    who looks for a spelling finds it; `normal` says which rows are the same one.
    """
    told = enrichment.model_dump(mode="json", exclude_none=True)
    told["organizations"] = [
        {**organization.model_dump(mode="json", exclude_none=True), "text": spelling}
        for organization in enrichment.organizations
        for spelling in spellings(organization)
    ]
    return {"id": id, **told}
