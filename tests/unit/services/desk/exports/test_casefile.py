import json
from typing import Any

import pytest

from services.desk.exports.casefile import EXHIBIT_CHARS_MAX, case_file
from services.desk.exports.printing import printable
from tests.builders import NARRATIVE
from tests.desk_world import case_document
from tests.unit.services.desk.exports.samples import AT, SENDER, full_case, sha256


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return case_file(full_case(), AT, "0.1.0")


def test_a_quote_names_the_exhibit_where_its_words_stand(data: dict[str, Any]) -> None:
    (country,) = [one for one in data["found"]["places"] if one["title"] == "Türkiye"]
    assert country["quotes"] == [
        {
            "quote": "Gaziantep",
            "exhibit": 1,
            "start": 23,
            "end": 32,
            "found_by": "rule:test 1",
            "judgement": "",
        }
    ]
    assert country["alleged"] == "Forced labor is alleged here."


def test_what_reviewers_rejected_stands_apart(data: dict[str, Any]) -> None:
    assert [one["quote"] for one in data["found"]["rejected"]] == ["passports"]


def test_the_priority_is_that_without_what_was_rejected(data: dict[str, Any]) -> None:
    priority = data["found"]["priority"]
    assert priority["total"] == sum(one["points"] for one in priority["parts"]) == 38


def test_an_entry_of_a_list_is_told_with_its_edition_and_source(
    data: dict[str, Any],
) -> None:
    (hit,) = data["found"]["screening"]
    assert hit == {
        "list": "DOL List of Goods",
        "edition": "2024-09-05",
        "entry": "dol-0001",
        "title": "Cotton, Türkiye",
        "status": "listed",
        "as_of": "2026-03-14",
        "matched_on": "goods, country",
        "matched": "cotton shirts, TR",
        "percent": 70,
        "source": (
            "https://www.dol.gov/agencies/ilab/report\u200bs/child-labor/list-of-goods"
        ),
    }


def test_the_parts_of_the_priority_come_with_their_reasons() -> None:
    data = case_file(case_document(), AT, "0.1.0")
    assert data["found"]["priority"] == {
        "total": 12,
        "parts": [
            {
                "title": "Indicators",
                "points": 12,
                "points_max": 100,
                "reason": "One sign.",
            }
        ],
        "would_raise": [],
    }


@pytest.mark.parametrize(
    "inner", [SENDER, "competitor", "do not hand this on", "never answered"]
)
def test_what_stays_at_the_desk_is_not_in_the_file(
    data: dict[str, Any], inner: str
) -> None:
    case = full_case().case.model_dump_json()
    assert inner in case
    assert inner not in json.dumps(data, ensure_ascii=False)


def test_the_history_says_what_changed(data: dict[str, Any]) -> None:
    assert data["history"] == [
        {
            "at": "2026-03-14 09:26 UTC",
            "by": "Ada",
            "what": "in review; status: new to in_review",
        }
    ]


def test_a_long_text_is_cut_and_says_so() -> None:
    long = case_document(allegation={"evidence": [{"text": "a b " * 20_000}]})
    exhibit = case_file(long, AT, "0.1.0")["exhibits"][1]
    assert exhibit["chars"] == 80_000
    assert exhibit["shown_chars"] == len(exhibit["text"]) == EXHIBIT_CHARS_MAX


def test_texts_share_a_limit() -> None:
    evidence = [{"text": "a b " * 20_000}] * 20
    data = case_file(case_document(allegation={"evidence": evidence}), AT, "0.1.0")
    assert sum(one["shown_chars"] for one in data["exhibits"]) == 300_000


def test_a_case_that_no_machine_has_read_says_so() -> None:
    bare = case_document().model_copy(
        update={"case": full_case().case.model_copy(update={"enrichment": None})}
    )
    assert case_file(bare, AT, "0.1.0")["found"] is None


def test_what_turns_the_direction_of_writing_is_printed_as_its_code() -> None:
    turned = "The maker is \u202eliM\u202c. " + NARRATIVE
    data = case_file(case_document(allegation={"narrative": turned}), AT, "0.1.0")
    (exhibit,) = data["exhibits"]
    assert exhibit["text"].startswith("The maker is [U+202E]liM[U+202C]. ")
    assert exhibit["sha256"] == sha256(turned)
    assert exhibit["chars"] == len(turned)
    assert data["title"].startswith("The maker is [U+202E]liM[U+202C].")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("short words", "short words"),
        ("a" * 40 + "bc", "a" * 40 + "\u200b" + "bc"),
        ("工" * 90, "工" * 90),
        ({"sha256": "a" * 64}, {"sha256": "a" * 64}),
        ({"x": ["b" * 41, 7]}, {"x": ["b" * 40 + "\u200bb", 7]}),
    ],
)
def test_only_what_would_leave_the_paper_gets_places_to_break(
    value: object, expected: object
) -> None:
    assert printable(value) == expected
