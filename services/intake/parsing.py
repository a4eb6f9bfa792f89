"""From the bytes of a report to a Submission, strictly."""

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from schemas.submission import SUBMISSION_EXTRA, Submission
from services.intake.refusals import Fault, Refused

POINTER_PART_CHARS_MAX = 64
"""An unknown field's name comes from the sender; long ones are no names."""

_SENTENCES = {
    "missing": "is required",
    "extra_forbidden": "is not a field of a report",
    "too_short": "should not be empty",
    "string_too_short": "should not be empty",
}


def parse_submission(raw: bytes) -> Submission:
    """Parse one report.

    Args:
        raw: JSON in UTF-8; a byte order mark at the start is skipped.

    Raises:
        Refused: `not-json` (no JSON, not UTF-8, nested too deep, half of a surrogate
            pair) or `invalid-report` (fields missing, unknown or of the wrong form).
    """
    try:
        return Submission.model_validate_json(
            raw.removeprefix(b"\xef\xbb\xbf"), extra=SUBMISSION_EXTRA
        )
    except ValidationError as exc:
        found = exc.errors(include_input=False, include_url=False)
    if found[0]["type"] == "json_invalid":
        raise Refused("not-json", f"The body is {_lower(found[0]['msg'])}.")
    more = "" if len(found) == 1 else "s"
    raise Refused(
        "invalid-report",
        f"The report has {len(found)} fault{more}.",
        [Fault(pointer(*problem["loc"]), _sentence(problem)) for problem in found],
    )


def pointer(*parts: str | int) -> str:
    """A JSON pointer (RFC 6901); parts that the sender made up are cut short."""
    told = (str(part)[:POINTER_PART_CHARS_MAX] for part in parts)
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in told)


def _sentence(problem: ErrorDetails) -> str:
    kind, location = problem["type"], problem["loc"]
    if kind in _SENTENCES:
        return _SENTENCES[kind]
    if kind == "value_error":
        # The library's own words on an address quote parts of it.
        if location and location[-1] == "email":
            return "is not an e-mail address"
        return problem["msg"].removeprefix("Value error, ")
    return _lower(problem["msg"]).replace("input should", "should")


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
