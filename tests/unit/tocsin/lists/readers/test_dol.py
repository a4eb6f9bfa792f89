import pytest

from tocsin.lists.readers import ListUnreadable, PublishedGood, read_dol

FILE = """<Goods>
  <Good><Good_Name>Açaí</Good_Name><Good_Sector>Agriculture</Good_Sector>
    <Countries>
      <Country><Country_Name>Freedonia</Country_Name>
        <Child_Labor>Yes</Child_Labor><Forced_Labor>No</Forced_Labor>
        <Forced_Child_Labor>No</Forced_Child_Labor></Country>
      <Country><Country_Name>Sylvania</Country_Name>
        <Child_Labor>No</Child_Labor><Forced_Labor>Yes</Forced_Labor>
        <Forced_Child_Labor>No</Forced_Child_Labor>
        <Derived_Labor_Exploitation>Yes</Derived_Labor_Exploitation></Country>
    </Countries></Good>
  <Good><Good_Name>Salt &amp; Sand</Good_Name><Good_Sector>Mining</Good_Sector>
    <Countries/></Good>
</Goods>""".encode()


def test_each_country_of_a_good_is_a_row() -> None:
    assert read_dol(FILE) == (
        PublishedGood("Açaí", "Agriculture", "Freedonia", ("child_labor",)),
        PublishedGood("Açaí", "Agriculture", "Sylvania", ("forced_labor", "derived")),
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no Good"),
        (b"<html>Not found</html>", "no Good"),
        (FILE.replace(b"<Good_Name>A", b"<Name>A"), "no Good_Name"),
        (FILE.replace(b"<Country_Name>F", b"<Name>F"), "no Country_Name"),
    ],
)
def test_a_file_that_is_not_the_list_is_refused_whole(
    data: bytes, message: str
) -> None:
    with pytest.raises(ListUnreadable, match=message):
        read_dol(data)


def test_an_entity_bomb_costs_no_more_than_its_size() -> None:
    bomb = b'<!DOCTYPE g [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>' + FILE
    assert len(read_dol(bomb)) == 2
