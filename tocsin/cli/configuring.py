"""tocsin config."""

import typer

from tocsin.cli.options import Data, Json, Set, settings_from
from tocsin.cli.output import print_json, print_table
from tocsin.settings import Settings

app = typer.Typer(help="The settings.", no_args_is_help=True)


@app.command(name="show")
def show_config(*, data: Data = None, set_: Set = None, json_: Json = False) -> None:
    """Show the settings in force; secrets are masked."""
    settings = settings_from(data, set_)
    shown = settings.model_dump(mode="json")
    if json_:
        print_json(shown)
        return
    rows = (
        (name, shown[name], field.description or "")
        for name, field in Settings.model_fields.items()
    )
    print_table(("Setting", "Value", "What it is"), rows)
