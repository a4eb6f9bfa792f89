from datetime import date

import pytest

from tocsin.lists.readers import ListUnreadable, PublishedEntity, read_dhs
from tocsin.lists.readers.dhs_entry import Entry, parse_entry

PAGE = b"""<html><body><h1>UFLPA Entity List</h1>
<table><tr><th>Topic</th><th>Link</th></tr><tr><td>Strategy</td><td>here</td></tr></table>
<h2>Entities of Section 2(d)(2)(B)(i)</h2>
<table><thead><tr><th>Name of Entity</th><th>Effective Date</th></tr></thead><tbody>
<tr><td>Beitan Silicon (Hekou) Co., Ltd (including one alias: Peitan Silicon
 (Hekou) Co.) and subsidiaries</td><td>June 21, 2022</td></tr>
<tr><td>Luoke Cotton &amp; Linen Co., Ltd.</td><td>May 17, 2024</td></tr>
</tbody></table>
<h2>Section 2(d)(2)(B)(v)</h2>
<table><tr><td><p>Name of Entity</p></td><td><p>Effective Date</p></td></tr>
<tr><td>Luoke Cotton &amp; Linen Co., Ltd.</td><td>May 17, 2024</td></tr></table>
</body></html>"""


def test_each_row_stands_under_the_section_above_its_table() -> None:
    assert [(e.name, e.section, e.listed_on) for e in read_dhs(PAGE)] == [
        ("Beitan Silicon (Hekou) Co., Ltd", "2(d)(2)(B)(i)", date(2022, 6, 21)),
        ("Luoke Cotton & Linen Co., Ltd.", "2(d)(2)(B)(i)", date(2024, 5, 17)),
        ("Luoke Cotton & Linen Co., Ltd.", "2(d)(2)(B)(v)", date(2024, 5, 17)),
    ]


def test_names_inside_brackets_keep_their_own_brackets() -> None:
    assert read_dhs(PAGE)[0] == PublishedEntity(
        name="Beitan Silicon (Hekou) Co., Ltd",
        section="2(d)(2)(B)(i)",
        listed_on=date(2022, 6, 21),
        aliases=("Peitan Silicon (Hekou) Co.",),
        subsidiaries=True,
    )


@pytest.mark.parametrize(
    ("published", "entry"),
    [
        ("Luoke Ltd.", Entry("Luoke Ltd.")),
        ("Luoke Ltd. (and one alias: Loke)", Entry("Luoke Ltd.", ("Loke",))),
        (
            "Luoke Ltd. (and two aliases: Loke Hair; and Lok Hair)",
            Entry("Luoke Ltd.", ("Loke Hair", "Lok Hair")),
        ),
        (
            (
                "Luoke Corps (including three aliases: LKC; Luoke Farms; and Lok) and "
                "its subordinate and affiliated entities"
            ),
            Entry("Luoke Corps", ("LKC", "Luoke Farms", "Lok"), subsidiaries=True),
        ),
        (
            "Luoke Ltd. (formerly known as Sol (Hekou) Ltd.; and Mar Ltd.)",
            Entry("Luoke Ltd.", (), ("Sol (Hekou) Ltd.", "Mar Ltd.")),
        ),
        (
            (
                "Luoke Ltd. (also known as Loke Co., Ltd. and LK Tech; and formerly "
                "known as Mar Ltd.)"
            ),
            Entry("Luoke Ltd.", ("Loke Co., Ltd.", "LK Tech"), ("Mar Ltd.",)),
        ),
        (
            (
                "Luoke Ltd. (also known as Loke Co. and formerly known as Mar Iron and "
                "Steel Ltd.)"
            ),
            Entry("Luoke Ltd.", ("Loke Co.",), ("Mar Iron and Steel Ltd.",)),
        ),
        (
            "No. 9 Luoke Center (LKSC)",
            Entry("No. 9 Luoke Center", ("LKSC",)),
        ),
        (
            "Luoke Silicon (Hekou) Co., Ltd., and Subsidiaries",
            Entry("Luoke Silicon (Hekou) Co., Ltd.", subsidiaries=True),
        ),
        ("Luoke (unclosed Ltd.", Entry("Luoke (unclosed Ltd.")),
    ],
)
def test_all_wordings_of_other_names_are_taken_apart(
    published: str, entry: Entry
) -> None:
    assert parse_entry(published) == entry


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (b"<html>Access denied</html>", "no table"),
        (b"", "no table"),
        (PAGE.replace(b"Section 2(d)(2)(B)(i)", b"Part One"), "under no section"),
        (PAGE.replace(b"June 21, 2022", b"soon"), "not a date"),
    ],
)
def test_a_page_that_is_not_the_list_is_refused_whole(
    page: bytes, message: str
) -> None:
    with pytest.raises(ListUnreadable, match=message):
        read_dhs(page)
