"""A real PostgreSQL, as installed on this machine, on a free port of loopback."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from tests.engines.jdk import EnginesMissing
from tests.engines.server import Server, free_port

OWNER = "tocsin_owner"
DATABASE = "tocsin"
_INSTALLED = Path("/usr/lib/postgresql")
_LIMIT_S = 60
_NOBODY_ELSE = "postgres"
"""PostgreSQL refuses to run as root; its package brings this user."""


def programs() -> Path:
    """The folder of the newest `initdb` and `postgres`.

    Raises:
        EnginesMissing: there is none.
    """
    found = sorted(_INSTALLED.glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if not found:
        raise EnginesMissing("no PostgreSQL; on Debian: apt-get install postgresql")
    return found[-1].parent


def postgresql_server(folder: Path, owner_password: str) -> Server:
    """A server with its data in a folder and an owner; made, not started.

    Raises:
        EnginesMissing: this machine has no PostgreSQL.
    """
    bin_, port = programs(), free_port()
    folder.mkdir(mode=0o755, parents=True)
    password = folder / "owner"
    password.write_text(owner_password)
    as_user: list[str] = []
    if os.getuid() == 0:
        user = pwd.getpwnam(_NOBODY_ELSE)
        for path in (folder, password):
            os.chown(path, user.pw_uid, user.pw_gid)
        setpriv = shutil.which("setpriv")
        assert setpriv is not None
        ids = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
        as_user = [setpriv, *ids, "--pdeathsig", "KILL"]
    data = folder / "data"
    how = ["--auth=scram-sha-256", f"--username={OWNER}", "--no-sync"]
    subprocess.run(
        [*as_user, str(bin_ / "initdb"), *how, f"--pwfile={password}", str(data)],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=_LIMIT_S,
    )
    where = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder)]
    return Server(
        name="PostgreSQL",
        # -F: no fsync. Nobody needs this database after the tests.
        command=[*as_user, str(bin_ / "postgres"), "-D", str(data), *where, "-F"],
        port=port,
        log=folder.parent / "postgresql.log",
        answers=lambda: _answers(bin_, port),
    )


def _answers(bin_: Path, port: int) -> bool:
    ready = [str(bin_ / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    return subprocess.run(ready, check=False, timeout=_LIMIT_S).returncode == 0
