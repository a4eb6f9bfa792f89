"""The part that an organization plays, by its name and by the words around it."""

from collections.abc import Sequence

from services.enrich.steps.known_names import known_role
from services.enrich.steps.legal_forms import has_legal_form, strip_legal_form
from services.enrich.steps.names import folded_words, role_words

# A name that several roles claim belongs to the first of these.
_ORDER = (
    "media",
    "government",
    "other",
    "ngo",
    "recruiter",
    "exporter",
    "importer",
    "manufacturer",
)
# What the words around a company's name tell beats what its name says.
_TOLD = frozenset({"buyer", "importer", "recruiter", "media"})
_COMPANY_ORDER = ("recruiter", "exporter", "importer")


def role_of(variants: Sequence[str], hints: Sequence[str]) -> str:
    """The role of an organization.

    Args:
        variants: its names in the case.
        hints: roles that finders gave, the surest first.
    """
    for name in variants:
        if role := known_role(name):
            return role
    if "vessel" in hints:
        return "vessel"
    if any(has_legal_form(name) for name in variants):
        return next((h for h in hints if h in _TOLD), None) or _company_role(variants)
    by_name = _by_words(max(variants, key=len))
    if by_name is not None and by_name != "manufacturer":
        return by_name
    return next(iter(hints), None) or by_name or "other"


def _company_role(variants: Sequence[str]) -> str:
    words = {w for name in variants for w in folded_words(strip_legal_form(name))}
    return next((r for r in _COMPANY_ORDER if words & role_words()[r]), "manufacturer")


def _by_words(name: str) -> str | None:
    """By the head of a name: last in `Hull University`, first in `Bank of Ghana`."""
    words = folded_words(name)
    if not words:
        return None
    for word in (
        words[0] if "of" in words or "de" in words else words[-1],
        words[0],
        words[-1],
    ):
        for role in _ORDER:
            if word in role_words()[role]:
                return role
    for role in _ORDER:
        if set(words) & role_words()[role]:
            return role
    return None
