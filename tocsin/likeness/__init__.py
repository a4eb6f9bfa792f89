"""Which texts read alike, and which pieces of evidence have one origin."""

from tocsin.likeness.minhash import (
    Signature,
    band_keys,
    jaccard,
    packed,
    signature,
    unpacked,
)
from tocsin.likeness.origins import origin, text_origin

__all__ = [
    "Signature",
    "band_keys",
    "jaccard",
    "origin",
    "packed",
    "signature",
    "text_origin",
    "unpacked",
]
