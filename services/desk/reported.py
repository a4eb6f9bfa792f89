"""What the form of a report says beside its texts, as people read it."""

from collections.abc import Iterator, Mapping

from schemas.case import Case
from services.desk.labels import label

_WORDS: Mapping[str, str] = {
    "products": "product",
    "companies": "company",
    "hs_code": "HS code",
    "us_link": "US link",
}
_CODED = frozenset({"role", "known_from", "workers_are", "reporter_role"})


def reported(case: Case) -> Iterator[tuple[str, str]]:
    """Path of the field, value; without narrative and evidence."""
    if case.allegation is None:
        return
    told = case.allegation.model_dump(
        mode="json", exclude_none=True, exclude={"narrative": True, "evidence": True}
    )
    yield from _flat("", told)


def claimed(case: Case) -> list[str]:
    """The indicators that the reporter marked and that no words show."""
    labor = case.allegation.labor if case.allegation else None
    shown = {one.id for one in case.enrichment.indicators} if case.enrichment else set()
    marked = labor.indicators if labor else ()
    return [label("indicator", id) for id in marked if id not in shown]


def _flat(path: str, value: object) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for name, inner in value.items():
                words = _WORDS.get(name, name.replace("_", " "))
                told = inner.replace("_", " ") if name in _CODED else inner
                if name in {"country", "production_country"}:
                    told = label("country", inner)
                yield from _flat(f"{path}, {words}" if path else words, told)
        case list() if value and isinstance(value[0], dict):
            for number, inner in enumerate(value, 1):
                yield from _flat(f"{path} {number}", inner)
        case list():
            if value:
                yield path, ", ".join(str(one).replace("_", " ") for one in value)
        case bool():
            yield path, "yes" if value else "no"
        case _:
            yield path, str(value)
