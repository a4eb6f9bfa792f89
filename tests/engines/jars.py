"""Fetches the engines' jars once and keeps them for every later run."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.engines.jdk import EnginesMissing, jdk_home, maven

SOURCES = Path(__file__).with_name("jars")
FETCH_LIMIT_S = 280
"""130 MB take 12 s on a good line; a session's first test may take 300 s in all."""

OUR_MODULES = {"analysis-common": "AnalysisCommon", "quick-leases": "QuickLeases"}
"""Module of the server -> the plugin of ours in it."""

_DESCRIPTOR = """\
name={name}
description={name}
version={version}
elasticsearch.version={version}
java.version=21
classname={classname}
extended.plugins=
has.native.controller=false
"""


def fetch(cache: Path) -> Path:
    """The folder of jars inside a cache folder; fills it when it is not there.

    Two sessions may call this at once: the second waits for the first.

    Raises:
        EnginesMissing: no JDK, no Maven, or Maven could not download.
    """
    jars = cache / f"jars-{_fingerprint()}"
    with _only_one(cache):
        if not jars.is_dir():
            unfinished = cache / "jars.unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            _download(unfinished)
            _assemble_elasticsearch(unfinished / "elasticsearch")
            unfinished.rename(jars)
    return jars


def _fingerprint() -> str:
    """Changes with a version or a source, so that a stale cache is never used."""
    digest = hashlib.sha256()
    for path in (Path(__file__), *sorted(SOURCES.rglob("*.*"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _only_one(cache: Path) -> Iterator[None]:
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _download(target: Path) -> None:
    command = [maven(), "-B", "-q", "dependency:copy-dependencies", "-f"]
    for name in ("kafka", "elasticsearch", "s3proxy"):
        pom = SOURCES / name / "pom.xml"
        _run([*command, str(pom), f"-DoutputDirectory={target / name / 'lib'}"])


def _assemble_elasticsearch(folder: Path) -> None:
    """Lay the jars out as the server expects: a core and three modules."""
    lib, netty = folder / "lib", folder / "modules" / "transport-netty4"
    netty.mkdir(parents=True)
    for pattern in ("netty-*", "transport-netty4*"):
        for jar in lib.glob(pattern):
            jar.rename(netty / jar.name)
    _compile("Launcher", lib, folder / "classes")
    version = _server_version(lib)
    _describe(netty, version, "org.elasticsearch.transport.netty4.Netty4Plugin")
    for name, plugin in OUR_MODULES.items():
        module, classes = folder / "modules" / name, folder / f"{name}-classes"
        module.mkdir()
        _compile(plugin, lib, classes)
        packed = [str(module / f"{name}.jar"), "-C", str(classes), "."]
        _run([str(jdk_home() / "bin" / "jar"), "cf", *packed])
        _describe(module, version, plugin)


def _describe(module: Path, version: str, plugin: str) -> None:
    (module / "plugin-descriptor.properties").write_text(
        _DESCRIPTOR.format(name=module.name, version=version, classname=plugin)
    )


def _compile(name: str, lib: Path, classes: Path) -> None:
    source = SOURCES / "elasticsearch" / f"{name}.java"
    javac = [str(jdk_home() / "bin" / "javac"), "-nowarn", "-cp", f"{lib}{os.sep}*"]
    _run([*javac, "-d", str(classes), str(source)])


def _server_version(lib: Path) -> str:
    (jar,) = lib.glob("elasticsearch-[0-9]*.jar")
    return jar.stem.removeprefix("elasticsearch-")


def _run(command: list[str]) -> None:
    environment = os.environ | {"JAVA_HOME": str(jdk_home())}
    done = subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
        timeout=FETCH_LIMIT_S,
        check=False,
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip()[-500:]
        raise EnginesMissing(f"{Path(command[0]).name} failed: {said}")
