"""tocsin keys: the master keys, and putting a new one in their place."""

from collections.abc import Iterator
from pathlib import Path

import typer

from tocsin.audit.opening import open_auditor
from tocsin.case_keys.rotation import rewrap
from tocsin.cli.options import Data, Json, Set, settings_of
from tocsin.cli.output import notes, print_json, print_table, progress
from tocsin.clock import SystemClock
from tocsin.errors import Conflict
from tocsin.sealed import (
    PRIVATE_SUFFIX,
    MasterKeys,
    add_master_key,
    key_id,
    load_private_key,
)
from tocsin.settings import Settings
from tocsin.vault import Vault, master_key, open_vault, private_keys

app = typer.Typer(help="The keys of cases.", no_args_is_help=True)


@app.command(name="list")
def list_(*, data: Data = None, set_: Set = None, json_: Json = False) -> None:
    """List the master keys, and how many keys of cases each of them wraps."""
    settings = settings_of(data, set_, "database_url")
    current = key_id(master_key(settings))
    with open_vault(settings, SystemClock()) as vault:
        held = MasterKeys(private_keys(settings)).ids()
        counts = dict.fromkeys(sorted(held), 0) | dict(vault.table.counts())
    told = [
        {"master_key": id, "case_keys": count, "current": id == current}
        for id, count in counts.items()
    ]
    if json_:
        print_json(told)
    else:
        columns = ("Master key", "Keys of cases", "Current")
        print_table(columns, (list(row.values()) for row in told))


@app.command()
def rotate(*, data: Data = None, set_: Set = None, json_: Json = False) -> None:
    """Make a new master key and wrap all keys of cases to it; or go on with that."""
    settings = settings_of(data, set_, "database_url")
    clock = SystemClock()
    with (
        open_vault(settings, clock) as vault,
        open_auditor(settings, clock) as auditor,
        progress() as bar,
    ):
        is_made = not _is_under_way(settings, vault)
        if is_made:
            _refuse_own(settings)
            auditor.note("master-key.made", add_master_key(private_keys(settings)))
        public_key = master_key(settings)
        current = key_id(public_key)
        auditor.note("master-key.rotated", current)
        task = bar.add_task("keys", total=None)
        masters = MasterKeys(private_keys(settings))
        count = rewrap(vault.table, masters, public_key, lambda n: bar.advance(task, n))
        unused = [str(path) for path in _unused(settings, vault, current)]
    told = {"master_key": current, "made": is_made, "rewrapped": count}
    if json_:
        print_json({**told, "unused": unused})
        return
    notes.print(f"{count} keys of cases are wrapped to master key {current} now")
    for path in unused:
        notes.print(f"{path} opens nothing any more: restart intake, then remove it")


def _is_under_way(settings: Settings, vault: Vault) -> bool:
    """Whether some keys are wrapped to another master key than the current one."""
    return bool(vault.table.counts().keys() - {key_id(master_key(settings))})


def _refuse_own(settings: Settings) -> None:
    if settings.master_key is not None:
        raise Conflict(
            "all keys are wrapped to the key that master_key names: make a new pair,"
            " put its private half into master_private_keys, name its public half in"
            " master_key, and rotate again"
        )


def _unused(settings: Settings, vault: Vault, current: str) -> Iterator[Path]:
    used = vault.table.counts().keys() | {current}
    for path in sorted(private_keys(settings).glob(f"*{PRIVATE_SUFFIX}")):
        if key_id(load_private_key(path).public_key()) not in used:
            yield path
