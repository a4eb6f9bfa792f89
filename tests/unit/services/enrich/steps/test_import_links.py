import pytest

from services.enrich.reading import Reading
from services.enrich.steps.import_links import (
    FINDINGS_PER_RULE_MAX,
    find_import_links,
)


def _found(text: str) -> list[tuple[str, str]]:
    reading = Reading("narrative", text, "en", (), ((0, len(text)),))
    return [(f.value, f.quote) for f in find_import_links(reading)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "The gloves are exported to the United States.",
            [("exported", "exported to the United States")],
        ),
        (
            "They were unloaded at the Port of Long Beach.",
            [("port", "Port of Long Beach")],
        ),
        ("A bill of lading names the ship.", [("bill_of_lading", "bill of lading")]),
        ("A US importer buys them.", [("buyer", "US importer")]),
        (
            "El aceite se exporta a Estados Unidos.",
            [("exported", "exporta a Estados Unidos")],
        ),
        (
            "Lo compran marcas estadounidenses.",
            [("buyer", "marcas estadounidenses")],
        ),
        (
            "Les chemises sont expédiées aux États-Unis.",
            [("exported", "expédiées aux États-Unis")],
        ),
        (
            "Le connaissement nomme le navire.",
            [("bill_of_lading", "connaissement")],
        ),
        ("They were held at U.S. ports of entry.", [("port", "U.S. ports of entry")]),
        (
            "They sold tea to Germany and exported shirts to the US.",
            [("exported", "exported shirts to the US")],
        ),
        ("A WRO bars them.", [("customs_order", "WRO")]),
        ("The shirts hang at Walmart.", [("seller", "Walmart")]),
    ],
)
def test_a_tie_to_the_united_states_is_found_and_quoted(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert _found(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "The gloves are not exported to the United States.",
        "El aceite nunca se vende en Estados Unidos.",
        "The goods are shipped to Germany. The US embassy knows.",
        "He told us to ship faster.",
        "Les chemises ne sont pas expédiées aux États-Unis.",
    ],
)
def test_what_is_denied_or_said_of_something_else_is_no_tie(text: str) -> None:
    assert _found(text) == []


def test_the_quote_is_always_the_text_at_the_offsets() -> None:
    text = "\N{GRINNING FACE} Gloves shipped to the U.S. via the port of Oakland."
    reading = Reading("e1", text, "en", (), ())
    findings = find_import_links(reading)
    assert [f.value for f in findings] == ["exported", "port"]
    assert all(text[f.start : f.end] == f.quote for f in findings)


def test_a_pasted_ledger_gives_a_bounded_number_of_findings() -> None:
    assert len(_found("bill of lading\n" * 500)) == FINDINGS_PER_RULE_MAX
