"""Making Elasticsearch let go of documents that were overwritten.

Such a document stays in its segment until a merge that may drop it. None may while a
lease says that a copy of the shard could still ask for it, or before a commit holds all
that came after it (Elasticsearch, "History retention"). Leases are renewed every 30 s.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from elasticsearch import Elasticsearch

from tocsin.clock import Clock
from tocsin.errors import DependencyDown
from tocsin.search.elastic_client import translated

LEASES_S = 120.0
"""Four times what a renewal takes: a copy of the index that is later is ill."""

LOOK_S = 0.5

MERGE_S = 3600.0
"""Merging is as fast as the disk: some 100 GB an hour."""


def expunge(client: Elasticsearch, index: str, clock: Clock) -> None:
    """Take what was overwritten before this call out of all files of an index.

    Raises:
        DependencyDown: no answer, or a copy of the index stays behind; do it again.
    """
    with translated():
        client.indices.put_settings(
            index=index,
            # Else segments are left in which a tenth or less was overwritten.
            settings={"index.merge.policy.expunge_deletes_allowed": 0},
        )
        client.indices.flush(index=index, force=True, wait_if_ongoing=True)
    _await_leases(client, index, clock)
    with translated():
        client.options(request_timeout=MERGE_S).indices.forcemerge(
            index=index, only_expunge_deletes=True
        )
        # Files that a search could still read are deleted after it only.
        client.indices.refresh(index=index)
        client.indices.flush(index=index, force=True, wait_if_ongoing=True)


def _await_leases(client: Elasticsearch, index: str, clock: Clock) -> None:
    wanted = max(copy["seq_no"]["max_seq_no"] for copy in _copies(client, index))
    since_s = clock.monotonic_s()
    while any(
        lease["retaining_seq_no"] <= wanted
        for copy in _copies(client, index)
        for lease in copy["retention_leases"]["leases"]
    ):
        if clock.monotonic_s() - since_s > LEASES_S:
            raise DependencyDown("Elasticsearch", "a copy of the index is behind")
        clock.sleep(LOOK_S)


def _copies(client: Elasticsearch, index: str) -> Iterator[Mapping[str, Any]]:
    """What is told of each copy of each shard."""
    with translated():
        told = client.indices.stats(index=index, level="shards", metric="docs")
    for one in told["indices"].values():
        for copies in one["shards"].values():
            yield from copies
