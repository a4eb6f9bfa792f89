import pytest

from schemas.submission import Evidence, StoredFile
from tocsin.likeness import origin, text_origin

FILE = StoredFile(sha256="0" * 64, media_type="application/pdf", size_bytes=1)


@pytest.mark.parametrize(
    ("item", "key"),
    [
        (Evidence(url="https://www.velt.example/a?b=c"), "site velt.example"),
        (Evidence(url="velt.example/other"), "site velt.example"),
        (Evidence(url="http://[broken"), "site http://[broken"),
        (Evidence(file=FILE), f"file {'0' * 64}"),
        (Evidence(text="They  said\nso."), "text they said so."),
        (Evidence(title="A letter"), None),
    ],
)
def test_an_item_is_known_by_its_site_its_file_or_its_text(
    item: Evidence, key: str | None
) -> None:
    assert origin(item) == key


def test_long_texts_are_known_by_their_start() -> None:
    assert text_origin("word " * 1_000 + "end") == text_origin("word " * 1_000)
