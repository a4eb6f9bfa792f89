"""From the bytes of a report to a Submission, strictly."""

import json
from collections.abc import Iterator, Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from schemas.submission import SUBMISSION_EXTRA, Submission
from services.intake.refusals import Fault, Refused, invalid_report
from tocsin.json_pieces import has_more_pieces

PIECES_MAX = 25_000
"""Strings, commas and brackets: a report that fills in every field and every list has
some 8,000. Each can be a fault of its own, and is told in a kilobyte of memory."""

POINTER_PART_CHARS_MAX = 64
"""An unknown field's name comes from the sender; long ones are no names."""

_SENTENCES = {
    "missing": "is required",
    "extra_forbidden": "is not a field of a report",
    "too_short": "should not be empty",
    "string_too_short": "should not be empty",
}
_DATE = "should be a year, a month or a day, as in 2025, 2025-03 or 2025-03-14"
_COUNTRY = "should be two capital letters of ISO 3166-1, as in MY"
_FORMS = {
    "published_on": _DATE,
    "started_on": _DATE,
    "ended_on": _DATE,
    "production_country": _COUNTRY,
    "country": _COUNTRY,
    "language": "should be two or three small letters of ISO 639, as in en",
    "hs_code": "should be 2 to 10 digits in pairs, as in 4015.12",
}
"""What to write in a field that has a form of its own; nobody reads a pattern."""


class _Object(list[tuple[str, object]]):
    """An object of JSON with all that it came with, also what came twice."""


def parse_submission(raw: bytes) -> Submission:
    """Parse one report.

    Args:
        raw: JSON in UTF-8; a byte order mark at the start is skipped.

    Raises:
        Refused: `not-json` (no JSON, not UTF-8, nested too deep, half of a surrogate
            pair) or `invalid-report` (fields missing, unknown, given twice or of the
            wrong form).
    """
    body = raw.removeprefix(b"\xef\xbb\xbf")
    if has_more_pieces(body, PIECES_MAX):
        raise invalid_report([Fault("", "has more values than a report can have")])
    try:
        submission = Submission.model_validate_json(body, extra=SUBMISSION_EXTRA)
    except ValidationError as exc:
        found = exc.errors(include_input=False, include_url=False)
    else:
        # The parser keeps the last of two values; the other would be lost in silence.
        whole = json.loads(body, object_pairs_hook=_Object)
        if twice := [Fault(where, "is given twice") for where in _repeated(whole)]:
            raise invalid_report(twice)
        return submission
    if found[0]["type"] == "json_invalid":
        raise Refused("not-json", f"The body is {_lower(found[0]['msg'])}.")
    raise invalid_report(
        [Fault(pointer(*problem["loc"]), _sentence(problem)) for problem in found]
    )


def _repeated(node: object, *path: str | int) -> Iterator[str]:
    """Pointers to names that an object has once more; the nesting is a report's."""
    if isinstance(node, _Object):
        seen: set[str] = set()
        for name, value in node:
            if name in seen:
                yield pointer(*path, name)
            seen.add(name)
            yield from _repeated(value, *path, name)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _repeated(value, *path, number)


def pointer(*parts: str | int) -> str:
    """A JSON pointer (RFC 6901); parts that the sender made up are cut short."""
    told = (str(part)[:POINTER_PART_CHARS_MAX] for part in parts)
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in told)


def _sentence(problem: ErrorDetails) -> str:
    kind, location = problem["type"], problem["loc"]
    if kind in _SENTENCES:
        return _SENTENCES[kind]
    if kind in {"too_long", "string_too_long"}:
        return _too_long(problem["ctx"])
    if kind == "string_pattern_mismatch" and location[-1] in _FORMS:
        return _FORMS[str(location[-1])]
    if kind == "value_error":
        # The library's own words on an address quote parts of it.
        if location and location[-1] == "email":
            return "is not an e-mail address"
        return problem["msg"].removeprefix("Value error, ")
    return _lower(problem["msg"]).replace("input should", "should")


def _too_long(limits: Mapping[str, object]) -> str:
    of = "items" if limits.get("field_type") == "Tuple" else "characters"
    return f"should have at most {limits['max_length']:,} {of}"


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
