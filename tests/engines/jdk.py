"""Finds what the engines need on this machine: a JDK and Maven."""

import os
import re
import shutil
from pathlib import Path

JDK_MIN = 21
"""Elasticsearch 9 is compiled for Java 21."""

JVM_FOLDER = Path("/usr/lib/jvm")
HOW_TO_GET = (
    f"the live tests need a JDK >= {JDK_MIN} (JAVA_HOME or {JVM_FOLDER}) and Maven; "
    "on Debian: apt-get install openjdk-25-jdk-headless maven"
)


class EnginesMissing(Exception):
    """This machine cannot run the engines; the message says how to mend that."""


def jdk_home() -> Path:
    """The JDK of JAVA_HOME, else the newest installed.

    Raises:
        EnginesMissing: there is none that is new enough.
    """
    told = os.environ.get("JAVA_HOME")
    homes = [Path(told)] if told else []
    if JVM_FOLDER.is_dir():
        homes += sorted(JVM_FOLDER.iterdir(), key=_version, reverse=True)
    for home in homes:
        if _version(home) >= JDK_MIN and (home / "bin" / "javac").exists():
            return home
    raise EnginesMissing(f"no JDK: {HOW_TO_GET}")


def maven() -> str:
    """The `mvn` command.

    Raises:
        EnginesMissing: it is not installed.
    """
    command = shutil.which("mvn")
    if command is None:
        raise EnginesMissing(f"no Maven: {HOW_TO_GET}")
    return command


def _version(home: Path) -> int:
    release = home / "release"
    text = release.read_text() if release.is_file() else ""
    found = re.search(r'^JAVA_VERSION="(\d+)', text, re.MULTILINE)
    return int(found[1]) if found else 0
