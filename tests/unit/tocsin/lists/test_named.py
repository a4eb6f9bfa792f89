from dataclasses import dataclass

from tocsin.lists.named import ListedNames


@dataclass(frozen=True)
class _Row:
    id: str
    listed_names: tuple[str, ...]
    subsidiaries: bool = False


LISTED = ListedNames(
    (
        _Row("a", ("Beitan Hongfeng Cotton Co., Ltd.", "Peitan Melange")),
        _Row("b", ("Beitan Hongsheng Cotton Co., Ltd.",)),
        _Row("c", ("Zamrud Latex Berhad",), subsidiaries=True),
    )
)


def _found(name: str) -> list[str]:
    return [item.row.id for item in LISTED.find(name)]


def test_a_row_is_found_by_any_of_its_names() -> None:
    assert _found("PEITAN MELANGE") == ["a"]
    assert _found("Zamrud Latex Kedah Utara") == ["c"]


def test_a_name_to_the_letter_is_not_its_sister_too() -> None:
    assert _found("Beitan Hongsheng Cotton") == ["b"]


def test_a_name_that_nobody_has_is_not_found() -> None:
    assert _found("Cotton Company") == []
    assert _found("") == []
