"""What every index finds, and which words it shows."""

import pytest

from tests.contract.index_under_test import (
    IndexContract,
    fill,
    found,
    on,
    request,
)
from tests.documents import document
from tocsin.search.base import SearchIndex, SearchRequest, Sort
from tocsin.search.grammar import parse
from tocsin.search.matching import Match, matched
from tocsin.search.sounds import name_sounds

SEARCHES: list[tuple[str, list[str]]] = [
    ("cotton", ["a", "b"]),
    ("COTTON", ["a", "b"]),
    ("cotton AND school", ["b"]),
    ("cotton school", ["b"]),
    ("school OR tea", ["b", "c"]),
    ("cotton -school", ["a"]),
    ("NOT cotton", ["c"]),
    ("-cotton -tea", []),
    ('"kept passports"', ["a"]),
    ('"passports kept"', []),
    ("passp*", ["a"]),
    ("pasport~1", []),
    ("pasports~1", ["a"]),
    ("cottno~1", ["a", "b"]),
    ("pasprts~2", ["a"]),
    ("(school OR passports) cotton", ["a", "b"]),
    ("text:cotton", ["a", "b"]),
    ("name:cotton", []),
    ('name:"veltrano textile"', ["a"]),
    ("veltrano", ["a"]),
    ('"textile mirovian"', []),
    ("estate", ["c"]),
    ("country:TR", ["a"]),
    ("country:tr", ["a"]),
    ("country:t*", ["a"]),
    ('country:"t*"', []),
    ("country:t.", []),
    ("has:country", ["a"]),
    ("-has:assignee", ["b", "c"]),
    ("priority:>=60", ["a"]),
    ("priority:10..60", ["a", "b"]),
    ("priority:5", ["c"]),
    ("received:2026-03", ["b"]),
    ("received:2026-01..2026-03", ["a", "b"]),
    ("received:>=2026-03-14", ["b", "c"]),
    ("received:<2026-03", ["a"]),
    ("alleges:true", ["a"]),
    ("-alleges:true", ["b", "c"]),
    ("has:alleges", ["a", "b"]),
    ("has:name", ["a"]),
    ("id:b", ["b"]),
    ("sounds:feltrano", ["a"]),
    ("sounds:tekstil", ["a"]),
    ('sounds:"feltrano tekstil"', ["a"]),
    ("sounds:cotton", []),
    ("has:sounds", ["a"]),
    ('"!!" cotton', ["a", "b"]),
]

SCRIPTS: list[tuple[str, list[str]]] = [
    ("cafe", ["fr", "nfd"]),
    ("CAFÉ", ["fr", "nfd"]),
    ("cafe\u0301", ["fr", "nfd"]),
    ("caf*", ["fr", "nfd"]),
    ("CAF\u00c9*", ["fr", "nfd"]),
    ("eau", ["fr"]),
    ("l'eau", ["fr"]),
    ("l\u2019eau", ["fr"]),
    ("istanbul", ["tr"]),
    ("İstanbul", ["tr"]),
    ("iscilik", ["tr"]),
    ("işçilik", ["tr"]),
    ("hauptstrasse", ["de"]),
    ("强迫", ["zh"]),
    ("强迫劳动", ["zh"]),
    ("迫强", []),
    ('"劳动力"', ["zh"]),
    ("工厂*", ["zh"]),
    ("ที่", ["th"]),
    ("труд", ["ru"]),
    ("ТРУД", ["ru"]),
    ("السخرة", ["ar"]),
    ("example", ["web"]),
    ("www.mill.example", ["web"]),
    ("a1b2", ["web"]),
]


class SearchingContract(IndexContract):
    """Words, scripts and snippets."""

    def test_a_search_finds(
        self, index: SearchIndex, subtests: pytest.Subtests
    ) -> None:
        fill(
            index,
            document(
                "a",
                text="They kept passports in the cotton mill.",
                organization_names=("Veltrano Textile", "Mirovian Trading"),
                name_sounds=name_sounds(["Veltrano Textile", "Mirovian Trading"]),
                countries_alleged=("TR",),
                assignee="ana",
                alleges_forced_labor=True,
                priority=60,
                received_at=on(2026, 1, 31, 23),
            ),
            document(
                "b",
                text="Cotton is picked by a school.",
                priority=10,
                alleges_forced_labor=False,
                received_at=on(2026, 3, 31, 23),
            ),
            document("c", title="Tea estate", priority=5, received_at=on(2026, 4, 1)),
        )
        for text, ids in SEARCHES:
            with subtests.test(text):
                assert found(index, text) == ids

    def test_words_are_met_as_closely_as_is_asked(self, index: SearchIndex) -> None:
        names = ("Veltrano Textile",)
        told = "Veltrano kept passports."
        fill(
            index,
            document(
                "a",
                text=told,
                organization_names=names,
                name_sounds=name_sounds(names),
            ),
            document("b", text="Feltrano has a school, and passaports too."),
        )

        def met(text: str, how: Match) -> list[str]:
            query = matched(parse(text), how)
            page = index.search(SearchRequest(query, sort=Sort("id", descending=False)))
            return [hit.document.case_id for hit in page.hits]

        assert met("feltrano", "exact") == ["b"]
        assert met("feltrano", "near") == ["a", "b"]
        assert met("feltrano", "sounds") == ["a", "b"]
        assert met("feltranoh passaports", "near") == ["a", "b"]
        assert met("feltrano -school", "sounds") == ["a"]
        heard = matched(parse("feltrano"), "sounds")
        page = index.search(SearchRequest(heard, highlight=True))
        shown = {hit.document.case_id: list(hit.snippets) for hit in page.hits}
        assert shown["a"] == ["«Veltrano» kept passports.", "«Veltrano» Textile"]

    def test_every_script_is_found(
        self, index: SearchIndex, subtests: pytest.Subtests
    ) -> None:
        fill(
            index,
            document("fr", text="Le café n'a pas de l'eau."),
            document("nfd", text="cafe\u0301"),
            document("tr", text="İstanbul: zorla işçilik"),
            document("de", text="Hauptstraße"),
            document("zh", text="这家工厂强迫劳动力加班"),
            document("th", text="แรงงานที่ถูกบังคับ"),
            document("ru", text="принудительный труд"),
            document("ar", text="العمل السخرة"),
            document("web", text="see http://www.mill.example/a1b2?x_y"),
        )
        for text, ids in SCRIPTS:
            with subtests.test(text):
                assert found(index, text) == ids

    @pytest.mark.parametrize(
        ("text", "snippet"),
        [
            ("passports", "He kept our «passports» in a safe."),
            ('"OUR passports"', "He kept «our passports» in a safe."),
            ("pasports~1", "He kept our «passports» in a safe."),
            ("pass* -tea", "He kept our «passports» in a safe."),
        ],
    )
    def test_snippets_mark_what_was_found(
        self, index: SearchIndex, text: str, snippet: str
    ) -> None:
        fill(index, document("a", text="He kept our passports in a safe."))
        page = index.search(request(text, highlight=True))
        assert page.hits[0].snippets == (snippet,)
