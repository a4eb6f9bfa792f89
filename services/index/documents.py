"""A case as the index keeps it. Pure: the texts of files are handed in."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import TypeVar

from schemas.case import Assessment, Case, CaseDocument
from schemas.enrichment import Completeness, Enrichment
from schemas.submission import Allegation
from tocsin.assessment.judged import judged, reassessed
from tocsin.assessment.uncertainty import uncertainty
from tocsin.ids import versions_id
from tocsin.likeness import band_keys, unpacked
from tocsin.names.counted import counted_name
from tocsin.search.sounds import name_sounds

# Two texts of the largest size: what lies beyond is in the case, not in the search.
SEARCHED_CHARS_MAX = 2_000_000
TITLE_CHARS_MAX = 120
# Lucene refuses keywords over 32,766 bytes; a name of 500 is a paragraph already.
KEYWORD_CHARS_MAX = 500
MAKERS = frozenset({"manufacturer", "exporter", "vessel"})
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_COMPLETENESS_POINTS = {"present": 1.0, "weak": 0.5, "missing": 0.0}


_F = TypeVar("_F")


def document(case: Case, file_texts: Mapping[str, str]) -> CaseDocument:
    """The index document of a case.

    Args:
        case: the folded case.
        file_texts: evidence id -> text that enrichment read from a file.
    """
    assessment = reassessed(case)
    case = case.model_copy(update={"assessment": assessment})
    allegation = case.allegation
    updated_at = case.updated_at or _LONG_AGO
    fields: dict[str, object] = {
        "case_id": case.case_id,
        "version": case.version,
        "title": _title(allegation.narrative) if allegation else "",
        "text": _text(allegation, case, file_texts) if allegation else "",
        "status": case.status,
        "assignee": case.assignee_name or case.assignee,
        "merged_into": case.merged_into,
        "stage": stage(case),
        "channel": case.channel,
        "external_id": case.external_id,
        "received_at": case.received_at or updated_at,
        "updated_at": updated_at,
        "evidence_items": _evidence_items(allegation, case) if allegation else 0,
        "case": case,
    }
    if case.enrichment is not None:
        fields |= _enriched(case.enrichment, case)
        fields |= _assessed(assessment or case.enrichment)
    return CaseDocument.model_validate(fields)


def _evidence_items(allegation: Allegation, case: Case) -> int:
    """Pieces of evidence; words that answer a question are none."""
    return len(allegation.evidence) + sum(
        one.answer.file is not None for one in case.answers
    )


def stage(case: Case) -> str:
    """How far a case got on its way."""
    if case.erased_at is not None:
        return "erased"
    if case.received_id is None:
        return "partial"
    if case.enrichment is not None and case.enriched_received_id == case.received_id:
        return "enriched"
    return "failed" if case.failures else "received"


def _enriched(enrichment: Enrichment, case: Case) -> dict[str, object]:
    holds = judged(case, enrichment)
    countries, organizations = holds.countries, holds.organizations
    products = [p for p in holds.products if p.alleged]
    makers = [o for o in organizations if o.role in MAKERS]
    names = _values(organizations, lambda o: [o.text, *o.variants])
    return {
        "language": enrichment.language,
        "alleges_forced_labor": enrichment.alleges_forced_labor,
        "manufacturers": _values(makers, lambda o: [counted_name(o)]),
        "organizations": _values(organizations, lambda o: [counted_name(o)]),
        "organization_names": names,
        "name_sounds": name_sounds(names),
        "countries": _values(countries, lambda c: [c.code]),
        "countries_alleged": _values(countries, lambda c: [c.code] * c.alleged),
        "regions": _values(countries, lambda c: [c.region] * c.alleged),
        "subregions": _values(countries, lambda c: c.subregions),
        "goods": _values(products, lambda p: [p.normal]),
        "hs": _values(products, lambda p: [p.hs] if p.hs else []),
        "industries": _values(products, lambda p: [p.industry] if p.industry else []),
        "indicators": _values(holds.indicators, lambda i: [i.id]),
        "tags": _values(holds.tags, lambda t: [t.id]),
        "text_bands": tuple(_bands(enrichment)),
        "uncertainty": uncertainty(case, holds, enrichment.ambiguous_countries),
        "enriched_with": versions_id(enrichment.versions),
    }


def _assessed(assessed: Assessment | Enrichment) -> dict[str, object]:
    completeness = assessed.completeness
    return {
        "priority": assessed.priority.total,
        "completeness": _completeness(completeness),
        "forward_by": _midnight(completeness.forward_by),
        "lists": sorted({hit.list for hit in assessed.screening}),
    }


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None


def _bands(enrichment: Enrichment) -> Iterable[str]:
    for fingerprint in enrichment.fingerprints:
        signature = unpacked(fingerprint.minhash)
        if signature is not None:
            yield from band_keys(signature)


def _values(
    items: Iterable[_F], values_of: Callable[[_F], Iterable[str]]
) -> tuple[str, ...]:
    values = (value[:KEYWORD_CHARS_MAX] for item in items for value in values_of(item))
    return tuple(dict.fromkeys(value for value in values if value))


def _completeness(completeness: Completeness) -> int:
    return int(sum(_COMPLETENESS_POINTS[item.state] for item in completeness.items))


def _title(narrative: str) -> str:
    """The start of the narrative, cut at a word."""
    line = re.sub(r"\s+", " ", narrative[: TITLE_CHARS_MAX * 4]).strip()
    if len(line) <= TITLE_CHARS_MAX:
        return line
    cut = line[:TITLE_CHARS_MAX]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "…"


def _text(allegation: Allegation, case: Case, file_texts: Mapping[str, str]) -> str:
    """Everything that full-text search looks through, the narrative first."""
    parts = [allegation.narrative]
    parts += [product.description for product in allegation.products]
    parts += [company.name for company in allegation.companies]
    for item in allegation.evidence:
        parts += [item.title or "", item.shows or "", item.text or ""]
    parts += [one.answer.text or "" for one in case.answers]
    parts += [file_texts[evidence_id] for evidence_id in sorted(file_texts)]
    return "\n\n".join(part for part in parts if part)[:SEARCHED_CHARS_MAX]
