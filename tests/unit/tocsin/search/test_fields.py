"""The rows of the mapping are the fields of the case document."""

from schemas.case import CaseDocument
from tocsin.search.fields import BY_NAME, BY_QUERY, FACETS, FIELDS, WORDS

_KINDS = {
    "text": ("str",),
    "keyword": ("str", "Literal"),
    "sound": ("str",),
    "date": ("Datetime", "datetime"),
    "integer": ("int",),
    "boolean": ("bool",),
    "stored": ("Case",),
}


def test_every_field_of_the_document_has_a_row_in_the_same_order() -> None:
    assert [field.name for field in FIELDS] == list(CaseDocument.model_fields)


def test_kinds_fit_the_types() -> None:
    for name, info in CaseDocument.model_fields.items():
        kinds = _KINDS[BY_NAME[name].kind]
        assert any(kind in str(info.annotation) for kind in kinds), name


def test_only_exact_values_are_counted_and_names_are_used_once() -> None:
    assert {BY_QUERY[name].kind for name in FACETS} == {"keyword"}
    assert len(BY_QUERY) == len([field for field in FIELDS if field.query])
    assert {BY_NAME[name].kind for name in WORDS} == {"text"}
