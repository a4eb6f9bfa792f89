"""How findings are marked in their texts: by a class of their kind, and a title."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schemas.case import Case
from schemas.enrichment import Finding
from services.desk.findings import findings
from services.desk.labels import label

KINDS: Mapping[str, str] = {
    "indicator": "Indicator",
    "tag": "Tag",
    "organization": "Organization",
    "country": "Country",
    "place": "Place",
    "product": "Goods",
    "import_link": "Link to the United States",
}
"""Kind of a finding -> what the legend says. Where several overlap, the first of them
gives the color."""

_RANKS = {kind: rank for rank, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Mark:
    """What a marked part of a text looks like, and says when it is pointed at."""

    classes: str
    title: str


class Marks:
    """The marks of a case."""

    def __init__(self, case: Case) -> None:
        """Keep its findings."""
        self._findings = findings(case)
        self._judgements = case.judgements

    def of(self, keys: Iterable[str]) -> Mark:
        """The mark of a part that these findings cover."""
        found = sorted(
            (self._findings[key] for key in keys), key=lambda one: _RANKS[one.kind]
        )
        kinds = dict.fromkeys(one.kind for one in found)
        classes = [f"mark-{next(iter(kinds)).replace('_', '-')}"]
        if len(kinds) > 1:
            classes.append("mark-several")
        if all(self._judgements.get(one.id) == "rejected" for one in found):
            classes.append("mark-rejected")
        titles = dict.fromkeys(f"{KINDS[one.kind]}: {value(one)}" for one in found)
        return Mark(" ".join(classes), "; ".join(titles))

    def counts(self) -> dict[str, int]:
        """Kind -> how many findings there are, for the legend."""
        kinds = [one.kind for one in self._findings.values()]
        return {kind: kinds.count(kind) for kind in _RANKS if kind in kinds}


def value(finding: Finding) -> str:
    """What a person reads for what was found."""
    match finding.kind:
        case "country" | "place":
            return label("country", finding.value)
        case "indicator" | "tag" | "import_link":
            return finding.value.replace("_", " ")
        case _:
            return finding.value
