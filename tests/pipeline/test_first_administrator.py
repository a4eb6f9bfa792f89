"""From an empty folder to the first administrator, as an operator goes."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from alembic import command
from alembic.config import Config

from services.desk.accounts.opening import desk_address
from tests.engines.server import free_port
from tests.pipeline.command_line import LIMIT_S, CommandLine
from tocsin.database import HEAD, closing_engine
from tocsin.database.schema import MIGRATIONS
from tocsin.settings import environment_of, load_settings

PASSWORD = "kettle orbit lantern moss"  # noqa: S105 - nobody's
LINK = re.compile(r"http://127\.0\.0\.1:\d+/desk/link/[\w-]{43}\Z")


@pytest.fixture
def tocsin(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "data")


def test_a_desk_without_accounts_prints_a_link_and_is_closed_by_its_use(
    tocsin: CommandLine,
) -> None:
    settings = load_settings(data=tocsin.data, port=free_port())
    address = f"http://127.0.0.1:{settings.port}"
    with subprocess.Popen(
        [sys.executable, "-m", "services.desk"],
        env=environment_of(settings),
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as desk:
        try:
            assert desk.stderr is not None
            lines = (line.strip() for line in desk.stderr)
            link = next(line for line in lines if LINK.match(line))
            _make_administrator(address, link)
            desk.send_signal(signal.SIGTERM)
            logged = desk.stderr.read()
            assert desk.wait(timeout=LIMIT_S) == -signal.SIGTERM
        finally:
            desk.kill()
    assert "first_administrator_made" in logged
    assert link.rpartition("/")[2] not in logged
    assert PASSWORD not in logged


def _make_administrator(address: str, link: str) -> None:
    """Use the link; before, the API is open to this machine, and after it is not."""
    with httpx2.Client(transport=httpx2.HTTPTransport(retries=8)) as browser:
        assert browser.get(f"{address}/v1/cases").status_code == 200
        typed = {"name": "Ada", "login": "ada", "password": PASSWORD}
        made = browser.post(link, data={**typed, "again": PASSWORD})
        assert made.status_code == 303
        assert browser.get(f"{address}/v1/cases").status_code == 200
    assert httpx2.get(f"{address}/v1/cases").status_code == 401


def test_who_runs_the_installation_makes_links(tocsin: CommandLine) -> None:
    assert tocsin("topics", "apply").code == 0
    first = tocsin("accounts", "link")
    assert first.code == 0
    assert LINK.match(first.out.strip())
    assert LINK.match(tocsin("accounts", "link", "--json").told["link"])
    unknown = tocsin("accounts", "link", "ada")
    assert (unknown.code, unknown.out) == (3, "")
    assert "nobody has this login" in unknown.notes


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, "http://127.0.0.1:8420"),
        ({"host": "0.0.0.0"}, "http://127.0.0.1:8420"),  # noqa: S104 - asked, not served
        ({"host": "::1", "port": 9000}, "http://[::1]:9000"),
        ({"desk_url": "https://desk.example.org"}, "https://desk.example.org"),
    ],
)
def test_a_link_leads_to_where_the_desk_is(given: dict[str, str], address: str) -> None:
    assert desk_address(load_settings(**given)) == address


def test_a_database_of_another_version_stops_services_until_it_is_upgraded(
    tocsin: CommandLine, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/shared.sqlite"
    here = ("--set", f"database_url={url}")
    empty = tocsin("accounts", "link", *here)
    assert empty.code == 1
    assert "has no tables" in empty.notes
    assert "tocsin database upgrade" in " ".join(empty.notes.split())

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with closing_engine(url) as engine, engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    older = tocsin("doctor", "--json", *here)
    assert older.code == 1
    assert "tables of version 0001" in older.told["problems"]["database"]

    upgraded = tocsin("database", "upgrade", "--json", *here)
    assert upgraded.told == {"before": "0001", "version": HEAD}
    assert "already" in tocsin("database", "upgrade", *here).notes
    assert tocsin("accounts", "link", *here).code == 0
