"""What the earlier steps found: what completeness and priority look at."""

from dataclasses import dataclass

from schemas.enrichment import (
    Country,
    Finding,
    Indicator,
    Organization,
    Product,
    ScreeningHit,
    Tag,
)
from schemas.submission import Allegation


@dataclass(frozen=True, slots=True)
class Found:
    """The claims of the form and everything that was found in the texts.

    Attributes:
        alleges: the text alleges forced labor in making goods.
        import_links: findings of kind `import_link`.
    """

    allegation: Allegation
    alleges: bool
    countries: tuple[Country, ...] = ()
    organizations: tuple[Organization, ...] = ()
    products: tuple[Product, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    tags: tuple[Tag, ...] = ()
    import_links: tuple[Finding, ...] = ()
    screening: tuple[ScreeningHit, ...] = ()
