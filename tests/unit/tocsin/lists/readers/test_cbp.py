from datetime import date

import pytest

from tocsin.lists.readers import ListUnreadable, read_cbp

HEADER = (
    "Effective Date,FY,Country Code,Country,Merchandise,WRO/Finding,Industry,Status,"
    "Press Release/Modified Date,Entity,Remarks\r\n"
)
# Windows-1252: a curly apostrophe is byte 0x92, and e with acute is 0xE9.
FILE = (
    HEADER
    + '5/4/2021,2021,MY,Malaysia,"Gloves, Rubber",WRO,Base Metals,Active,,'
    + '"Zamrud\r\nLatex Berhad, a/k/a Emerald Latex Works",'
    + '"See\r\nFinding."\r\n'
    + "12/28/1953,1954,FV,Fishing Vessels,Seafood,Finding,,Partially Modified,"
    + "1/2/2020,Hai Feng\u2019s Caf\u00e9,\r\n"
    + ",,,,,,,,,,\r\n"
).encode("cp1252")


def test_line_breaks_in_quotes_are_part_of_a_cell() -> None:
    first = read_cbp(FILE)[0]
    assert first.names == ("Zamrud Latex Berhad", "Emerald Latex Works")
    assert first.remarks == "See Finding."
    assert first.merchandise == "Gloves, Rubber"


def test_every_row_has_its_day_kind_and_country() -> None:
    orders = read_cbp(FILE)
    assert [(o.kind, o.issued, o.country_code) for o in orders] == [
        ("wro", date(2021, 5, 4), "MY"),
        ("finding", date(1953, 12, 28), None),
    ]
    assert orders[1].status == "Partially Modified"
    assert orders[1].modified == "1/2/2020"


def test_windows_1252_is_read_as_it_was_written() -> None:
    assert read_cbp(FILE)[1].names == ("Hai Feng\u2019s Caf\u00e9",)


def test_a_file_saved_again_as_utf_8_is_read_too() -> None:
    again = FILE.decode("cp1252").encode("utf-8-sig")
    assert read_cbp(again) == read_cbp(FILE)


def test_a_title_above_the_header_and_another_order_of_columns_are_no_trouble() -> None:
    data = (
        b"CBP Withhold Release Orders and Findings\r\n"
        b"Entity,Status,WRO/Finding,Merchandise,Country,Effective Date\r\n"
        b"Luna Works,Active,WRO,Tea,China,2020-01-31\r\n"
    )
    order = read_cbp(data)[0]
    assert (order.names, order.issued) == (("Luna Works",), date(2020, 1, 31))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no header"),
        (b"<html>Access denied</html>", "no header"),
        (b"Effective Date,Country\r\n1/1/2020,China\r\n", "columns are missing"),
        (HEADER.encode() + b"soon,,,China,Tea,WRO,,Active,,Luna,\r\n", "not a date"),
        (HEADER.encode() + b"1/1/2020,,,China,Tea,Note,,Active,,Luna,\r\n", "line 2"),
        (HEADER.encode() + b"1/1/2020,,,China,Tea,WRO,,Active,,,\r\n", "no entity"),
    ],
)
def test_a_file_that_is_not_the_list_is_refused_whole(
    data: bytes, message: str
) -> None:
    with pytest.raises(ListUnreadable, match=message):
        read_cbp(data)


def test_a_file_that_no_list_fills_is_refused() -> None:
    with pytest.raises(ListUnreadable, match="more than"):
        read_cbp(b"x" * 20_000_001)
