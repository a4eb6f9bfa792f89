from dataclasses import replace
from pathlib import Path

from tocsin.lists import CurrentLists, load_lists, save_lists

LISTS = load_lists()
NEWER = replace(LISTS, editions={**LISTS.editions, "orders": "2030-01-01"})


def test_a_newer_edition_is_seen_while_a_process_runs(tmp_path: Path) -> None:
    current = CurrentLists(tmp_path / "lists")
    assert current.get().editions == LISTS.editions
    save_lists(NEWER, tmp_path / "lists")
    assert current.get() == NEWER
    newest = replace(NEWER, editions={**NEWER.editions, "orders": "2031-01-01"})
    save_lists(newest, tmp_path / "lists")
    assert current.get().editions["orders"] == "2031-01-01"


def test_lists_that_nobody_replaced_are_read_once(tmp_path: Path) -> None:
    current = CurrentLists(tmp_path)
    assert current.get() is current.get()


def test_without_a_folder_the_lists_of_the_package_count() -> None:
    assert CurrentLists(None).get() == LISTS
