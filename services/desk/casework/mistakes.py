"""What is wrong with a form of casework, in words of the page and not of a schema."""

from collections.abc import Iterator, Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from services.desk.casework.bodies import ERRORS_MAX
from services.desk.casework.drafts import TYPED
from tocsin.web.problems import Problem

CASE_ID = (
    "Give the id of the other case, twenty letters and digits as at the top of its"
    " page, or the address of that page"
)
NAMED: Mapping[tuple[str, str], str] = {
    ("ask", "text"): "question",
    ("correct", "value"): "correct_value",
}
"""Kind of change and its field -> the field of the form, where that is another one."""


def mistaken(error: ValidationError) -> Problem:
    """The problem of a form that does not fit its model; input is not repeated."""
    found = error.errors(include_input=False, include_url=False)
    errors = list(_mistakes(found))[:ERRORS_MAX]
    return Problem("invalid-request", "The changes cannot be read.", errors=errors)


def _mistakes(found: list[ErrorDetails]) -> Iterator[dict[str, str]]:
    deep = [one for one in found if len(one["loc"]) > 1]
    # That no change is left follows from what is wrong with each of them.
    for one in deep or found:
        pointer = "".join(f"/{part}" for part in one["loc"])[:200]
        yield {"pointer": pointer, "detail": _told(one)}


def _told(one: ErrorDetails) -> str:
    *_, change, name = ("", "", *map(str, one["loc"]))
    if name == "into":
        return CASE_ID
    title = TYPED.get(NAMED.get((change, name), name))
    match one["type"]:
        case "too_short" | "string_too_short" if title:
            return f"“{title}” is empty"
        case "too_long" | "string_too_long" if title:
            most = one["ctx"]["max_length"]
            return f"“{title}” has more than {most:,} characters"
    return one["msg"]
