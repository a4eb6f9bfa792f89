"""Value types that several schemas share."""

import re
import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

# One million code points is far beyond any allegation seen in public (the longest
# petitions run to 300,000) and still fits a log record after UTF-8 and escaping.
TEXT_CHARS_MAX = 1_000_000

IndicatorId = Literal[
    "abuse_of_vulnerability",
    "deception",
    "restriction_of_movement",
    "isolation",
    "physical_and_sexual_violence",
    "intimidation_and_threats",
    "retention_of_identity_documents",
    "withholding_of_wages",
    "debt_bondage",
    "abusive_working_and_living_conditions",
    "excessive_overtime",
]
"""The eleven indicators of the ILO booklet, in its order."""

OrganizationRole = Literal[
    "manufacturer",
    "exporter",
    "importer",
    "vessel",
    "recruiter",
    "buyer",
    "government",
    "ngo",
    "media",
    "other",
]

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
PartialDate = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"),
    Field(description="A year, a month or a day: 2025, 2025-03 or 2025-03-14."),
]


_TRAPS = re.compile("[\0\ud800-\udfff]")
# Categories of Unicode: controls, formats, and separators of three kinds.
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})


def _without_traps(text: str) -> str:
    """Refuse what no UTF-8 file, log or index can hold.

    Raises:
        ValueError: the text holds NUL or half of a surrogate pair.
    """
    if found := _TRAPS.search(text):
        what = "NUL" if found[0] == "\0" else "half of a surrogate pair"
        raise ValueError(f"character {found.start()} is {what}; leave it out")
    return text


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen: white space, controls, and such characters
    as joiners and marks of direction, which phones and pasting leave behind.
    """
    return all(unicodedata.category(char) in _UNSEEN for char in text)


SafeText = Annotated[str, AfterValidator(_without_traps)]
# Constraints directly on `str`: after a validator of ours white space would be stripped
# once the length is checked, and a blank line be stored that no reader takes.
Line = Annotated[
    str,
    StringConstraints(max_length=500, strip_whitespace=True),
    AfterValidator(_without_traps),
]
NonEmptyLine = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500, strip_whitespace=True),
    AfterValidator(_without_traps),
]
LongText = Annotated[SafeText, StringConstraints(max_length=TEXT_CHARS_MAX)]


class Value(BaseModel):
    """A frozen value; readers ignore fields that a newer writer has added."""

    # Input stays out of error texts: they reach logs, and the input is an allegation.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)
