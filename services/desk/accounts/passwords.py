"""Passwords: which are taken, and how they are kept."""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

CHARS_MIN = 15
"""NIST SP 800-63B-4, 3.1.1.2: a password that stands alone has 15 or more."""

CHARS_MAX = 200
"""The same source asks to take 64; hashing must not be a way to keep us busy."""

DISTINCT_MIN = 6
"""Fewer different characters are repeats, which lists of guesses begin with."""

HASHES_AT_ONCE = 2
"""Each takes 64 MiB: however many people come, 128 MiB are enough."""


class WeakPassword(Exception):
    """A password that is not taken; its words say why, and never what it was."""


class Passwords:
    """Hashes and checks passwords. Safe from many threads.

    Args:
        hasher: RFC 9106, 4, second choice (t=3, 64 MiB, p=4) unless told: 0.1 s.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """Make the hash that unknown logins are checked against."""
        self._hasher = hasher or PasswordHasher()
        self._turns = threading.Semaphore(HASHES_AT_ONCE)
        # Of a text that no password can be: too short.
        self._nobody = self._hasher.hash("")

    def hash(self, password: str) -> str:
        """What is stored of a password."""
        with self._turns:
            return self._hasher.hash(_normal(password))

    def matches(self, stored: str | None, password: str) -> bool:
        """Whether it is the password; as long a look where there is none to know."""
        given = _normal(password[:CHARS_MAX])
        with self._turns:
            try:
                self._hasher.verify(stored or self._nobody, given)
            except VerifyMismatchError:
                return False
        return stored is not None


def check_strength(password: str, *, names: tuple[str, ...]) -> None:
    """Refuse a password that is easy to guess. No rule of composition: they do harm.

    Args:
        password: as typed.
        names: of the person; a password must not hold them.

    Raises:
        WeakPassword: with the reason.
    """
    if len(password) < CHARS_MIN:
        raise WeakPassword(
            f"Choose a password of at least {CHARS_MIN} characters, such as four or"
            " five words that do not belong together."
        )
    if len(password) > CHARS_MAX:
        raise WeakPassword(f"A password has at most {CHARS_MAX} characters.")
    folded = _normal(password).casefold()
    if len(set(folded)) < DISTINCT_MIN:
        raise WeakPassword("This password repeats itself. Choose another.")
    known = {"tocsin", *(name.casefold() for name in names)}
    rest = folded
    for name in sorted(known, key=len, reverse=True):
        rest = rest.replace(name, "") if len(name) > 2 else rest  # noqa: PLR2004 - a name of two letters is in many words
    if len(rest) < CHARS_MIN // 2:
        raise WeakPassword("This password is little more than a name. Choose another.")


def _normal(password: str) -> str:
    # The same letters, however a keyboard writes them (SP 800-63B-4, 3.1.1.2).
    return unicodedata.normalize("NFKC", password)
