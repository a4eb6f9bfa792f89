"""What fits into an index, and when the mapping is another one."""

import re

import pytest

from tests.documents import document
from tocsin.search.elastic_mapping import ElasticOptions, index_body
from tocsin.search.mapping import (
    DOCUMENT_BYTES_MAX,
    KEYWORD_BYTES_MAX,
    mapping_version,
    prepared,
    unfit,
)


def test_the_version_of_the_mapping_fits_into_an_index_name() -> None:
    assert re.fullmatch(r"[0-9a-f]{8}", mapping_version())


@pytest.mark.parametrize(
    ("fields", "json_bytes", "reason"),
    [
        ({}, 100, None),
        ({}, DOCUMENT_BYTES_MAX + 1, "document_too_large"),
        ({"case_id": "i" * 512}, 100, None),
        ({"case_id": "i" * 513}, 100, "id_too_long"),
        ({"tags": ("a", "x" * KEYWORD_BYTES_MAX)}, 100, None),
        ({"tags": ("a", "x" * (KEYWORD_BYTES_MAX + 1))}, 100, "keyword_too_long:tags"),
        ({"assignee": "é" * 16_384}, 100, "keyword_too_long:assignee"),
        ({"text": "x" * 100_000}, 100, None),
    ],
)
def test_what_an_index_would_lose_does_not_fit(
    fields: dict[str, object], json_bytes: int, reason: str | None
) -> None:
    assert unfit(document(**fields), json_bytes) == reason  # type: ignore[arg-type] # by keyword


def test_texts_are_put_in_one_form() -> None:
    decomposed = document(title="e\u0301", organization_names=("o\u0308",))
    assert prepared(decomposed).title == "é"
    assert prepared(decomposed).organization_names == ("ö",)


def test_elasticsearch_takes_no_field_it_was_not_told() -> None:
    body = index_body(ElasticOptions(refresh_s=0.5, replicas=2))
    assert body["mappings"]["dynamic"] == "strict"
    assert body["mappings"]["properties"]["case"] == {
        "type": "object",
        "enabled": False,
    }
    assert body["settings"]["refresh_interval"] == "500ms"
    assert body["settings"]["number_of_replicas"] == 2


def test_sounds_are_plain_values_in_elasticsearch() -> None:
    body = index_body(ElasticOptions())
    assert body["mappings"]["properties"]["name_sounds"] == {"type": "keyword"}
