"""Cases for the tests of goods, indicators and the claim."""

import tomllib
from pathlib import Path
from typing import Any

from schemas.submission import Allegation
from services.enrich.reading import CaseReading, Reading
from services.enrich.steps.claim import Told, alleges_forced_labor
from services.enrich.steps.countries import find_countries
from services.enrich.steps.goods import find_goods
from services.enrich.steps.indicators import find_indicators
from services.enrich.steps.organizations import find_organizations
from services.enrich.steps.sentences import split_sentences

DATA = Path(__file__).parent / "data_goods_indicators"


def case_of(text: str, language: str = "en", **claims: Any) -> CaseReading:
    """A case of one narrative, read without a model."""
    reading = Reading("narrative", text, language, (), split_sentences(text))
    return CaseReading(Allegation(narrative="as read", **claims), (reading,))


def claim_of(case: CaseReading) -> tuple[bool, str]:
    """Whether a case alleges forced labor, after the steps that the claim rests on."""
    found = find_indicators(case)
    spans = [(f.evidence_id, f.start, f.end) for f in found.findings]
    countries = find_countries(case, spans)
    organizations = find_organizations(case, countries).organizations
    told = Told(
        found.indicators,
        found.tags,
        goods=bool(find_goods(case).products),
        company=any(o.alleged for o in organizations),
        country=any(c.alleged for c in countries.countries),
    )
    return alleges_forced_labor(case, told)[:2]


def labelled_texts() -> list[dict[str, Any]]:
    """Every text of the labelled files, in order."""
    return [
        text
        for path in sorted(DATA.glob("*.toml"))
        for text in tomllib.loads(path.read_text("utf-8"))["text"]
    ]
