import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.names.party import THRESHOLD, Party, similarity

HERE = "Lot 12 Seruling Industrial Park, Kedah"
THERE = "88 Canal Road, Hat Yai District"
MILL = Party("Zamrud Latex Manufacturing Sdn. Bhd.", HERE, "MY")


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Zamrud Latex Mfg", HERE),
        ("ZAMRUD LATEX MANUFACTURING", "Lot 12, Seruling Ind. Park"),
        ("z am r u d la te x m a nu fac tu r i ng", HERE),
        ("Zamrudlatex Manufacturing", "lot 12 seruling industrialpark kedah"),
    ],
)
def test_one_factory_is_itself_under_its_spellings(name: str, address: str) -> None:
    assert similarity(MILL, Party(name, address, "MY")) >= THRESHOLD


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Topaz Rubber Works", HERE),
        ("Zamrud Latex Manufacturing Unit 7", THERE),
        ("Topaz Rubber Works", THERE),
        ("Seruling Latex", "Lot 90 Bakau Industrial Park, Perlis"),
    ],
)
def test_another_factory_is_another(name: str, address: str) -> None:
    assert similarity(MILL, Party(name, address, "MY")) < THRESHOLD


def test_another_country_lowers_the_likeness() -> None:
    same = similarity(MILL, Party(MILL.name, MILL.address, "MY"))
    other = similarity(MILL, Party(MILL.name, MILL.address, "TH"))
    assert other < same


def test_without_an_address_the_name_decides() -> None:
    name = Party("Zamrud Latex")
    assert similarity(name, Party("Zamrud Latex Sdn Bhd")) == 1.0
    assert similarity(name, Party("Topaz Rubber")) < THRESHOLD
    assert similarity(name, Party("Zamrud Latex Factory 2")) < 1.0
    elsewhere = similarity(
        Party("Zamrud Latex", country="MY"), Party("Zamrud Latex", country="TH")
    )
    assert elsewhere == 0.4


PARTIES = st.builds(
    Party,
    name=st.text(max_size=40),
    address=st.none() | st.text(max_size=60),
    country=st.none() | st.sampled_from(["MY", "TH"]),
)


@given(a=PARTIES, b=PARTIES)
def test_likeness_is_a_share_and_the_same_both_ways(a: Party, b: Party) -> None:
    assert 0.0 <= similarity(a, b) <= 1.0
    assert similarity(a, b) == similarity(b, a)
