"""Rights of the services in PostgreSQL: every table is thought of."""

import pytest
from sqlalchemy import inspect

from tocsin.database import closing_engine, upgrade
from tocsin.database.grants import GRANTS


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    url = f"sqlite:///{tmp_path_factory.mktemp('grants')}/tocsin.db"
    upgrade(url)
    with closing_engine(url) as engine:
        return set(inspect(engine).get_table_names())


def test_each_table_has_users_and_no_other_is_named(tables: set[str]) -> None:
    assert {table for rights in GRANTS.values() for table in rights} == tables


def test_intake_reads_no_account_and_no_audit_log() -> None:
    assert sorted(GRANTS["tocsin_intake"]) == [
        "alembic_version",
        "answers_given",
        "case_keys",
        "draft_files",
        "drafts",
        "receipts",
        "saved_drafts",
        "sender_keys",
        "told_questions",
        "told_states",
    ]


def test_only_operators_change_or_erase_keys_of_cases() -> None:
    may = {user: rights["case_keys"] for user, rights in GRANTS.items()}
    assert {user for user, rights in may.items() if "UPDATE" in rights} == {
        "tocsin_operator"
    }
    assert {user for user, rights in may.items() if "INSERT" in rights} == {
        "tocsin_intake",
        "tocsin_operator",
    }


def test_nobody_changes_or_removes_a_row_of_the_audit_log() -> None:
    assert {rights.get("audit") for rights in GRANTS.values()} == {
        None,
        "SELECT, INSERT",
    }


def test_only_the_owner_changes_the_version_of_the_tables() -> None:
    assert {rights["alembic_version"] for rights in GRANTS.values()} == {"SELECT"}
