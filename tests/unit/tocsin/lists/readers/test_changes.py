from dataclasses import replace
from datetime import date

from tocsin.lists.readers import PublishedGood, PublishedOrder, diff

TEA = PublishedGood("Tea", "Agriculture", "Freedonia", ("child_labor",))
SALT = PublishedGood("Salt", "Mining", "Freedonia", ("child_labor",))
ORDER = PublishedOrder(
    kind="wro",
    issued=date(2021, 5, 4),
    country="Freedonia",
    country_code=None,
    merchandise="Tea",
    industry="",
    status="Active",
    names=("Luna Works",),
)


def test_two_equal_editions_differ_in_nothing() -> None:
    changes = diff((TEA, SALT), (SALT, TEA))
    assert not changes
    assert changes.changed == ()


def test_rows_that_came_and_went_are_named() -> None:
    changes = diff((TEA,), (SALT,))
    assert changes
    assert (changes.added, changes.removed) == ((SALT,), (TEA,))


def test_a_changed_row_says_which_sides_changed() -> None:
    modified = replace(ORDER, status="Partially Modified", modified="1/2/2023")
    changes = diff((ORDER,), (modified,))
    assert (changes.added, changes.removed) == ((), ())
    assert changes.changed[0].sides == ("status", "modified")
    assert changes.changed[0].new is modified


def test_a_second_row_with_the_same_key_is_a_row_of_its_own() -> None:
    changes = diff((ORDER,), (ORDER, ORDER))
    assert changes.added == (ORDER,)
    assert changes.removed == ()
