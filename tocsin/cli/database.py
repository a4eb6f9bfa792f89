"""tocsin database: the version of its tables."""

import typer

from tocsin.cli.options import Data, Json, Set, settings_of
from tocsin.cli.output import notes, print_json
from tocsin.database import HEAD, upgrade
from tocsin.settings import EMBEDDED
from tocsin.wiring import embedded_database

app = typer.Typer(help="The database of receipts and accounts.", no_args_is_help=True)


@app.callback()
def database() -> None:
    """The database of receipts and accounts."""


@app.command(name="upgrade")
def upgrade_database(
    *, data: Data = None, set_: Set = None, json_: Json = False
) -> None:
    """Bring the tables of the database to this version of Tocsin."""
    settings = settings_of(data, set_, "database_url")
    url = settings.database_url
    before = upgrade(embedded_database(settings) if url == EMBEDDED else url)
    if json_:
        print_json({"before": before, "version": HEAD})
    elif before == HEAD:
        notes.print(f"the database has version {HEAD} already")
    else:
        notes.print(f"the database went from {before or 'no tables'} to {HEAD}")
