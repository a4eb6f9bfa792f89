"""The fate of each item of a bulk answer."""

import pytest

from tocsin.errors import Halt
from tocsin.search.elastic_outcome import ItemError, classify, item_error

_BLOCK = "cluster_block_exception"


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (ItemError(200), "written"),
        (ItemError(201), "written"),
        (ItemError(409, "version_conflict_engine_exception"), "conflict"),
        (ItemError(429, "es_rejected_execution_exception"), "retry"),
        (ItemError(429, "circuit_breaking_exception"), "retry"),
        (ItemError(503, "unavailable_shards_exception"), "retry"),
        (ItemError(503, "no_shard_available_action_exception"), "retry"),
        (ItemError(502), "retry"),
        (ItemError(504), "retry"),
        (ItemError(500, "engine_closed_exception"), "retry"),
        (ItemError(400, "index_closed_exception"), "retry"),
        (ItemError(429, _BLOCK, "TOO_MANY_REQUESTS/12/disk usage"), "blocked"),
        (ItemError(403, _BLOCK, "FORBIDDEN/12/index read-only"), "blocked"),
        (ItemError(403, _BLOCK, "FORBIDDEN/8/index write (api)"), "blocked"),
        (ItemError(503, _BLOCK, "SERVICE_UNAVAILABLE/2/no master"), "retry"),
        (ItemError(400, "document_parsing_exception"), "rejected"),
        (ItemError(400, "strict_dynamic_mapping_exception"), "rejected"),
        (ItemError(400, "illegal_argument_exception"), "rejected"),
        (ItemError(413), "rejected"),
        (ItemError(418, "unheard_of"), "retry"),
        (ItemError(0), "retry"),
    ],
)
def test_an_item_has_the_fate(error: ItemError, fate: str) -> None:
    assert classify(error) == fate


@pytest.mark.parametrize(
    "error",
    [
        ItemError(401, "security_exception"),
        ItemError(403, "security_exception"),
        ItemError(404, "index_not_found_exception"),
    ],
)
def test_missing_rights_and_a_missing_index_halt(error: ItemError) -> None:
    with pytest.raises(Halt):
        classify(error)


def test_an_item_is_read_with_and_without_an_error() -> None:
    error = {"type": "document_parsing_exception", "reason": "[1:2] failed"}
    assert item_error({"status": 201}) == ItemError(201)
    assert item_error({"status": 400, "error": error}) == ItemError(
        400, "document_parsing_exception", "[1:2] failed"
    )
    assert item_error({}) == ItemError(0)
