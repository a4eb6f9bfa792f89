"""Long content sealed piece by piece, so that no file is held in memory twice.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár, 2015), as age and Tink
use it: each piece has a nonce of a random prefix, its number, and whether it is the
last; pieces that are swapped, left out or cut off do not open. The prefix is 56 bits
here; a case has some hundred files: a clash has a chance of one in 10 trillion.
"""

import secrets
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tocsin.errors import Reject
from tocsin.sealed.data_key import ID_BYTES, TAG_BYTES, DataKey

MAGIC = b"TSF1"
PIECE_BYTES = 1024 * 1024
_PREFIX_BYTES = 7
_NUMBER_BYTES = 4
HEADER_BYTES = len(MAGIC) + ID_BYTES + _PREFIX_BYTES


def seal_pieces(
    pieces: Iterable[bytes], key: DataKey, *, bound: bytes
) -> Iterator[bytes]:
    """Header and sealed pieces.

    Args:
        pieces: plain, each of PIECE_BYTES but the last, none empty.
        key: seals them; its id stands in the header.
        bound: what must be the same when it is opened.
    """
    prefix = secrets.token_bytes(_PREFIX_BYTES)
    cipher = AESGCM(key.secret)
    yield MAGIC + bytes.fromhex(key.id) + prefix
    held, number = b"", 0
    for piece in pieces:
        if held:
            yield cipher.encrypt(_nonce(prefix, number, is_last=False), held, bound)
            number += 1
        held = piece
    yield cipher.encrypt(_nonce(prefix, number, is_last=True), held, bound)


def key_id_of(sealed: bytes) -> str:
    """The id of the data key that opens it.

    Raises:
        Reject: `not_sealed`: it has no header.
    """
    if len(sealed) < HEADER_BYTES or not sealed.startswith(MAGIC):
        raise Reject("not_sealed", "it does not start as a sealed file")
    return sealed[len(MAGIC) : len(MAGIC) + ID_BYTES].hex()


def open_pieces(sealed: bytes, key: DataKey, *, bound: bytes) -> bytes:
    """What was sealed.

    Raises:
        Reject: `not_authentic`: changed, cut short, or bound to something else.
    """
    prefix = sealed[len(MAGIC) + ID_BYTES : HEADER_BYTES]
    cipher = AESGCM(key.secret)
    view, plain = memoryview(sealed), bytearray()
    step = PIECE_BYTES + TAG_BYTES
    starts = range(HEADER_BYTES, max(len(sealed), HEADER_BYTES + 1), step)
    for number, start in enumerate(starts):
        nonce = _nonce(prefix, number, is_last=start + step >= len(sealed))
        try:
            plain += cipher.decrypt(nonce, view[start : start + step], bound)
        except (InvalidTag, ValueError) as exc:
            raise Reject("not_authentic", f"piece {number} does not open") from exc
    return bytes(plain)


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(_NUMBER_BYTES, "big") + bytes([is_last])
