import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.desk.cells import to_csv


def _read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_table_is_what_spreadsheets_open() -> None:
    content = to_csv(("goods", "cases"), [('手套, "x"', 3)])
    assert (
        content == b'\xef\xbb\xbfgoods,cases\r\n"\xe6\x89\x8b\xe5\xa5\x97, ""x""",3\r\n'
    )


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
        ("\uff1d1", "'\uff1d1"),
        ("\uff20A", "'\uff20A"),
        ("a-1 = b@c", "a-1 = b@c"),
    ],
)
def test_no_cell_is_run_as_a_formula(cell: str, written: str) -> None:
    assert _read(to_csv(("a",), [(cell,)]))[1] == [written]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("Zandor;=cmd|' /C calc'!A0", "Zandor;'=cmd|' /C calc'!A0"),
        ("Zandor; =1+1", "Zandor; '=1+1"),
        ("Zandor\n+1", "Zandor\n'+1"),
        ("Zandor,@A1;-1", "Zandor,'@A1;'-1"),
    ],
)
def test_no_formula_stands_where_a_spreadsheet_may_end_a_cell(
    cell: str, written: str
) -> None:
    """One that parts columns at semicolons does so in the middle of ours."""
    content = to_csv(("id", "a"), [(1, cell)])
    assert _read(content)[1] == ["1", written]
    lines = csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";")
    starts = {piece.strip()[:1] for line in lines for piece in line}
    assert starts.isdisjoint("=+-@")


def test_a_number_stays_one() -> None:
    assert _read(to_csv(("a",), [(-1,)]))[1] == ["-1"]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20))
def test_a_cell_comes_back_as_it_was(cell: str) -> None:
    ((found,),) = _read(to_csv(("a",), [(cell,)]))[1:] or [[""]]
    assert found.replace("'", "") == cell.replace("'", "")
    assert not found.startswith(("=", "+", "-", "@", "\t", "\r"))
