"""Goods that a case names: claimed on the form, or named in its texts."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.enrichment import Finding, Product
from schemas.submission import ProductClaim
from services.enrich.reading import CaseReading, Reading
from services.enrich.steps.clauses import Passage, is_border
from services.enrich.steps.goods_table import (
    LANGUAGES,
    VERSION,
    Good,
    GoodsNames,
    names_in,
    stem,
)
from services.enrich.steps.lexicon import Place
from services.enrich.steps.phrases import Phrases, read
from services.enrich.steps.words import Words, cut

# A longer list of goods is a catalogue, not an allegation.
PRODUCTS_MAX = 100
# Ten places of the same words are enough to review.
FINDINGS_PER_PRODUCT_MAX = 10
# Words between goods and the word that makes them something used up, eaten or worn.
USE_WORDS_APART = 3
CONFIDENCE = {"plain": 0.75, "cue": 0.6, "worn": 0.7, "wide": 0.6}
_CUED_BONUS = 0.15
_CLAIM_CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class GoodsFindings:
    """Goods, and where the texts name them."""

    products: tuple[Product, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Named:
    """Goods at one place of a text."""

    good: Good
    reading: Reading
    span: tuple[int, int]
    confidence: float

    @property
    def text(self) -> str:
        return self.reading.text[slice(*self.span)]


def find_goods(case: CaseReading) -> GoodsFindings:
    """Goods claimed on the form and named as made or traded in the texts."""
    groups: dict[str, list[_Named]] = {}
    for reading in case.readings:
        for good, span, confidence in reading.once_for_all(_named):
            named = _Named(good, reading, span, confidence)
            groups.setdefault(_key(named.text), []).append(named)
    groups = _without_wide(groups)
    findings: list[Finding] = []
    products: list[Product] = [_claimed(claim) for claim in case.allegation.products]
    claimed = {_key(product.text) for product in products}
    for key, group in list(groups.items())[:PRODUCTS_MAX]:
        found = [_finding(named) for named in group[:FINDINGS_PER_PRODUCT_MAX]]
        findings += found
        if key not in claimed:
            products.append(_product(group, found))
    return GoodsFindings(tuple(products), tuple(findings))


def _without_wide(groups: dict[str, list[_Named]]) -> dict[str, list[_Named]]:
    """The goods without a wide word for others that are named: fish beside tuna."""
    narrow = {g[0].good.industry for g in groups.values() if g[0].good.use != "wide"}
    return {
        key: group
        for key, group in groups.items()
        if group[0].good.use != "wide" or group[0].good.industry not in narrow
    }


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _claimed(claim: ProductClaim) -> Product:
    good = next(iter(_goods_of_claim(claim.description)), None)
    return Product(
        text=claim.description,
        normal=good.name if good else _key(claim.description),
        hs=claim.hs_code or (good.hs if good else None),
        industry=good.industry if good else None,
        confidence=_CLAIM_CONFIDENCE,
    )


def _goods_of_claim(description: str) -> Iterator[Good]:
    words = cut(description)
    for language in LANGUAGES:
        for good, _, _ in _names(words, 0, len(words), names_in(language), language):
            if good.use != "never":
                yield good


def _product(group: list[_Named], found: list[Finding]) -> Product:
    first = group[0]
    return Product(
        text=first.text,
        normal=first.good.name,
        hs=first.good.hs,
        industry=first.good.industry,
        confidence=round(max(named.confidence for named in group), 2),
        findings=tuple(finding.id for finding in found),
    )


def _finding(named: _Named) -> Finding:
    return named.reading.finding(
        "product",
        named.good.name,
        named.span,
        found_by=f"rule:goods-{named.good.use}",
        version=VERSION,
        confidence=round(named.confidence, 2),
    )


def _named(reading: Reading) -> tuple[tuple[Good, Place, float], ...]:
    """The goods that a text names as made or traded, in order."""
    return tuple(_named_in(reading))


def _named_in(reading: Reading) -> Iterator[tuple[Good, Place, float]]:
    language = reading.language if reading.language in LANGUAGES else "en"
    names = names_in(language)
    phrases, passages = read(reading)
    for passage in passages:
        made = "goods_made" in passage.cues
        for good, first, last in _names(
            passage.words, passage.first, passage.last, names, language
        ):
            place = _without_article(passage.words, first, last, language)
            if not _counts(good, passage, made=made) or _is_name(
                reading, passage, place
            ):
                continue
            if _is_used(reading.text, passage, place, phrases):
                continue
            span = passage.words.starts[place[0]], passage.words.ends[last - 1]
            bonus = _CUED_BONUS if made else 0.0
            yield good, span, CONFIDENCE[good.use] + bonus


def _counts(good: Good, passage: Passage, *, made: bool) -> bool:
    """Whether goods of this use are merchandise in such a sentence."""
    if good.use == "worn":
        return "goods_worn" not in passage.cues
    return good.use in ("plain", "wide") or (good.use == "cue" and made)


def _without_article(words: Words, first: int, last: int, language: str) -> Place:
    """The place without an elided article: `or` of `l'or`."""
    if language == "fr" and last - first > 1 and len(words.texts[first]) == 1:
        return first + 1, last
    return first, last


def _names(
    words: Words, first: int, last: int, names: GoodsNames, language: str
) -> Iterator[tuple[Good, int, int]]:
    """The longest name at each place, from the left, none inside another."""
    stems = [stem(word, language) for word in words.texts[first:last]]
    at = 0
    while at < len(stems):
        length = names.longest.get(stems[at], 0)
        while length:
            good = names.names.get(tuple(stems[at : at + length]))
            if good is not None and at + length <= len(stems):
                yield good, first + at, first + at + length
                break
            length -= 1
        at += max(length, 1)


def _is_name(reading: Reading, passage: Passage, place: Place) -> bool:
    """Whether the words are part of a name: Golden Cotton Trading Ltd."""
    words = passage.words
    first, last = place
    start, end = words.starts[first], words.ends[last - 1]
    if any(
        e.start <= start and end <= e.end for e in reading.entities if e.label == "ORG"
    ):
        return True
    if not words.texts[last - 1][:1].isupper():
        return False
    if words.texts[last - 1].isupper() and last - first == 1:
        return False  # PVC, or a heading in capitals
    # Capitals inside a sentence make a name; at its start, only before another one.
    if first > passage.first and not _starts_clause(reading.text, words, first):
        return True
    follows = last < passage.last and not is_border(reading.text, words, last - 1)
    return follows and words.texts[last][:1].isupper()


def _starts_clause(text: str, words: Words, first: int) -> bool:
    between = text[words.ends[first - 1] : words.starts[first]]
    return not between.isspace()


def _is_used(text: str, passage: Passage, place: Place, phrases: Phrases) -> bool:
    """Whether the goods are eaten, worn or taken away rather than made."""
    first, last = place
    before = passage.hits.places(phrases.set_id("cue:goods_used"))
    after = passage.hits.places(phrases.set_id("cue:goods_taken"))
    gaps = [(end, first) for _, end in before if end <= first]
    gaps += [(last, start) for start, _ in after if last <= start]
    return any(
        high - low <= USE_WORDS_APART
        and not any(
            is_border(text, passage.words, at - 1) for at in range(low, high + 1)
        )
        for low, high in gaps
    )
