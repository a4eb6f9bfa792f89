from typing import Any

from schemas.case import Case, CaseDocument
from schemas.enrichment import Organization
from schemas.topics import ENRICHED, RECEIVED
from services.index.documents import SEARCHED_CHARS_MAX, TITLE_CHARS_MAX, document
from tests.builders import dead_lettered, enriched, received
from tocsin.casework.fold import Placed, fold
from tocsin.search.fields import FIELDS


def case_of(*, is_enriched: bool = True, **allegation: Any) -> Case:
    case = fold(None, Placed(received(**allegation), RECEIVED.name, 0, 0))
    return fold(case, Placed(enriched(), ENRICHED.name, 0, 0)) if is_enriched else case


def test_the_fields_of_a_document_are_the_fields_of_the_index() -> None:
    assert set(CaseDocument.model_fields) == {field.name for field in FIELDS}


def test_a_document_holds_what_enrichment_found() -> None:
    made = document(case_of(), {})
    assert made.manufacturers == ("veltrano textile",)
    assert made.organization_names == ("Veltrano Textile",)
    assert made.name_sounds == ("FLTRN", "TKSTL")
    assert made.countries == ("TR", "US")
    assert made.countries_alleged == ("TR",)
    assert made.regions == ("Western Asia",)
    assert (made.goods, made.hs) == (("cotton shirt",), ("6105",))
    assert made.indicators == ("retention_of_identity_documents",)
    assert (made.priority, made.completeness) == (12, 2)
    assert made.lists == ("dol_goods",)


def test_a_maker_is_counted_by_its_name_as_it_is_written() -> None:
    maker = Organization(
        text="维尔特兰纺织有限公司",
        normal="weiertelanfangzhiyouxiangongsi",
        role="manufacturer",
        alleged=True,
        confidence=0.9,
    )
    event = enriched(organizations=(maker,))
    case = fold(case_of(is_enriched=False), Placed(event, ENRICHED.name, 0, 0))
    made = document(case, {})
    assert (made.manufacturers, made.organizations) == (("维尔特兰纺织",),) * 2


def test_what_a_reviewer_rejected_is_left_out() -> None:
    case = case_of().model_copy(update={"judgements": {"f-organization": "rejected"}})
    made = document(case, {})
    assert (made.manufacturers, made.organization_names) == ((), ())
    assert made.name_sounds == ()


def test_a_case_says_how_far_it_got() -> None:
    only_received = case_of(is_enriched=False)
    failed = fold(only_received, Placed(dead_lettered(), RECEIVED.dead_letters, 0, 0))
    only_enriched = fold(None, Placed(enriched(), ENRICHED.name, 0, 0))
    cases = (only_enriched, only_received, failed, case_of())
    stages = [document(case, {}).stage for case in cases]
    assert stages == ["partial", "received", "failed", "enriched"]


def test_the_text_holds_narrative_evidence_and_files() -> None:
    case = case_of(
        narrative="The story.",
        evidence=[{"title": "A letter", "text": "Its words."}],
        companies=[{"name": "Orvane Mills"}],
    )
    text = document(case, {"e2-file": "Words of a file."}).text
    assert text.split("\n\n") == [
        "The story.",
        "Orvane Mills",
        "A letter",
        "Its words.",
        "Words of a file.",
    ]


def test_a_title_is_the_start_of_the_story_cut_at_a_word() -> None:
    title = document(case_of(narrative="word " * 100), {}).title
    assert len(title) <= TITLE_CHARS_MAX + 1
    assert title.endswith("word…")


def test_a_very_long_text_is_cut_for_the_search_only() -> None:
    made = document(case_of(), {"e1-file": "x" * SEARCHED_CHARS_MAX})
    assert len(made.text) == SEARCHED_CHARS_MAX
