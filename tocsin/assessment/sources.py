"""How many sources of a case stand by themselves."""

from tocsin.assessment.found import Found
from tocsin.likeness import origin, text_origin


def independent_sources(found: Found) -> int:
    """The report itself and each piece of evidence from another origin.

    Pages of one site, one file sent twice and one text sent twice count once.
    """
    origins = {origin(item) for item in found.evidence}
    origins.discard(None)
    origins -= {text_origin(statement) for statement in found.statements}
    return 1 + len(origins)
