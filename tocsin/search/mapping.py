"""The version of the mapping, and which documents fit into it."""

import unicodedata
from hashlib import sha256

from schemas.case import CaseDocument
from tocsin.search.fields import FIELDS

# Raise it when the analysis of words, the form of either mapping or what a facet counts
# changes; the fields count by themselves.
_FORM = 2
# Lucene refuses a term above 32,766 bytes of UTF-8 and tantivy drops one above 65,530:
# such a value would be stored and never found.
KEYWORD_BYTES_MAX = 32_766
# Elasticsearch refuses a longer document id.
ID_BYTES_MAX = 512
# Elasticsearch refuses a request above 100 MB (http.max_content_length): half of it
# leaves room for the envelope.
DOCUMENT_BYTES_MAX = 50 * 1024 * 1024


def mapping_version() -> str:
    """Eight hex digits that change with the name or the kind of any field."""
    rows = [f"{field.name}:{field.kind}" for field in FIELDS]
    return sha256("\n".join([str(_FORM), *rows]).encode()).hexdigest()[:8]


def prepared(document: CaseDocument) -> CaseDocument:
    """The document with its texts in NFC, so that é is one letter however typed."""
    return document.model_copy(
        update={
            "title": _nfc(document.title),
            "text": _nfc(document.text),
            "organization_names": tuple(map(_nfc, document.organization_names)),
        }
    )


def unfit(document: CaseDocument, json_bytes: int) -> str | None:
    """Why an index would refuse or lose the document, as a stable code; None: it fits.

    Args:
        document: any.
        json_bytes: size of the document as JSON.
    """
    if not 0 < len(document.case_id.encode()) <= ID_BYTES_MAX:
        return "id_too_long"
    if json_bytes > DOCUMENT_BYTES_MAX:
        return "document_too_large"
    for field in FIELDS:
        if field.kind == "keyword" and _longest(document, field.name):
            return f"keyword_too_long:{field.name}"
    return None


def _longest(document: CaseDocument, name: str) -> bool:
    value = getattr(document, name)
    values = value if isinstance(value, tuple) else (value or "",)
    # A code point has 4 bytes at most: most values need no encoding to be measured.
    return any(
        len(item) * 4 > KEYWORD_BYTES_MAX and len(item.encode()) > KEYWORD_BYTES_MAX
        for item in values
    )


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
