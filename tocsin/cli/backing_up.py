"""tocsin backup and tocsin restore: the embedded installation, while it runs."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from services.index.rebuild import Sources
from services.index.rebuild import rebuild as rebuild_index
from tocsin.audit.opening import open_auditor
from tocsin.backup import check_target, make_backup, read_manifest, staged
from tocsin.cli.erasing import erase_all, open_erasure
from tocsin.cli.exit_code import ExitCode
from tocsin.cli.options import (
    Data,
    Json,
    Set,
    settings_from,
    settings_of,
)
from tocsin.cli.output import notes, print_json, print_verified
from tocsin.clock import SystemClock
from tocsin.operations.erasures import erased_cases
from tocsin.operations.letters import DeadLetters
from tocsin.operations.verification import verify
from tocsin.settings import EMBEDDED, BadSettings, Settings
from tocsin.wiring import open_index, open_log

REASON = "erased before the restore"


def backup(
    *,
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Copy the embedded installation, also while it runs; the keys are not in it."""
    settings = settings_of(data, set_, "log_url", "database_url")
    _require_embedded(settings)
    manifest = make_backup(settings.data, folder, SystemClock())
    if json_:
        print_json(
            {
                "made_at": manifest.made_at.isoformat(),
                "parts": len(manifest.parts),
                "size_bytes": manifest.size_bytes,
            }
        )
        return
    megabytes = manifest.size_bytes / 1e6
    notes.print(
        f"{len(manifest.parts)} files, {megabytes:.1f} MB, as of"
        f" {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC. Not in it are keys and"
        " receipt.secret: keep a copy of both at another place."
    )


def restore(
    *,
    folder: Annotated[Path, typer.Argument(help="A folder that `backup` filled.")],
    erased: Annotated[
        Path | None,
        typer.Option(help="List of erased cases, newer than the backup."),
    ] = None,
    none_erased: Annotated[
        bool, typer.Option("--none-erased", help="There were none since the backup.")
    ] = False,
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Make an installation of a backup, without the cases that were erased since."""
    settings = settings_from(data, set_)
    _require_embedded(settings)
    listed = _erased(settings, erased, none_erased=none_erased)
    manifest = read_manifest(folder)
    check_target(settings, manifest)
    with staged(settings, folder, manifest) as staging:
        told = _made_ready(staging, listed)
    if json_:
        print_json({"made_at": manifest.made_at.isoformat(), **told})
    else:
        print_verified("Restored", told)
    if not told["holds"]:
        raise typer.Exit(ExitCode.FAILURE)


def _require_embedded(settings: Settings) -> None:
    for name in ("log_url", "database_url", "blobs_url"):
        if getattr(settings, name) != EMBEDDED:
            raise BadSettings(
                f"{name} is not `embedded`: see docs/how-to/back-up.md for the others"
            )


def _erased(
    settings: Settings, given: Path | None, *, none_erased: bool
) -> Sequence[str]:
    """What must not come back. Nobody restores without having thought of it."""
    path = given or (None if none_erased else settings.erasures)
    if none_erased == (path is not None):
        raise BadSettings(
            "give --erased with the list of erased cases (the setting `erasures`;"
            " erasures.txt in the lost data folder), or --none-erased where no case was"
            " erased after the backup"
        )
    return [] if path is None else erased_cases(path)


def _made_ready(settings: Settings, listed: Sequence[str]) -> dict[str, Any]:
    """Erase again, make the index, and count."""
    clock = SystemClock()
    with ExitStack() as stack:
        auditor = stack.enter_context(open_auditor(settings, clock))
        fault = auditor.log.verify()
        erasure = open_erasure(settings, stack, clock)
        back = erasure.back(listed)
        if back:
            erase_all(erasure, auditor, back, REASON)
        vault = erasure.vault
        sources = Sources(erasure.log, vault.files, vault.codec, vault.table.erased)
        cases = rebuild_index(sources, erasure.index, lambda _: None)
    with open_log(settings, clock) as log, open_index(settings) as index:
        found = verify(log, index, DeadLetters(log, clock))
    return {
        "cases": cases,
        "erased_again": len(back),
        **asdict(found),
        "audit_fault": fault and f"row {fault.number}: {fault.why}",
        "holds": found.holds and fault is None,
    }
