"""From settings to accounts and their provider."""

from collections.abc import Iterator
from contextlib import contextmanager

from services.desk.accounts.accounts import Accounts, accounts_in
from services.desk.accounts.counter import link_address
from services.desk.accounts.invitations import first_link
from services.desk.accounts.passwords import Passwords
from services.desk.accounts.person import Role
from services.desk.accounts.provider import Provider, Registration
from services.desk.accounts.provider_client import ProviderClient
from services.desk.accounts.provider_pages import CALLBACK
from tocsin.audit.auditor import Auditor
from tocsin.clock import Clock
from tocsin.settings import Settings
from tocsin.wiring import database_url

EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - asked, not served


@contextmanager
def open_accounts(
    settings: Settings,
    clock: Clock,
    auditor: Auditor,
    passwords: Passwords | None = None,
) -> Iterator[Accounts]:
    """The accounts of an installation, until the end of the block.

    Args:
        settings: name the database.
        clock: tells what has expired.
        auditor: of the same settings.
        passwords: how they are hashed; as in production unless told.

    Raises:
        DependencyDown: the database cannot be opened.
        Halt: it has tables of another version.
    """
    with accounts_in(database_url(settings), clock, auditor, passwords) as accounts:
        yield accounts


@contextmanager
def open_provider(settings: Settings, clock: Clock) -> Iterator[Provider | None]:
    """The provider that people sign in at, until the end of the block, if one is set.

    It is asked when somebody signs in: the desk starts without it too.
    """
    issuer, client_id = settings.oidc_issuer, settings.oidc_client_id
    secret, url = settings.oidc_client_secret, settings.desk_url
    if not (issuer and client_id and secret and url):
        yield None
        return
    registration = Registration(
        issuer=issuer,
        client_id=client_id,
        redirect_uri=url.rstrip("/") + CALLBACK,
        role_claim=settings.oidc_role_claim,
        roles={value: Role(role) for value, role in settings.oidc_roles.items()},
    )
    credentials = (client_id, secret.get_secret_value())
    with ProviderClient.opened(issuer, credentials, clock) as client:
        yield Provider(registration, client, clock)


def first_invitation(settings: Settings, accounts: Accounts) -> str | None:
    """What whoever starts a desk without accounts is told; holds a one-time link.

    Raises:
        DependencyDown: the database does not answer.
    """
    token = first_link(accounts)
    if token is None:
        return None
    return (
        "The desk has no accounts yet. Make the first administrator within an hour at"
        f"\n{link_address(desk_address(settings), token)}"
    )


def desk_address(settings: Settings) -> str:
    """Where browsers find the desk."""
    if settings.desk_url:
        return settings.desk_url
    # Served on every address; a link over plain HTTP is for this machine.
    host = "127.0.0.1" if settings.host in EVERY_ADDRESS else settings.host
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}:{settings.port}"
