"""The companies that the report's form names."""

from dataclasses import dataclass

from schemas.submission import Allegation

# Those who are said to make or staff, not to buy or to watch.
_MAKER_ROLES = frozenset({"manufacturer", "exporter", "vessel", "recruiter"})


@dataclass(frozen=True, slots=True)
class ClaimedName:
    """A company of the form under all the names that the reporter gives."""

    names: tuple[str, ...]
    role: str
    country: str | None

    @property
    def is_maker(self) -> bool:
        """Whether the claim makes the company an accused one."""
        return self.role in _MAKER_ROLES


def claimed_names(allegation: Allegation) -> tuple[ClaimedName, ...]:
    """The form's companies, in its order, and the importer of its import claim."""
    claims = [
        ClaimedName((company.name, *company.aliases), company.role, company.country)
        for company in allegation.companies
    ]
    if allegation.us_link and allegation.us_link.importer:
        claims.append(ClaimedName((allegation.us_link.importer,), "importer", "US"))
    return tuple(claims)
