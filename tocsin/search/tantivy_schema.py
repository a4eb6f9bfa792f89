"""The mapping of tantivy, made of `fields`, and a case document in its form."""

from datetime import datetime

import tantivy

from schemas.case import CaseDocument
from tocsin.search.fields import FIELDS, Field
from tocsin.search.spans import milliseconds
from tocsin.search.tantivy_words import ANALYZER

SEQUENCE = "_seq"
"""Number of the write, ascending: the highest one tells how far tantivy got."""
PRESENT = "_has"
"""Names of the fields that have a value."""
ID_ORDER = "_id_order"
"""The first bytes of the case id as a number, to skip to a place in a long tie."""

# What fits into a signed 64-bit number whatever the bytes are.
_ID_ORDER_BYTES = 7


def make_schema() -> tantivy.Schema:
    """The schema of every generation."""
    builder = tantivy.SchemaBuilder()
    for field in FIELDS:
        _add(builder, field)
    builder.add_integer_field(SEQUENCE, fast=True, indexed=True)
    builder.add_integer_field(ID_ORDER, fast=True, indexed=True)
    builder.add_text_field(PRESENT, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _add(builder: tantivy.SchemaBuilder, field: Field) -> None:
    match field.kind:
        case "text":
            builder.add_text_field(field.name, tokenizer_name=ANALYZER)
        case "keyword" | "sound":
            builder.add_text_field(
                field.name,
                tokenizer_name="raw",
                index_option="basic",
                fast=True,
                stored=field.name == "case_id",
            )
        case "date" | "integer":
            # Times are milliseconds: tantivy's own dates sort by the second.
            builder.add_integer_field(field.name, indexed=True, fast=True)
        case "boolean":
            builder.add_boolean_field(field.name, indexed=True)
        case "stored":
            pass  # SQLite keeps it


def id_order(case_id: str) -> int:
    """A number in the order of case ids; ids with the same first bytes share it."""
    first = case_id.encode()[:_ID_ORDER_BYTES]
    return int.from_bytes(first.ljust(_ID_ORDER_BYTES, b"\0"), "big")


def make_document(document: CaseDocument, sequence: int) -> tantivy.Document:
    """A case document as tantivy indexes it."""
    row = tantivy.Document()
    row.add_integer(SEQUENCE, sequence)
    row.add_integer(ID_ORDER, id_order(document.case_id))
    for field in FIELDS:
        value = getattr(document, field.name)
        if field.kind == "stored" or value is None or value == ():
            continue
        row.add_text(PRESENT, field.name)
        for item in value if isinstance(value, tuple) else (value,):
            _put(row, field, item)
    return row


def _put(row: tantivy.Document, field: Field, item: str | int | datetime) -> None:
    match item:
        case bool():
            row.add_boolean(field.name, item)
        case int():
            row.add_integer(field.name, item)
        case datetime():
            row.add_integer(field.name, milliseconds(item))
        case str():
            row.add_text(field.name, item)
