from hypothesis import given
from hypothesis import strategies as st

from services.desk.pages.highlight import Piece, Span, cut_at, pieces

TEXTS = st.text(max_size=40)
SPANS = st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50)), max_size=12).map(
    lambda pairs: [Span(a, b, str(n)) for n, (a, b) in enumerate(pairs)]
)


@given(TEXTS, SPANS)
def test_the_pieces_are_the_text_again(text: str, spans: list[Span]) -> None:
    assert "".join(piece.text for piece in pieces(text, spans)) == text


@given(TEXTS, SPANS)
def test_each_character_is_marked_by_exactly_the_spans_that_cover_it(
    text: str, spans: list[Span]
) -> None:
    marked = [piece.keys for piece in pieces(text, spans) for _ in piece.text]
    covering = [
        tuple(span.key for span in spans if span.start <= place < span.end)
        for place in range(len(text))
    ]
    assert marked == covering


@given(TEXTS, SPANS)
def test_each_span_that_covers_something_opens_once_where_it_starts(
    text: str, spans: list[Span]
) -> None:
    opened: dict[str, int] = {}
    place = 0
    for piece in pieces(text, spans):
        assert piece.text
        for key in piece.opens:
            assert key not in opened
            opened[key] = place
        place += len(piece.text)
    assert opened == {
        span.key: max(span.start, 0)
        for span in spans
        if max(span.start, 0) < min(span.end, len(text))
    }


def test_overlapping_spans_are_split_at_their_borders() -> None:
    found = pieces("passports held", [Span(0, 9, "tag"), Span(4, 14, "sign")])
    assert found == [
        Piece("pass", ("tag",), ("tag",)),
        Piece("ports", ("tag", "sign"), ("sign",)),
        Piece(" held", ("sign",)),
    ]


def test_characters_beyond_the_first_plane_count_as_one() -> None:
    text = "\N{GRINNING FACE} 护照"
    assert pieces(text, [Span(2, 4, "passports")])[1].text == "护照"


def test_a_long_text_is_cut_between_words() -> None:
    assert cut_at("held our passports", 12) == len("held our")
    assert cut_at("held", 12) == 4


def test_a_text_without_blanks_is_cut_where_it_must_be() -> None:
    assert cut_at("护照" * 20, 12) == 12
