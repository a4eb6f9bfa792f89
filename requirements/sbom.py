"""The list of all that Tocsin is made of, as CycloneDX 1.6.

    python -m requirements.sbom > build/sbom.json

Made of the lock files alone, without a network: the same locks give the same bytes.
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

REPO = Path(__file__).parents[1]
LOCK = REPO / "requirements/base.txt"
ASSETS = REPO / "assets/package-lock.json"

_LOCKED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?: ; (?P<marker>[^\\]+?))?"
    r" \\\n(?P<hashes>(?:    --hash=.*\n?)+)",
    re.MULTILINE,
)
_MODULES = "node_modules/"


def sbom() -> dict[str, Any]:
    """The document: packages of Python and of npm that are installed to run Tocsin.

    Raises:
        OSError: a lock file is missing.
    """
    project = tomllib.loads((REPO / "pyproject.toml").read_text("utf-8"))["project"]
    lock, assets = LOCK.read_text("utf-8"), ASSETS.read_text("utf-8")
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, lock + assets)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "tocsin",
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": [*_of_python(lock), *_of_npm(json.loads(assets))],
    }


def _of_python(lock: str) -> Iterator[dict[str, Any]]:
    for found in _LOCKED.finditer(lock):
        name, version = found["name"], found["version"]
        # A package has a file for each platform, and so several hashes: they stand in
        # the lock, which pip checks.
        component = _component(f"pkg:pypi/{name.lower()}@{quote(version)}")
        if found["marker"]:
            marker = {"name": "python:marker", "value": found["marker"]}
            component["properties"] = [marker]
        yield {**component, "name": name, "version": version}


def _of_npm(lock: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path, package in lock["packages"].items():
        if not path or package.get("dev"):
            continue
        name, version = path.rpartition(_MODULES)[2], package["version"]
        component = _component(f"pkg:npm/{quote(name, safe='/')}@{version}")
        yield {**component, "name": name, "version": version}


def _component(purl: str) -> dict[str, Any]:
    return {"type": "library", "bom-ref": purl, "purl": purl}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(sbom(), indent=2) + "\n")
