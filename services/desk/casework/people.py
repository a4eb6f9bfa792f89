"""To whom cases can be given."""

from collections.abc import Mapping

from services.desk.accounts.accounts import Accounts
from services.desk.accounts.people import everybody
from services.desk.accounts.person import DEMO, Role
from services.desk.casework.resolving import People


def reviewers(accounts: Accounts | None) -> People:
    """Looks up who reviews, by name; in a demonstration there is one person."""

    def look() -> Mapping[str, str]:
        if accounts is None:
            return {DEMO.id: DEMO.name}
        with accounts.reading() as connection:
            return {
                account.id: account.name
                for account in everybody(connection)
                if Role.REVIEWER in account.roles and not account.disabled
            }

    return look
