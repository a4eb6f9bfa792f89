"""The page of the audit log has each action that the code knows, and no other."""

from typing import get_args

from tests.docs.pages import page, rows
from tocsin.audit.actions import Action


def test_the_page_has_each_action() -> None:
    assert set(rows(page("reference/audit.md"))) == set(get_args(Action))
