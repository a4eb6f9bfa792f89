from services.desk.pages.snippets import snippets


def test_words_found_are_told_apart() -> None:
    (found,) = snippets(["keeps our «passports» and «papers»"])
    assert found.parts == (
        ("keeps our ", False),
        ("passports", True),
        (" and ", False),
        ("papers", True),
    )
    assert found.fragment == "#:~:text=passports"


def test_a_link_to_a_word_is_escaped() -> None:
    (found,) = snippets(["«a-b, c&d»"])
    assert found.fragment == "#:~:text=a%2Db%2C%20c%26d"


def test_a_text_with_marks_of_its_own_loses_none() -> None:
    (found,) = snippets(["» said « he"])
    assert found.parts == (("» said « he", False),)
    assert found.fragment == ""
