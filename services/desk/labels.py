"""What a person reads for a value of a field."""

import re
from collections.abc import Callable, Mapping
from functools import cache

import pycountry

from schemas.enrichment import Indicator, ScreeningHit, Standing, Tag
from tocsin.text.regions import country_name

_LISTS = {
    "cbp_wro": "CBP orders and findings",
    "uflpa": "UFLPA lists",
    "dol_goods": "DOL List of Goods",
}

# ISO 3166-2, for instance CN-XJ.
_SUBREGION = re.compile("[A-Z]{2}-[A-Z0-9]{1,3}")

_ANSWERS: Mapping[Standing, str] = {
    "alleged": "",
    "remedied": "Wherever the texts show it, they also say that it was put right.",
    "denied": "The texts say it only to tell that it is denied.",
}


@cache
def label(field: str, value: str) -> str:
    """The label of a value; the value itself where it can be read as it is."""
    namer = _NAMERS.get(field)
    return namer(value) if namer else value


def answered(sign: Indicator | Tag) -> str:
    """What the texts say has become of a sign; empty where it stands as alleged."""
    return _ANSWERS[sign.standing] if isinstance(sign, Indicator) else ""


def matched(hit: ScreeningHit) -> list[str]:
    """The words of a case that an entry of a list matched, provinces by their names."""
    return [_subregion(w) if _SUBREGION.fullmatch(w) else w for w in hit.matched]


def _subregion(code: str) -> str:
    subregion = pycountry.subdivisions.get(code=code)  # type: ignore[no-untyped-call]
    return subregion.name if subregion else code


def _language(code: str) -> str:
    if code == "und":
        return "Unknown language"
    language = pycountry.languages.get(alpha_2=code)
    return language.name if language else code


def _list(id: str) -> str:
    return _LISTS.get(id, id)


def _coded(value: str) -> str:
    return value.replace("_", " ").capitalize()


def _name(normal: str) -> str:
    """Normal forms are folded: hard to read as the names that they are."""
    return " ".join(word[:1].upper() + word[1:] for word in normal.split(" "))


_MATCHES: Mapping[str, str] = {
    "exact": "as written",
    "near": "with a letter or two that differ",
    "sounds": "also in names that sound alike",
}


def _match(value: str) -> str:
    return _MATCHES.get(value, value)


_NAMERS: Mapping[str, Callable[[str], str]] = {
    "country": country_name,
    "mentions": country_name,
    "subregion": _subregion,
    "language": _language,
    "list": _list,
    "manufacturer": _name,
    "organization": _name,
    "indicator": _coded,
    "tag": _coded,
    "status": _coded,
    "stage": _coded,
    "match": _match,
}
