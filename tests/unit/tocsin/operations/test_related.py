"""Related cases are found by wording and by name; copies are one source."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.tocsin.operations.stored_cases import (
    STORY,
    case_of,
    fingerprint,
    maker,
    put,
)
from tocsin.operations.independent import independent_sources
from tocsin.operations.related import NearText, SameMaker, related
from tocsin.search.base import SearchIndex
from tocsin.search.tantivy import TantivyIndex

COPY = STORY.replace("two tonnes", "three tonnes") + " I support this report."
OTHER = (
    "I sew shirts in a hall with barred windows from six in the morning until ten at"
    " night. The supervisor has our papers in a locked drawer, and whoever asks for"
    " them is sent to clean the dye basins for a week without pay or gloves."
)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SearchIndex]:
    with TantivyIndex(tmp_path / "index") as index:
        index.apply()
        yield index


def test_a_copy_of_a_text_is_found_wherever_it_stands(index: SearchIndex) -> None:
    first = case_of("first", enrichment={"fingerprints": (fingerprint(STORY),)})
    second = case_of(
        "second",
        narrative=OTHER,
        evidence=[{"text": COPY}],
        enrichment={"fingerprints": (fingerprint(OTHER), fingerprint(COPY, "e1"))},
    )
    stranger = case_of(
        "stranger", narrative=OTHER[::-1], enrichment={"fingerprints": ()}
    )
    document, *_ = put(index, first, second, stranger)
    found = related(index, document)
    assert found.near == (NearText("narrative", "second", "e1", 0.85),)
    assert [case.case_id for case in found.cases] == ["second"]
    # The story, its copy (one source) and the other narrative.
    assert found.sources == 2


def test_cases_on_one_maker_are_found_by_its_name_and_by_likeness(
    index: SearchIndex,
) -> None:
    def told(id: str, *makers: str) -> None:
        organizations = tuple(maker(name) for name in makers)
        fields = {"organizations": organizations}
        put(index, case_of(id, narrative=f"{id} tells.", enrichment=fields))

    told("same", "Orvane Castell Mills")
    told("longer", "Orvane Castell Mills Sdn. Bhd.")
    told("slip", "ORVANE CASTEL MILLS")
    told("other", "Brevik Castell Foods")
    told("none")
    (document,) = put(
        index,
        case_of("it", enrichment={"organizations": (maker("Orvane Castell Mills"),)}),
    )
    found = related(index, document)
    assert found.same_maker[:2] == (
        SameMaker(
            "Orvane Castell Mills", "longer", "Orvane Castell Mills Sdn. Bhd.", 1.0
        ),
        SameMaker("Orvane Castell Mills", "same", "Orvane Castell Mills", 1.0),
    )
    assert [row.case_id for row in found.same_maker] == ["longer", "same", "slip"]
    assert found.sources == 4


def test_a_maker_that_a_reviewer_rejected_relates_nothing(index: SearchIndex) -> None:
    fields = {"organizations": (maker("Orvane Mills"),)}
    case = case_of("it", enrichment=fields).model_copy(
        update={"judgements": {"f-Orvane Mills": "rejected"}}
    )
    document, _ = put(index, case, case_of("same", enrichment=fields))
    assert related(index, document).same_maker == ()


def test_a_case_alone_has_nothing_beside_it(index: SearchIndex) -> None:
    (document,) = put(index, case_of("alone"))
    found = related(index, document)
    assert (found.near, found.same_maker, found.cases) == ((), (), ())
    assert (found.sources, found.more) == (1, 0)


def test_cases_that_were_not_looked_at_are_told(index: SearchIndex) -> None:
    fields = {"organizations": (maker("Orvane Mills"),)}
    cases = [case_of(f"case-{n:03}", minutes=n, enrichment=fields) for n in range(103)]
    document, *_ = put(index, *cases)
    found = related(index, document)
    assert len(found.cases) == 100
    assert found.more == 2


def test_a_site_a_file_and_an_article_count_once_in_all_cases() -> None:
    pdf = {"sha256": "0" * 64, "media_type": "application/pdf", "size_bytes": 1}
    one = case_of(
        "one",
        narrative="The first.",
        evidence=[
            {"url": "https://velt.example/a"},
            {"url": "https://www.velt.example/b"},
            {"file": pdf},
            {"text": STORY},
        ],
        enrichment={"fingerprints": (fingerprint(STORY, "e4"),)},
    )
    two = case_of(
        "two",
        narrative="The second.",
        evidence=[{"file": pdf}, {"url": "https://daily.example", "text": COPY}],
        enrichment={"fingerprints": (fingerprint(COPY, "e2"),)},
    )
    # Two narratives, velt.example, the file, and the article of daily.example.
    assert independent_sources([one, two]) == 5
    assert independent_sources([one]) == 4
