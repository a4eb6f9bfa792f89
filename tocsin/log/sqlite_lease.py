"""Keeps the lease of a member of the SQLite log while it works and cannot poll."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from tocsin.errors import TocsinError
from tocsin.log import sqlite_groups as groups
from tocsin.log.sqlite_file import open_file, transaction, translated

RENEWALS_PER_LEASE = 3
"""Two may be missed: a slow disk alone must not cost a member its partitions."""

KEPT_MAX = timedelta(hours=2)
"""Of one batch. The longest that is known is one of 32 texts that all run into their
limit: 66 minutes. Who works longer hangs, and others shall take over."""


@contextmanager
def kept(
    path: Path, me: groups.Membership, lease: timedelta, lease_end_us: Callable[[], int]
) -> Iterator[None]:
    """Renew a lease until the end of the block, from a thread of its own.

    Without it a batch that takes longer than a lease goes to another member, whose
    lease ends in turn: neither could ever commit.

    Args:
        path: of the log.
        me: whose lease.
        lease: how long it is, by this machine.
        lease_end_us: says until when it holds if it is renewed now.
    """
    done = threading.Event()
    keeper = threading.Thread(
        target=_keep, args=(done, path, me, lease, lease_end_us), daemon=True
    )
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def _keep(
    done: threading.Event,
    path: Path,
    me: groups.Membership,
    lease: timedelta,
    lease_end_us: Callable[[], int],
) -> None:
    for _ in range(RENEWALS_PER_LEASE * (KEPT_MAX // lease)):
        if done.wait(lease.total_seconds() / RENEWALS_PER_LEASE):
            return
        # What hinders it is told by the commit, which follows.
        with (
            suppress(TocsinError),
            closing(open_file(path)) as db,
            translated(path),
            transaction(db),
        ):
            groups.renew(db, me, lease_end_us())
