"""What of a case the lists are compared with."""

from dataclasses import dataclass
from datetime import date

from schemas.enrichment import Country, Organization, Product

# Lists file companies of Hong Kong and Macao under China.
_SAME_COUNTRY = {"HK": "CN", "MO": "CN"}
# Named beside another place of work: an input may come from there.
_ONLY_NAMED = 0.6
# Those who report on forced labor are named in every allegation; they made nothing.
_REPORTING_ROLES = frozenset({"ngo", "media"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a case the lists are compared with.

    Attributes:
        subregions: ISO 3166-2 codes of regions where the labor is said to happen.
        as_of: the day of the facts; statuses are those of that day.
    """

    countries: tuple[Country, ...]
    organizations: tuple[Organization, ...]
    products: tuple[Product, ...]
    subregions: tuple[str, ...]
    as_of: date

    def country_score(self, code: str | None) -> float:
        """1.0 where the labor is said to be there, less where it is only named."""
        if code is None:
            return 0.0
        if any(region.startswith(f"{code}-") for region in self.subregions):
            return 1.0
        found = [country for country in self.countries if country.code == code]
        if any(country.alleged for country in found):
            return 1.0
        return _ONLY_NAMED if found else 0.0

    def region_score(self, code: str) -> float:
        """1.0 where the labor is said to be in the region, less where it is named."""
        if code in self.subregions:
            return 1.0
        named = any(code in country.subregions for country in self.countries)
        return _ONLY_NAMED if named else 0.0

    def country_words(self, code: str) -> str:
        """The country's name as the case has it."""
        names = [country.name for country in self.countries if country.code == code]
        return names[0] if names else code

    def screened_organizations(self) -> tuple[Organization, ...]:
        """All but those who only report."""
        return tuple(
            organization
            for organization in self.organizations
            if organization.alleged or organization.role not in _REPORTING_ROLES
        )


def contradicts(ours: str | None, listed: str | None) -> bool:
    """Whether two known countries differ."""
    if ours is None or listed is None:
        return False
    return _SAME_COUNTRY.get(ours, ours) != _SAME_COUNTRY.get(listed, listed)
