"""How many sources of a case stand by themselves."""

from schemas.submission import Allegation
from tocsin.likeness import origin, text_origin


def independent_sources(allegation: Allegation) -> int:
    """The report itself and each piece of evidence from another origin.

    Pages of one site, one file sent twice and one text sent twice count once.
    """
    origins = {origin(item) for item in allegation.evidence}
    origins.discard(None)
    origins.discard(text_origin(allegation.narrative))
    return 1 + len(origins)
