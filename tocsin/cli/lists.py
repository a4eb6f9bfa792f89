"""tocsin lists: the official lists, and taking over what governments publish."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.options import Data, Json, Set, settings_from, settings_of
from tocsin.cli.output import notes, print_json, print_table, progress
from tocsin.cli.rows import BadFile
from tocsin.clock import SystemClock
from tocsin.folders import lists_folder
from tocsin.lists import Lists, read_lists, rows_of, save_lists
from tocsin.lists.readers import Publisher
from tocsin.lists.updating import ListChange, update
from tocsin.operations.reenrichment import PutBack, put_back
from tocsin.operations.touched import touched
from tocsin.settings import Settings
from tocsin.wiring import open_index, open_log

app = typer.Typer(help="The official lists.", no_args_is_help=True)

Files = Annotated[
    list[Path], typer.Argument(help="As published: CBP's CSV, DHS's page, DOL's XML.")
]
Edition = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Day of the files; today unless told."),
]
From = Annotated[
    Publisher | None,
    typer.Option("--publisher", help="Who published them; the files tell."),
]
Apply = Annotated[
    bool,
    typer.Option(
        "--apply", help="Save the editions, and read the cases they touch again."
    ),
]


@app.command(name="show")
def show(*, data: Data = None, set_: Set = None, json_: Json = False) -> None:
    """Show the editions of the lists in force."""
    settings = settings_from(data, set_)
    lists = read_lists(lists_folder(settings))
    rows = [
        {"table": name, "edition": edition, "rows": len(rows_of(lists, name))}
        for name, edition in sorted(lists.editions.items())
    ]
    if json_:
        print_json(rows)
    else:
        print_table(("Table", "Edition", "Rows"), (tuple(r.values()) for r in rows))


@app.command(name="update")
def update_lists(
    files: Files,
    *,
    edition: Edition = None,
    publisher: From = None,
    apply: Apply = False,
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Show what newer official files change, and which cases that touches.

    The new editions are in force once they are saved: running workers see them.
    """
    settings = settings_of(data, set_, "log_url", "index_url")
    clock = SystemClock()
    day = edition.date() if edition else clock.now().date()
    lists, changes = _updated(settings, files, day, publisher)
    with open_log(settings, clock) as log, open_index(settings) as index:
        if not apply:
            cases = sum(1 for _ in touched(index, changes))
            _tell(changes, PutBack(cases, 0, ()), json_=json_)
            return
        save_lists(lists, lists_folder(settings))
        with progress() as bar:
            task = bar.add_task("cases", total=None)
            done = put_back(
                log, clock, touched(index, changes), lambda n: bar.advance(task, n)
            )
    _tell(changes, done, json_=json_)


def _updated(
    settings: Settings, files: Iterable[Path], day: date, publisher: Publisher | None
) -> tuple[Lists, list[ListChange]]:
    lists = read_lists(lists_folder(settings))
    changes: list[ListChange] = []
    for path in files:
        try:
            raw = path.read_bytes()
        except OSError as exc:
            raise BadFile(f"{path.name}: {exc.strerror}") from exc
        updated = update(lists, raw, day, publisher=publisher)
        lists = updated.lists
        changes += updated.changes
    return lists, changes


def _tell(changes: Sequence[ListChange], done: PutBack, *, json_: bool) -> None:
    if json_:
        told = [asdict(change) for change in changes]
        print_json({"changes": told, **asdict(done)})
        return
    rows = ((change.what, change.entry, change.says) for change in changes)
    print_table(("What", "Entry", "Says"), rows)
    notes.print(
        f"{len(changes)} changes touch {done.cases} cases;"
        f" {done.records} were put back through enrichment"
    )
