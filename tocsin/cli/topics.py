"""tocsin topics: what the log consists of, and who may use it."""

from pathlib import Path
from typing import Annotated

import typer

from schemas.topics import TOPICS
from tocsin.cli.options import Data, Json, Set, settings_from
from tocsin.cli.output import notes, print_json
from tocsin.clock import SystemClock
from tocsin.log.kafka_rights import OPERATOR, RIGHTS
from tocsin.production import check_secret
from tocsin.settings import EMBEDDED, BadSettings, Settings
from tocsin.wiring import open_index, open_kafka, open_log

USERS = (*RIGHTS, OPERATOR)

app = typer.Typer(help="The topics of the log.", no_args_is_help=True)


@app.command()
def apply(*, data: Data = None, set_: Set = None, json_: Json = False) -> None:
    """Create the topics and the index that are missing."""
    settings = settings_from(data, set_)
    with open_log(settings, SystemClock()) as log, open_index(settings) as index:
        created = list(log.apply(TOPICS.values()))
        index.apply()
    if json_:
        print_json({"created": created})
    else:
        notes.print(f"{len(created)} topics created, {len(TOPICS)} in all")


@app.command()
def users(
    *,
    folder: Annotated[
        Path, typer.Argument(help="With a file SERVICE.kafka for each: its password.")
    ],
    data: Data = None,
    set_: Set = None,
    json_: Json = False,
) -> None:
    """Give each service its user at Kafka, and just the rights that it needs."""
    settings = settings_from(data, set_)
    if settings.log_url == EMBEDDED:
        raise BadSettings("log_url is `embedded`: only Kafka has users")
    passwords = {name: _password(settings, folder, name) for name in USERS}
    with open_kafka(settings) as log:
        rights = log.admit(passwords)
    if json_:
        print_json({"users": sorted(passwords), "rights": rights})
    else:
        notes.print(f"{len(passwords)} users with {rights} rights")


def _password(settings: Settings, folder: Path, service: str) -> str:
    file = folder / f"{service}.kafka"
    try:
        password = file.read_text("utf-8").strip()
    except OSError as exc:
        raise BadSettings(f"{file}: no password can be read") from exc
    check_secret(settings, file.name, password)
    return password
