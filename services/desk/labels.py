"""What a person reads for a value of a field."""

from functools import cache

import pycountry

_COUNTRY_FIELDS = frozenset({"country", "mentions"})
_CODED_FIELDS = frozenset({"indicator", "tag", "status", "stage", "list"})
_LISTS = {
    "cbp_wro": "CBP orders and findings",
    "uflpa": "UFLPA lists",
    "dol_goods": "DOL List of Goods",
}
_LANGUAGES = {"und": "Unknown language"}


@cache
def label(field: str, value: str) -> str:
    """The label of a value; the value itself where it can be read as it is."""
    if field in _COUNTRY_FIELDS:
        country = pycountry.countries.get(alpha_2=value)
        return getattr(country, "common_name", country.name) if country else value
    if field == "subregion":
        subregion = pycountry.subdivisions.get(code=value)  # type: ignore[no-untyped-call]
        return subregion.name if subregion else value
    if field == "language":
        language = pycountry.languages.get(alpha_2=value)
        return language.name if language else _LANGUAGES.get(value, value)
    if field == "list":
        return _LISTS.get(value, value)
    if field in _CODED_FIELDS:
        return value.replace("_", " ").capitalize()
    return value
