"""What became of one item of a bulk request."""

from collections.abc import Mapping
from dataclasses import dataclass

from tocsin.errors import Halt
from tocsin.search.base import WriteFate

_OVERLOAD = frozenset({429, 500, 502, 503, 504})
_REFUSED = frozenset({400, 413})
_RETRY_TYPES = frozenset(
    {
        "es_rejected_execution_exception",
        "circuit_breaking_exception",
        "unavailable_shards_exception",
        "no_shard_available_action_exception",
        "process_cluster_event_timeout_exception",
        "node_closed_exception",
        "index_closed_exception",
    }
)
_BLOCK = "cluster_block_exception"
_OK = frozenset({200, 201})


@dataclass(frozen=True, slots=True)
class ItemError:
    """Status and error of one item, or of a whole request.

    Attributes:
        status: HTTP status.
        type: of the error in Elasticsearch's words; empty where there is none.
        reason: its sentence; used to tell blocks apart and never passed on, as it may
            quote the document.
    """

    status: int
    type: str = ""
    reason: str = ""


def item_error(item: Mapping[str, object]) -> ItemError:
    """Read the item of a bulk answer: the value beside `index` or `create`."""
    error = item.get("error")
    status = item.get("status")
    code = status if isinstance(status, int) else 0
    if isinstance(error, Mapping):
        return ItemError(code, str(error.get("type")), str(error.get("reason")))
    return ItemError(code)


def classify(error: ItemError) -> WriteFate:
    """The fate of a write.

    Unknown errors are retried: a loop is seen by an operator, a loss is not.

    Raises:
        Halt: rights or the index are missing; a dead letter for each record would
            drain the whole topic.
    """
    if error.status in _OK:
        return "written"
    if error.type == _BLOCK:
        # 5xx blocks (no master, state not recovered) end by themselves.
        return "retry" if error.status >= 500 else "blocked"  # noqa: PLR2004 - HTTP
    if error.type in _RETRY_TYPES or error.status in _OVERLOAD:
        return "retry"
    if error.status == 409:  # noqa: PLR2004 - HTTP
        return "conflict"
    if error.status in {401, 403, 404}:
        raise Halt(f"Elasticsearch refuses to write: {error.status} {error.type}")
    return "rejected" if error.status in _REFUSED else "retry"
