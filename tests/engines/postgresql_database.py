"""A database of Tocsin in a real PostgreSQL, with a user for each service."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import pytest
from sqlalchemy import text

from tests.engines.jdk import EnginesMissing
from tests.engines.postgresql_server import (
    DATABASE,
    OWNER,
    postgresql_server,
    programs,
)
from tests.engines.server import Server
from tocsin.database import closing_engine

SERVICES = ("intake", "enrich", "index", "desk", "operator")
_REPO = Path(__file__).parents[2]


@dataclass(frozen=True)
class Database:
    """A server with users, and the files that hold their passwords."""

    server: Server
    secrets: Path

    @property
    def data(self) -> Path:
        """Folder of all that the server keeps."""
        return self.secrets.parent / "server" / "data"

    def url(self, service: str) -> str:
        """As the compose file names it: the password is in a file."""
        where = f"127.0.0.1:{self.server.port}/{DATABASE}"
        file = self.secrets / f"{service}.pgpass"
        return f"postgresql+psycopg://tocsin_{service}@{where}?passfile={file}"

    def make_users(self) -> None:
        """Run what the container runs."""
        subprocess.run(
            [_REPO / "deploy/postgresql/users.sh"],
            env={
                **os.environ,
                "PATH": f"{programs()}:{os.environ['PATH']}",
                "PGHOST": "127.0.0.1",
                "PGPORT": str(self.server.port),
                "PGPASSFILE": str(self.secrets / "owner.pgpass"),
                "POSTGRES_USER": OWNER,
                "POSTGRES_DB": DATABASE,
                "TOCSIN_SECRETS": str(self.secrets),
            },
            check=True,
            timeout=60,
        )


@contextmanager
def served_database(folder: Path) -> Iterator[Database]:
    """A server with an empty database, and the users.

    Args:
        folder: empty; the server runs as another user, who must get to it.
    """
    secrets = folder / "secrets"
    secrets.mkdir()
    for name in ("owner", *SERVICES):
        file = secrets / f"{name}.pgpass"
        file.write_text(f"*:*:*:tocsin_{name}:{token_hex(32)}\n")
        file.chmod(0o600)
    password = (secrets / "owner.pgpass").read_text().strip().rpartition(":")[2]
    try:
        server = postgresql_server(folder / "server", password)
    except EnginesMissing as exc:
        if os.environ.get("TOCSIN_REQUIRE_ENGINES") == "1":
            raise
        pytest.skip(str(exc))
    server.start()
    try:
        made = Database(server, secrets)
        maintenance = made.url("owner").replace(f"/{DATABASE}?", "/postgres?")
        with closing_engine(maintenance) as engine:
            connection = engine.connect().execution_options(
                isolation_level="AUTOCOMMIT"
            )
            with connection:
                connection.execute(text(f"CREATE DATABASE {DATABASE}"))
        made.make_users()
        yield made
    finally:
        server.kill()
