"""All steps in their order: texts in, an enrichment out. Pure but for the models."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TypeVar

from schemas.enrichment import (
    NARRATIVE,
    Country,
    Enrichment,
    Organization,
    TextRead,
    Versions,
)
from schemas.submission import Allegation
from services.enrich.job import Job, JobText
from services.enrich.reading import CaseReading, Reading
from services.enrich.stamp import stamp
from services.enrich.steps.claim import Told, alleges_forced_labor
from services.enrich.steps.claimed_regions import claimed_regions, with_regions
from services.enrich.steps.countries import find_countries
from services.enrich.steps.fingerprints import fingerprints
from services.enrich.steps.goods import find_goods
from services.enrich.steps.import_links import find_import_links
from services.enrich.steps.indicators import find_indicators
from services.enrich.steps.organizations import find_organizations
from services.enrich.steps.reader import Reader
from services.enrich.steps.screening_added import screened
from tocsin.assessment import Found, assess_completeness, prioritize
from tocsin.lists import CurrentLists, Lists

_FIRST = Allegation(narrative="Workers in Malaysia say that their passports are held.")


def analyzing(
    models: Mapping[str, str], code_version: str, lists_folder: Path | None = None
) -> Callable[[Sequence[Job]], list[Enrichment]]:
    """The work function of a child process, with everything it needs loaded.

    A first text is read right away: tables and the model of English load with it. Other
    models load with the first text of their language: half a second each.
    """
    analyst = Analyst(models, code_version, lists_folder)
    analyst.analyze([Job(_FIRST, (JobText(NARRATIVE, _FIRST.narrative),), date.min)])
    return analyst.analyze


class Analyst:
    """Says what allegations hold. The models load when they are first needed."""

    def __init__(
        self,
        models: Mapping[str, str],
        code_version: str,
        lists_folder: Path | None = None,
    ) -> None:
        """Load the lists.

        Args:
            models: the spaCy package by language.
            code_version: what enrichments are stamped with.
            lists_folder: newer editions of the lists; an update is seen by itself.
        """
        self._reader = Reader(models)
        self._current = CurrentLists(lists_folder)
        self._versions = stamp(models, code_version, self._current.get())

    def analyze(self, jobs: Sequence[Job]) -> list[Enrichment]:
        """One enrichment a job. The texts of all jobs are read as one batch."""
        lists = self._current.get()
        versions = self._versions.model_copy(update={"lists": lists.versions})
        texts = [text for job in jobs for text in job.texts]
        readings = iter(
            self._reader.read([(t.evidence_id, t.text, t.language) for t in texts])
        )
        return [
            _analyze(job, tuple(islice(readings, len(job.texts))), lists, versions)
            for job in jobs
        ]


def _analyze(
    job: Job, readings: tuple[Reading, ...], lists: Lists, versions: Versions
) -> Enrichment:
    case = CaseReading(job.allegation, readings)
    signs = find_indicators(case)
    spans = [(f.evidence_id, f.start, f.end) for f in signs.findings]
    countries = find_countries(case, spans)
    organizations = find_organizations(case, countries)
    goods = find_goods(case)
    regions = claimed_regions(job.allegation)
    links = tuple(f for reading in readings for f in find_import_links(reading))
    told = Told(
        signs.indicators,
        signs.tags,
        goods=bool(goods.products),
        company=any(o.alleged for o in organizations.organizations),
        country=any(c.alleged for c in countries.countries),
    )
    alleges, because, shows = alleges_forced_labor(case, told)
    if not shows:
        signs = signs.without_indicators()
    places = _accused_only_if(shows, with_regions(countries.countries, regions))
    companies = _accused_only_if(shows, organizations.organizations)
    found = Found(
        allegation=job.allegation,
        answers=job.answers,
        alleges=alleges,
        countries=places,
        organizations=companies,
        products=goods.products,
        indicators=signs.indicators,
        tags=signs.tags,
        import_links=links,
    )
    found, beside = screened(found, job.added, regions, as_of=job.as_of, lists=lists)
    completeness = assess_completeness(found, job.as_of)
    return Enrichment(
        language=_language(readings),
        texts=_texts_read(job, readings),
        countries=found.countries,
        ambiguous_countries=countries.ambiguous,
        organizations=found.organizations,
        products=found.products,
        indicators=found.indicators,
        tags=found.tags,
        alleges_forced_labor=alleges,
        alleges_because=because,
        screening=found.screening,
        screening_added=beside,
        completeness=completeness,
        priority=prioritize(found, completeness, received=job.as_of),
        findings=(
            *countries.findings,
            *organizations.findings,
            *goods.findings,
            *signs.findings,
            *links,
        ),
        fingerprints=fingerprints(readings),
        versions=versions,
    )


Accusable = TypeVar("Accusable", Country, Organization)


def _accused_only_if(
    shows: bool,  # noqa: FBT001 - reads as `accused only if it shows`
    found: tuple[Accusable, ...],
) -> tuple[Accusable, ...]:
    """A text that shows no forced labor accuses no country and no organization."""
    if shows:
        return found
    return tuple(each.model_copy(update={"alleged": False}) for each in found)


def _language(readings: Sequence[Reading]) -> str:
    for reading in readings:
        if reading.evidence_id == NARRATIVE:
            return reading.language
    return "und"


def _texts_read(job: Job, readings: Sequence[Reading]) -> tuple[TextRead, ...]:
    return tuple(
        TextRead(
            evidence_id=text.evidence_id,
            language=reading.language,
            chars=len(text.text),
            sha256=sha256(text.text.encode()).hexdigest(),
            truncated=text.truncated,
            problem=text.problem,
        )
        for text, reading in zip(job.texts, readings, strict=True)
    )
