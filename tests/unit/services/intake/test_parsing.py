"""Whatever comes in is a Submission or Refused, and Refused never quotes it."""

import io
import json
from contextlib import suppress
from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas.submission import Submission
from schemas.values import IndicatorId
from services.intake.files import MEDIA_TYPES, Upload, detect_media_type
from services.intake.parsing import parse_submission, pointer
from services.intake.refusals import Refused

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
# Without a deadline: the machine may be busy.
QUICKLY = settings(deadline=None, max_examples=60)
FIELDS = st.sampled_from([*Submission.model_fields, "unknown"])


def outcome(raw: bytes) -> Submission | Refused:
    try:
        return parse_submission(raw)
    except Refused as refused:
        return refused


@QUICKLY
@given(st.binary())
@example(b'{"narrative": "\xed\xa0\x80"}')
@example(b"\xef\xbb\xbf{}")
def test_any_bytes_are_a_report_or_refused(raw: bytes) -> None:
    assert isinstance(outcome(raw), Submission | Refused)


@QUICKLY
@given(st.dictionaries(FIELDS, JSON_VALUES))
def test_any_json_is_a_report_or_refused_with_a_place(
    report: dict[str, object],
) -> None:
    found = outcome(json.dumps(report).encode("utf-8", "surrogatepass"))
    if isinstance(found, Refused) and found.slug == "invalid-report":
        assert found.faults
        assert all(fault.pointer[:1] in {"", "/"} for fault in found.faults)


def test_a_byte_order_mark_is_skipped() -> None:
    raw = b"\xef\xbb\xbf" + b'{"narrative": "a"}'
    assert parse_submission(raw).narrative == "a"


@pytest.mark.parametrize(
    ("report", "detail"),
    [
        ({}, "is required"),
        ({"narrative": "a", "x": 1}, "is not a field of a report"),
        ({"narrative": "a\0"}, "character 1 is NUL; leave it out"),
        ({"narrative": 1}, "should be a valid string"),
        ({"narrative": "a", "reporter": {"email": "x y"}}, "is not an e-mail address"),
        ({"narrative": "a" * 1_000_001}, "should have at most 1,000,000 characters"),
        ({"narrative": "a", "id": "i" * 501}, "should have at most 500 characters"),
        (
            {"narrative": "a", "evidence": [{"kind": "news"}] * 51},
            "should have at most 50 items",
        ),
        (
            {"narrative": "a", "labor": {"started_on": "14 March"}},
            "should be a year, a month or a day, as in 2025, 2025-03 or 2025-03-14",
        ),
        (
            {"narrative": "a", "companies": [{"name": "b", "country": "Malaysia"}]},
            "should be two capital letters of ISO 3166-1, as in MY",
        ),
        (
            {"narrative": "a", "language": "English"},
            "should be two or three small letters of ISO 639, as in en",
        ),
        (
            {"narrative": "a", "products": [{"description": "b", "hs_code": "glove"}]},
            "should be 2 to 10 digits in pairs, as in 4015.12",
        ),
    ],
)
def test_a_fault_is_told_in_a_sentence(report: dict[str, object], detail: str) -> None:
    found = outcome(json.dumps(report).encode())
    assert isinstance(found, Refused)
    assert [fault.detail for fault in found.faults] == [detail]


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"id": " "}, "/id"),
        ({"companies": [{"name": "\t"}]}, "/companies/0/name"),
        ({"companies": [{"name": "a", "aliases": [" "]}]}, "/companies/0/aliases/0"),
        ({"products": [{"description": "\u3000"}]}, "/products/0/description"),
        ({"us_link": {"ports": ["a", " "]}}, "/us_link/ports/1"),
        ({"us_link": {"bills_of_lading": [" "]}}, "/us_link/bills_of_lading/0"),
        ({"prior_reports": ["\n"]}, "/prior_reports/0"),
    ],
)
def test_a_name_of_nothing_but_white_space_is_refused_where_it_stands(
    given: dict[str, object], place: str
) -> None:
    found = outcome(json.dumps({"narrative": "a", **given}).encode())
    assert isinstance(found, Refused)
    assert [(fault.pointer, fault.detail) for fault in found.faults] == [
        (place, "should not be empty")
    ]


@pytest.mark.parametrize(
    "unseen", [" \n", "\u200b", "\u2060\ufeff", "\u202e", "\u00ad \u3000", "\u2028\x07"]
)
def test_a_narrative_of_which_nothing_can_be_seen_is_refused(unseen: str) -> None:
    found = outcome(json.dumps({"narrative": unseen}).encode())
    assert isinstance(found, Refused)
    assert [(fault.pointer, fault.detail) for fault in found.faults] == [
        ("/narrative", "should not be blank")
    ]


@pytest.mark.parametrize("seen", [".", "\u200b工", "💩", "\u202eش"])
def test_a_narrative_of_one_letter_is_taken(seen: str) -> None:
    assert isinstance(outcome(json.dumps({"narrative": seen}).encode()), Submission)


def test_white_space_around_a_line_is_left_out_and_does_not_count() -> None:
    report = {"narrative": "a", "id": f" {'i' * 500}\n", "production_region": " Johor "}
    found = outcome(json.dumps(report).encode())
    assert isinstance(found, Submission)
    assert (found.id, found.production_region) == ("i" * 500, "Johor")
    assert Submission.model_validate_json(found.model_dump_json()) == found


def test_a_field_that_is_given_twice_is_refused_where_it_stands() -> None:
    found = outcome(
        b'{"narrative": "a", "companies": [{"name": "b"}, {"name": "c", "name": "d"}],'
        b' "narrative": "e"}'
    )
    assert isinstance(found, Refused)
    assert found.slug == "invalid-report"
    assert [(fault.pointer, fault.detail) for fault in found.faults] == [
        ("/companies/1/name", "is given twice"),
        ("/narrative", "is given twice"),
    ]


def test_a_report_with_more_values_than_it_can_have_is_refused_unread() -> None:
    # Told one by one, the faults of eight megabytes of them take ten gigabytes.
    found = outcome(b'{"narrative": "a", "products": [' + b"1," * 25_000 + b"1]}")
    assert isinstance(found, Refused)
    assert [(fault.pointer, fault.detail) for fault in found.faults] == [
        ("", "has more values than a report can have")
    ]


def test_a_report_with_every_field_and_every_list_full_is_taken() -> None:
    line = "[{,"
    company = dict.fromkeys(("name", "address", "region", "registration_id"), line)
    labor = {"indicators": [*get_args(IndicatorId)], "started_on": "2025", "workers": 1}
    piece = dict.fromkeys(("title", "text", "url", "shows"), line)
    report = {
        "narrative": line,
        "products": [{"description": line, "brand": line, "hs_code": "0306"}] * 50,
        "companies": [{**company, "country": "MY", "aliases": [line] * 20}] * 50,
        "labor": labor,
        "us_link": {"ports": [line] * 20, "bills_of_lading": [line] * 50},
        "evidence": [{**piece, "kind": "news", "supports": labor["indicators"]}] * 50,
        "prior_reports": [line] * 20,
    }
    assert isinstance(outcome(json.dumps(report).encode()), Submission)


def test_a_pointer_escapes_and_cuts_what_the_sender_made_up() -> None:
    assert pointer("a/b", 0, "c~d") == "/a~1b/0/c~0d"
    assert pointer("x" * 100) == "/" + "x" * 64


@QUICKLY
@given(st.binary(), st.text(), st.text())
def test_any_file_has_a_type_that_is_taken_or_is_refused(
    content: bytes, filename: str, declared: str
) -> None:
    upload = Upload(io.BytesIO(content), filename, declared)
    with suppress(Refused):
        assert detect_media_type(upload, where="") in MEDIA_TYPES
