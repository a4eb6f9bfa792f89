"""Who shows a session or a key. Roles are read for each request: what an administrator
takes away is gone at once.
"""

from dataclasses import replace

from services.desk.accounts import keys, people, sessions
from services.desk.accounts.accounts import Accounts
from services.desk.accounts.person import Person
from services.desk.accounts.tokens import TOKEN_CHARS_MAX


def by_session(
    accounts: Accounts, token: str, *, is_attended: bool = True
) -> Person | None:
    """The person of an open session; notes now and then that it is used.

    Args:
        accounts: where it is looked up.
        token: of the cookie.
        is_attended: somebody asks, and not a page that nobody may look at any more.

    Raises:
        DependencyDown: the database does not answer.
    """
    if not token:
        return None
    now = accounts.now()
    with accounts.reading() as connection:
        session = sessions.find(connection, token, now)
        if session is None:
            return None
        account = people.by_id(connection, session.person_id)
    if account.disabled:
        return None
    if is_attended and now - session.seen_at >= sessions.TOUCH:
        with accounts.writing() as connection:
            sessions.touch(connection, session.id, now)
    return replace(account.person, signed_in_at=session.started_at)


def by_key(accounts: Accounts, token: str) -> Person | None:
    """The program of an API key that is still good.

    Raises:
        DependencyDown: the database does not answer.
    """
    if len(token) > TOKEN_CHARS_MAX:
        return None
    with accounts.reading() as connection:
        found = keys.find(connection, token, accounts.now())
    return found.person if found else None
