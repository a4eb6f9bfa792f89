"""How unsure the machine is of what a case alleges. Pure.

The least confident first is where a reviewer's judgement tells most ("uncertainty
sampling", Lewis and Gale 1994, A Sequential Algorithm for Training Text Classifiers).
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from statistics import fmean

from schemas.case import Case
from schemas.enrichment import (
    AmbiguousCountry,
    Country,
    Indicator,
    Organization,
    Product,
)
from tocsin.assessment.judged import Judged


def uncertainty(
    case: Case, holds: Judged, ambiguous: Iterable[AmbiguousCountry]
) -> int:
    """0 to 100: what is missing, on average, to be sure of what is alleged.

    Of organizations, countries, goods and indicators alike; 0 where nothing was found.

    Args:
        case: what a reviewer accepted in it is sure.
        holds: what was found and not rejected, or added.
        ambiguous: words that may be one of several countries; as sure as a guess among
            them, until somebody has judged them.
    """
    confidences = [*_confidences(case, holds), *_guesses(case, ambiguous)]
    return round(100 * (1 - fmean(confidences))) if confidences else 0


def _confidences(case: Case, holds: Judged) -> Iterator[float]:
    accepted = {id for id, said in case.judgements.items() if said == "accepted"}
    found: Iterable[Organization | Country | Product]
    found = chain(holds.organizations, holds.countries, holds.products)
    counted: Iterable[Organization | Country | Product | Indicator]
    counted = chain((one for one in found if one.alleged), holds.indicators)
    for one in counted:
        is_sure = not accepted.isdisjoint(one.findings)
        yield 1.0 if is_sure else one.confidence


def _guesses(case: Case, ambiguous: Iterable[AmbiguousCountry]) -> Iterator[float]:
    for word in ambiguous:
        is_judged = bool(word.findings) and set(word.findings) <= case.judgements.keys()
        if not is_judged:
            yield 1 / max(len(word.candidates), 1)
