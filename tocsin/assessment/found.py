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
from schemas.submission import Allegation, Evidence


@dataclass(frozen=True, slots=True)
class Found:
    """The claims of the form and everything that was found in the texts.

    Attributes:
        answers: what who has the receipt sent later.
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
    answers: tuple[Evidence, ...] = ()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What can be looked at beside the reporter's own words.

        An answer of words alone is the report going on, and no piece of evidence.
        """
        later = (one for one in self.answers if one.file or one.url)
        return (*self.allegation.evidence, *later)

    @property
    def statements(self) -> tuple[str, ...]:
        """The reporter's own words, the narrative first."""
        later = (one.text for one in self.answers if one.text)
        return (self.allegation.narrative, *later)
