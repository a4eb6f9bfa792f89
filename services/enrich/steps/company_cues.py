"""Companies that only the words around them show: at Kestrel's plant.

Invented and small companies are in no table, and models take them for people. A word
for a company, a site or a deal right beside a run of capitals says what it is.
"""

import re
from collections.abc import Iterator
from functools import cache

from services.enrich.reading import Reading
from services.enrich.steps.names import Name
from tocsin.text.tables import rows

_WORD = r"(?:[A-Z\u00c0-\u00dc][\w&'\u2019-]*\w|[A-Z]&[A-Z])"
_ENGLISH = rf"{_WORD}(?: (?:& )?{_WORD}){{0,4}}"
_ROMANCE = rf"{_WORD}(?: (?:(?:& |del? |de la |de los |du |des )?{_WORD})){{0,4}}"
_ADJECTIVES = (
    r"(?:(?!(?:de|del|du|des|en|que|qui|con|avec|y|et|a|\u00e0|au|por|par|se|para"
    r"|pour|sur"
    r"|no|ne|est|es|fue|sont|ha|dans|chez)\b)[a-z\u00e0-\u00ff-]{3,20},? ){0,2}"
)
_CALLED = (
    r"(?:(?:que se )?llamad?[oa]? |denominad[oa] |nomm\u00e9e? |appel\u00e9e? "
    r"|qui s['\u2019]appelle )?"
)
_CALLED_ENGLISH = r"(?:,| called| named|, called)?"


def _behind(kinds: str, language: str) -> re.Pattern[str]:
    if language == "en":
        return re.compile(rf"\b(?:{kinds}){_CALLED_ENGLISH} [\"\u201c]?({_ENGLISH})")
    return re.compile(
        rf"\b(?:{kinds}),? {_ADJECTIVES}{_CALLED}[\"\u201c\u00ab]?\s?({_ROMANCE})"
    )


@cache
def _behind_kinds(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (role, _behind(kinds, language))
        for each, role, kinds in rows("company_kinds.tsv")
        if each == language
    )


_SITES = (
    r"(?:plants?|factor(?:y|ies)|mills?|farms?|mines?|sheds|warehouses?|vessels|workers"
    r"|dormitor(?:y|ies)|hostels?|estates?|plantations?|smelter|foundry|owners?|products"
    r"|goods|managers?|supervisors?|foremen|suppliers|operations|workforce|employees)"
)
_MADE = (
    r"(?:owned|operated|run|made|supplied|produced|manufactured|employed|hired|recruited"
    r"|caught|grown|processed|harvested|exported|imported|packed|sewn|assembled) by"
)
_DEALS = (
    r"(?:declined to|denie[sd]|did not (?:respond|reply|answer)|has not (?:answered"
    r"|replied|responded)|employs|supplies|exports|sells|sources|withheld|confiscated|deducted"
    r"|recruited|rejected the|refused to|paid its|says it (?:follows|pays|owns)"
    r"|, which (?:makes|sells|supplies|exports|produces|owns|operates|employs|runs|buys"
    r"|grows|packs|processes|has its|is (?:based|listed|owned)|belongs))"
)
_WORK = r"(?:work(?:ed|ing|ers|s)?|jobs?|employees|laborers|shifts?)"
_SPANISH_OWNED = (
    r"(?:se llama|llamad[oa]|de nombre|pertenece a|trabaj\w+ (?:para|en)"
    r"|(?:propiedad|propietari[oa]|due\u00f1[oa]s?|gerente|capataz|encargad[oa]|planta|f\u00e1brica"
    r"|invernaderos?|bodegas?|socavones|talleres|trabajador[ae]s|emplead[oa]s|obrer[oa]s"
    r"|jornaler[oa]s|contratista) de)"
)
_SPANISH_DEALS = (
    r"(?:neg\u00f3|niega|asegura|rechaza|no respondi\u00f3|emplea|exporta|vende a)"
)
_PRISONS = re.compile(
    r"\b(?!(?:At|In|Inside|From|The|A)\b)"
    rf"({_ENGLISH} (?:[Pp]rison|[Jj]ail|[Pp]enitentiary))\b"
    r"|\b((?:[Pp]risi\u00f3n|[Cc]\u00e1rcel|[Pp]enal|[Cc]entro [Pp]enitenciario"
    r"|[Pp]enitenciar\u00eda|[Pp]rison|[Mm]aison d['\u2019]arr\u00eat"
    r"|[Cc]entre p\u00e9nitentiaire)"
    r"(?: centrale| civile| principale| federal| estatal| municipal)?"
    rf" (?:de|du) {_ROMANCE})"
)
_FRENCH_OWNED = (
    r"(?:chez|appartient \u00e0|d\u00e9tenue? par|employ\u00e9e?s par|travail\w+ pour"
    r"|(?:patron|g\u00e9rante?|propri\u00e9taire|dirigeant|usine|atelier"
    r"|ouvri(?:ers|\u00e8res)|salari\u00e9e?s|employ\u00e9e?s|cueilleu(?:rs|ses)) de)"
)
_FRENCH_DEALS = (
    r"(?:nie|dit avoir|a refus\u00e9|assure|rejette|emploie|exporte|conteste"
    r"|d\u00e9ment)"
)
# The head of an audit report: `Site: Kelvarra Textiles`.
_HEADED = re.compile(
    r"(?:^|[.;|\n] ?)(?:Site|Factory|Facility|Supplier|Employer|Company|Establishment"
    r"|Producer|Centro|Empresa|Empleador|Proveedor|F\u00e1brica|\u00c9tablissement|Usine|Entreprise"
    rf"|Employeur|Fournisseur)(?: name)?\u00a0?\s?: ({_ROMANCE})"
)
_AROUND = {
    "en": (
        re.compile(rf"\b({_ENGLISH})['\u2019]s? (?:\w+ )?{_SITES}\b"),
        re.compile(rf"\b{_MADE} (?:the )?({_ENGLISH})"),
        re.compile(rf"\b{_WORK} (?:for|at|of) (?:the )?({_ENGLISH})"),
        re.compile(
            rf"\b{_SITES} (?:of|belong(?:s|ing)? to|owned by) (?:the )?({_ENGLISH})"
        ),
        re.compile(rf"\b({_ENGLISH}),? ?{_DEALS}"),
        re.compile(
            rf"\b(?:belong(?:s|ing)? to|is called|named|called) ({_ENGLISH})(?=[,.;])"
        ),
    ),
    "es": (
        re.compile(rf"\b{_SPANISH_OWNED} ({_ROMANCE})"),
        re.compile(rf"\b({_ROMANCE}) {_SPANISH_DEALS}\b"),
        re.compile(
            rf"\b({_ROMANCE}), (?:filial|empresa|compa\u00f1\u00eda|fabricante|firma)\b"
        ),
    ),
    "fr": (
        re.compile(rf"\b{_FRENCH_OWNED} ({_ROMANCE})"),
        re.compile(rf"\b({_ROMANCE}) {_FRENCH_DEALS}\b"),
        re.compile(
            rf"\b({_ROMANCE}), (?:filiale|entreprise|soci\u00e9t\u00e9|fabricant)\b"
        ),
    ),
}


def find_by_cues(reading: Reading) -> Iterator[Name]:
    """Prisons, names behind a word for their kind, names beside a site or a deal."""
    text = reading.text
    for match in _PRISONS.finditer(text):
        yield Name(reading, *match.span(), "rule:prison", 0.7, "other")
    for match in _HEADED.finditer(text):
        yield Name(
            reading, match.start(1), match.end(1), "rule:kind", 0.7, "manufacturer"
        )
    language = reading.language if reading.language in _AROUND else "en"
    for role, pattern in _behind_kinds(language):
        for match in pattern.finditer(text):
            yield Name(reading, match.start(1), match.end(1), "rule:kind", 0.65, role)
    for pattern in _AROUND[language]:
        for match in pattern.finditer(text):
            yield Name(
                reading, match.start(1), match.end(1), "rule:cue", 0.6, "manufacturer"
            )
