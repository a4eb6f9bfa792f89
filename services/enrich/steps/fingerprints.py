"""What tells whether a text was seen before in other words or in other cases."""

from collections.abc import Iterable

from schemas.enrichment import Fingerprint
from services.enrich.reading import Reading
from tocsin.likeness import packed, signature


def fingerprints(readings: Iterable[Reading]) -> tuple[Fingerprint, ...]:
    """One for each text that is long enough to be told from others."""
    found = ((reading, signature(reading.text)) for reading in readings)
    return tuple(
        Fingerprint(evidence_id=reading.evidence_id, minhash=packed(one))
        for reading, one in found
        if one is not None
    )
