import pytest

from services.desk.pages.address import Address
from services.desk.pages.views import views

SEARCH = Address.of([("q", "slip"), ("status", "triage"), ("cursor", "abc")])


def test_a_view_changes_status_and_reviewer_and_keeps_the_rest() -> None:
    assert [one.address.items for one in views(SEARCH, "R. Osei")] == [
        (("q", "slip"),),
        (("q", "slip"), ("status", "!closed"), ("status", "!referred")),
        (
            ("q", "slip"),
            ("status", "!closed"),
            ("status", "!referred"),
            ("assignee", "R. Osei"),
        ),
    ]


@pytest.mark.parametrize("used", range(3))
def test_the_view_that_is_shown_is_marked(used: int) -> None:
    shown = views(SEARCH, "R. Osei")[used].address
    marks = [one.is_used for one in views(shown, "R. Osei")]
    assert marks == [n == used for n in range(3)]


def test_a_search_of_its_own_is_no_view() -> None:
    assert not any(one.is_used for one in views(SEARCH, "R. Osei"))
