"""The keys that a process has at hand: unwrapped, few, and not for long."""

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence

from tocsin.case_keys.table import CaseKeyTable, ErasedKey, StoredKey
from tocsin.clock import Clock
from tocsin.errors import Erased, Reject
from tocsin.sealed import DataKey, MasterKeys

KEYS_MAX = 20_000
"""Some 10 MB; a batch is at most some hundred cases, a file or a page only one."""

KEPT_S = 60.0
"""How long a process that has opened a case may still open it after an erasure."""

# Anything may stand in the header of a record that is not ours: a database that will
# not look it up must not stop the worker.
_ID = re.compile(r"[0-9a-f]{32}")

_Known = DataKey | ErasedKey


class KeyRing:
    """Opens the keys of cases, and remembers them for a minute. Thread-safe.

    Args:
        table: where they are.
        masters: unwrap them.
        clock: tells how old a key at hand is.
    """

    def __init__(self, table: CaseKeyTable, masters: MasterKeys, clock: Clock) -> None:
        """Hold no key yet."""
        self._table = table
        self._masters = masters
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[float, _Known]] = OrderedDict()
        self._of_case: OrderedDict[str, str] = OrderedDict()

    def fetch(self, ids: Iterable[str]) -> None:
        """Have these keys at hand, those there are, after one look at the database.

        Raises:
            DependencyDown: the database does not answer.
            Halt: a key cannot be unwrapped.
        """
        wanted = [id for id in dict.fromkeys(ids) if _ID.fullmatch(id)]
        missing = [id for id in wanted if self._at_hand(id) is None]
        if missing:
            self._keep(list(self._table.by_ids(missing).values()))

    def key(self, id: str) -> DataKey:
        """A key by its id.

        Raises:
            Erased: it is gone for good.
            Reject: `unknown_key`: a key is stored before anything is sealed with it,
                so whoever wrote this had it from elsewhere.
            DependencyDown: the database does not answer.
            Halt: it cannot be unwrapped.
        """
        self.fetch([id])
        known = self._at_hand(id)
        if known is None:
            raise Reject("unknown_key", f"no case key {id[:40]!r}")
        return _whole(known)

    def key_of(self, case_id: str) -> DataKey:
        """A key to seal more of a case with.

        Raises:
            Erased: the case was erased.
            Reject: `unknown_case`: there is no key, so there is no such case.
            DependencyDown: the database does not answer.
            Halt: it cannot be unwrapped.
        """
        with self._lock:
            id = self._of_case.get(case_id, "")
        known = self._at_hand(id)
        if known is None:
            stored = self._table.of_case(case_id)
            if not stored:
                raise Reject("unknown_case", "no key was ever made for this case")
            known = self._keep(stored)[0]
        return _whole(known)

    def ping(self) -> None:
        """Whether the database answers, or DependencyDown."""
        self._table.ping()

    def _at_hand(self, id: str) -> _Known | None:
        with self._lock:
            since_s, known = self._known.get(id, (0.0, None))
        if known is None or self._clock.monotonic_s() - since_s >= KEPT_S:
            return None
        return known

    def _keep(self, found: Sequence[StoredKey]) -> list[_Known]:
        now_s = self._clock.monotonic_s()
        opened = [
            key if isinstance(key, ErasedKey) else self._masters.unwrap(key)
            for key in found
        ]
        with self._lock:
            for key in opened:
                self._known[key.id] = now_s, key
                self._known.move_to_end(key.id)
                self._of_case[key.case_id] = key.id
                self._of_case.move_to_end(key.case_id)
            while len(self._known) > KEYS_MAX:
                self._known.popitem(last=False)
            while len(self._of_case) > KEYS_MAX:
                self._of_case.popitem(last=False)
        return opened


def _whole(key: _Known) -> DataKey:
    if isinstance(key, ErasedKey):
        raise Erased(key.case_id, key.erased_at)
    return key
