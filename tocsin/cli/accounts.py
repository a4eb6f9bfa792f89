"""tocsin accounts: the way back in when nobody can sign in."""

from typing import Annotated

import typer

from services.desk.accounts.counter import link_address
from services.desk.accounts.invitations import link_for
from services.desk.accounts.opening import desk_address, open_accounts
from tocsin.audit.opening import open_auditor
from tocsin.cli.options import Data, Json, Set, settings_of
from tocsin.cli.output import console, print_json
from tocsin.clock import SystemClock

app = typer.Typer(help="The accounts of the desk.", no_args_is_help=True)


@app.callback()
def accounts() -> None:
    """The accounts of the desk."""


@app.command()
def link(
    login: Annotated[
        str | None,
        typer.Argument(help="Who chooses a password; none: the first administrator."),
    ] = None,
    *,
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Print a one-time link to choose a password, or to make the first
    administrator.
    """
    settings = settings_of(data, set_, "database_url")
    clock = SystemClock()
    with (
        open_auditor(settings, clock) as auditor,
        open_accounts(settings, clock, auditor) as opened,
    ):
        token = link_for(opened, login)
    address = link_address(desk_address(settings), token)
    if json_:
        print_json({"link": address})
    else:
        console.print(address, soft_wrap=True)
