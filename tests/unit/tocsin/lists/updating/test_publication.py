from datetime import date

import pytest

from tests.unit.tocsin.lists.readers.test_detection import CBP, DHS, DOL
from tocsin.lists import load_lists
from tocsin.lists.readers import ListUnreadable
from tocsin.lists.updating import update

EDITION = date(2026, 9, 29)
SAPPHIRES = b"""<Goods><Good><Good_Name>Sapphires</Good_Name>
<Good_Sector>Mining</Good_Sector>
<Countries><Country><Country_Name>Iceland</Country_Name><Forced_Labor>Yes</Forced_Labor>
</Country></Countries></Good></Goods>"""


def test_a_file_is_merged_into_the_table_of_its_publisher() -> None:
    updated = update(load_lists(), SAPPHIRES, EDITION)
    assert updated.lists.editions["dol_goods"] == "2026-09-29"
    added = [change for change in updated.changes if change.what == "added"]
    assert [(c.goods, c.country, c.says) for c in added] == [
        (("sapphires",), "IS", "Sapphires, IS: forced labor")
    ]


def test_a_file_of_another_publisher_than_told_is_refused() -> None:
    with pytest.raises(ListUnreadable, match="no Good with Countries"):
        update(load_lists(), DHS, EDITION, publisher="dol")


@pytest.mark.parametrize("data", [CBP, DHS, DOL])
def test_a_file_without_whole_rows_is_refused(data: bytes) -> None:
    with pytest.raises(ListUnreadable):
        update(load_lists(), data, EDITION)
