"""Who may do what in PostgreSQL: each service has a user of its own, with least rights.

The users are made by whoever runs the database (deploy/postgresql/users.sh); `upgrade`
gives them their rights, again with each version. SQLite has no users.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, inspect, text

READ = "SELECT"
ADD = "SELECT, INSERT"
CHANGE = "SELECT, INSERT, UPDATE"
WRITE = "SELECT, INSERT, UPDATE, DELETE"

VERSION = "alembic_version"

_INTAKE = {
    "sender_keys": CHANGE,
    "receipts": CHANGE,
    "answers_given": ADD,
    "told_states": READ,
    "told_questions": READ,
    "drafts": WRITE,
    "draft_files": WRITE,
    "saved_drafts": WRITE,
    # It cannot unwrap what it adds, and can neither replace nor erase it.
    "case_keys": ADD,
    VERSION: READ,
}
_ENRICH = {"case_keys": READ, VERSION: READ}
_INDEX = {
    "case_keys": READ,
    "told_states": WRITE,
    "told_questions": WRITE,
    VERSION: READ,
}
_DESK = {
    "case_keys": READ,
    "people": WRITE,
    "sessions": WRITE,
    "api_keys": WRITE,
    "account_links": WRITE,
    "sign_in_failures": WRITE,
    "reveals": WRITE,
    # Rows are added, and never changed or removed; the head is replaced.
    "audit": ADD,
    "audit_head": "SELECT, INSERT, DELETE",
    VERSION: READ,
}
_OPERATOR = {
    **dict.fromkeys(_INTAKE | _INDEX | _DESK, WRITE),
    "audit": ADD,
    "audit_head": "SELECT, INSERT, DELETE",
    VERSION: READ,
}

GRANTS: Mapping[str, Mapping[str, str]] = {
    "tocsin_intake": _INTAKE,
    "tocsin_enrich": _ENRICH,
    "tocsin_index": _INDEX,
    "tocsin_desk": _DESK,
    "tocsin_operator": _OPERATOR,
}
"""User -> table -> rights. What is not here, nobody but the owner may do."""


def grant(connection: Connection) -> None:
    """Give the users that there are exactly their rights, in the caller's transaction.

    Args:
        connection: to PostgreSQL, as the owner of the tables.
    """
    users = connection.scalars(text("SELECT rolname FROM pg_roles")).all()
    tables = set(inspect(connection).get_table_names())
    for user in sorted(GRANTS.keys() & set(users)):
        _run(connection, f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {user}")
        for table in sorted(GRANTS[user].keys() & tables):
            _run(connection, f"GRANT {GRANTS[user][table]} ON {table} TO {user}")


def _run(connection: Connection, statement: str) -> None:
    # All names are constants of this file: there is nothing to escape.
    connection.exec_driver_sql(statement)
