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
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1", "\uff20A"],
)
def test_no_cell_is_run_as_a_formula(cell: str) -> None:
    assert _read(to_csv(("a",), [(cell,)]))[1] == [f"'{cell}"]


def test_a_number_stays_one() -> None:
    assert _read(to_csv(("a",), [(-1,)]))[1] == ["-1"]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20))
def test_a_cell_comes_back_as_it_was(cell: str) -> None:
    ((found,),) = _read(to_csv(("a",), [(cell,)]))[1:] or [[""]]
    assert found.removeprefix("'") == cell.removeprefix("'")
    assert not found.startswith(("=", "+", "-", "@", "\t", "\r"))
