"""What a value means in a field: a term, a range, a word or a phrase."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from tocsin.errors import BadQuery
from tocsin.search.fields import BY_QUERY, FACETS, FIELDS, Field
from tocsin.search.matching import sounding
from tocsin.search.query import And, Not, Or, Phrase, Query, Term
from tocsin.search.sounds import LETTERS_MIN
from tocsin.search.spans import date_range, integer_range

# Values of one filter: far more than a form offers, and far below the 1,024 clauses
# that Lucene allows by default.
FILTER_VALUES_MAX = 200
_BOOLEANS = {"true": "true", "yes": "true", "false": "false", "no": "false"}


def field_named(name: str, position: int | None = None) -> Field:
    """The field of a query name.

    Raises:
        BadQuery: there is none; says which is near.
    """
    if field := BY_QUERY.get(name.lower()):
        return field
    near = get_close_matches(name.lower(), BY_QUERY, n=1)
    mend = f"did you mean “{near[0]}”?" if near else f"there are {', '.join(BY_QUERY)}."
    raise BadQuery(
        f"There is no field “{name}”: {mend} To look for the text itself, quote it.",
        position,
    )


def exact(field: Field, text: str, position: int | None = None) -> Query:
    """The clause of a value in a field; a text field looks for the words in order.

    Raises:
        BadQuery: not a value of that kind.
    """
    match field.kind:
        case "integer":
            return integer_range(field.name, text, position)
        case "date":
            return date_range(field.name, text, position)
        case "boolean":
            return Term(field.name, _boolean(field, text, position))
        case "text":
            return Phrase(text, field.name)
        case "sound":
            return _heard(field, text, position)
        case _:
            return Term(field.name, text)


def _heard(field: Field, text: str, position: int | None) -> Query:
    if query := sounding(text):
        return query
    raise BadQuery(
        f"“{text}” has no sound that is known: write a name of at least {LETTERS_MIN} "
        f"Latin letters after {field.query}:.",
        position,
    )


def _boolean(field: Field, text: str, position: int | None) -> str:
    if value := _BOOLEANS.get(text.lower()):
        return value
    raise BadQuery(
        f"“{text}” is neither true nor false: write {field.query}:true or "
        f"{field.query}:false.",
        position,
    )


def filter_clause(name: str, values: Sequence[str]) -> Query | None:
    """The clause of a filter: any of the values, none of those with a leading `!`.

    Returns:
        None when there is no value.

    Raises:
        BadQuery: unknown field, too many values, or a value that makes no sense.
    """
    field = field_named(name)
    if len(values) > FILTER_VALUES_MAX:
        raise BadQuery(
            f"The filter “{name}” has {len(values)} values: "
            f"{FILTER_VALUES_MAX} at most."
        )
    wanted = [exact(field, value) for value in values if not value.startswith("!")]
    barred = [exact(field, value[1:]) for value in values if value.startswith("!")]
    clauses: list[Query] = [Not(clause) for clause in barred]
    if wanted:
        clauses.insert(0, Or(tuple(wanted)) if len(wanted) > 1 else wanted[0])
    if not clauses:
        return None
    return And(tuple(clauses)) if len(clauses) > 1 else clauses[0]


def filter_clauses(filters: Mapping[str, Sequence[str]]) -> dict[str, Query]:
    """The clauses of all filters, by query field.

    Raises:
        BadQuery: see `filter_clause`.
    """
    clauses = {name: filter_clause(name, values) for name, values in filters.items()}
    return {name: clause for name, clause in clauses.items() if clause is not None}


def facet_field(name: str) -> Field:
    """The field that a facet or an aggregate counts.

    Raises:
        BadQuery: it cannot be counted.
    """
    if name not in FACETS:
        raise BadQuery(f"“{name}” cannot be counted: there are {', '.join(FACETS)}.")
    return BY_QUERY[name]


def sort_field(name: str) -> Field:
    """The field that orders results, by its query name or else its own.

    Raises:
        BadQuery: results cannot be ordered by it.
    """
    sortable = {field.query or field.name: field for field in FIELDS if field.sort}
    if field := sortable.get(name):
        return field
    raise BadQuery(
        f"Results cannot be ordered by “{name}”: there are {', '.join(sortable)}."
    )
