"""MinHash: how much of two texts is the same, told from 256 bytes of each.

Broder, "On the resemblance and containment of documents" (1997); of every minimum only
16 bits are kept (Li and König, "b-Bit Minwise Hashing", 2010), and texts that may be
alike are found by bands of them (Leskovec, Rajaraman and Ullman, "Mining of Massive
Datasets", 3.4).
"""

import base64
import re
import unicodedata
from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Signature = NDArray[np.uint16]
"""`HASHES` minima of a text."""

# The estimate's standard error is at most 0.045, and signatures stay small beside the
# rest of an enrichment.
HASHES = 128
# A pair of which a share s is the same meets in a band with 1 - (1 - s^4)^32: 0.87 at
# one half, 0.99 at 0.6, 0.01 at one eighth.
_BANDS = 32
# Single words say what a text is about; three in a row say how it is worded.
_SHINGLE_WORDS = 3
# Less than this is a greeting or "see the attachment", which strangers write alike.
_SHINGLES_MIN = 16
# One array of hashes by shingles takes 256 kB and stays in the cache of a core.
_SHINGLES_AT_ONCE = 512
# Scripts without spaces are compared sign by sign.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")


def signature(text: str) -> Signature | None:
    """The signature of a text; None where it is too short to be told from others."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = [crc32(word.encode("utf-8", "replace")) for word in _WORD.findall(plain)]
    if len(words) < _SHINGLES_MIN + _SHINGLE_WORDS - 1:
        return None
    hashes = _mixed(np.array(words, dtype=np.uint64))
    shingles = np.zeros(len(words) - _SHINGLE_WORDS + 1, dtype=np.uint64)
    for place in range(_SHINGLE_WORDS):
        shingles += hashes[place : place + len(shingles)] << np.uint64(place)
    least = _least(_mixed(shingles).astype(np.uint32))
    # The high bits of a minimum are all zero and the low ones of a product are weak.
    return _mixed(least.astype(np.uint64)).astype(np.uint16)


def _least(shingles: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The minimum of each hash function over the shingles."""
    factors, offsets = _parameters()
    least = np.full(HASHES, np.iinfo(np.uint32).max, dtype=np.uint32)
    values = np.empty((HASHES, _SHINGLES_AT_ONCE), dtype=np.uint32)
    for start in range(0, len(shingles), _SHINGLES_AT_ONCE):
        part = shingles[start : start + _SHINGLES_AT_ONCE]
        room = values[:, : len(part)]
        np.multiply(part[None, :], factors[:, None], out=room)
        room += offsets[:, None]
        np.minimum(least, room.min(axis=1), out=least)
    return least


def jaccard(one: Signature, other: Signature) -> float:
    """The estimated share of shingles that two texts have in common; 0 to 1."""
    return float(np.count_nonzero(one == other)) / HASHES


def band_keys(found: Signature) -> tuple[str, ...]:
    """Keys of 12 characters, one a band: texts that share one may be alike."""
    bands = found.astype("<u2").reshape(_BANDS, -1)
    return tuple(
        base64.urlsafe_b64encode(bytes([number]) + band.tobytes()).decode("ascii")
        for number, band in enumerate(bands)
    )


def packed(found: Signature) -> str:
    """A signature in base64: 344 characters."""
    return base64.b64encode(found.astype("<u2").tobytes()).decode("ascii")


def unpacked(text: str) -> Signature | None:
    """The signature of its base64; None where it is of another length."""
    raw = base64.b64decode(text)
    if len(raw) != HASHES * 2:
        return None
    return np.frombuffer(raw, dtype="<u2").astype(np.uint16)


@cache
def _parameters() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Odd factors and offsets of the hash functions: the same in every process."""
    numbers = _mixed(np.arange(1, 2 * HASHES + 1, dtype=np.uint64)).astype(np.uint32)
    return numbers[:HASHES] | np.uint32(1), numbers[HASHES:]


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finalizer of SplitMix64 (Steele, Lea and Flood 2014): every bit counts."""
    mixed = values * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
