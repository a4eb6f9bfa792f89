from importlib.resources import files

from tocsin.text.cities import TABLE, cities
from tocsin.text.gazetteer import Place, place_index
from tocsin.text.geonames import table


def test_the_table_of_cities_is_what_geonames_says_today() -> None:
    # Not equal: run python -m tocsin.text.geonames.
    text = (files("tocsin.text") / "data" / TABLE).read_text("utf-8")
    assert text == table()


def test_a_large_city_has_its_foreign_and_chinese_names() -> None:
    (found,) = (city for city in cities() if "kuala lumpur" in city.keys)
    assert found.country == "MY"
    assert found.population > 1_000_000
    assert "吉隆坡" in found.chinese


def test_a_city_is_found_by_its_folded_name() -> None:
    assert place_index()["bursa"] == (
        Place("TR", "subdivision", 0, "TR-16"),
        Place("TR", "city", 3_101_833),
    )


def test_a_city_named_like_a_common_word_is_no_evidence() -> None:
    assert any("reading" in city.keys for city in cities())
    assert "reading" not in place_index()
