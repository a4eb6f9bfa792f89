"""The list of what Tocsin is made of is whole, and such as other programs read."""

import json
import re
from importlib import resources

import jsonschema
from referencing import Registry, Resource

from requirements.sbom import ASSETS, LOCK, sbom

MADE = sbom()
PURLS = [component["purl"] for component in MADE["components"]]


def test_each_locked_package_is_in_it_once() -> None:
    locked = re.findall(r"^([\w.-]+)==([^\s;]+)", LOCK.read_text("utf-8"), re.MULTILINE)
    wanted = [f"pkg:pypi/{name.lower()}@{version}" for name, version in locked]
    assert len(wanted) > 100
    assert [purl for purl in PURLS if purl.startswith("pkg:pypi/")] == wanted
    assert len(set(PURLS)) == len(PURLS)


def test_what_the_pages_take_from_npm_is_in_it_and_what_tests_take_is_not() -> None:
    direct = json.loads(ASSETS.read_text("utf-8"))["packages"][""]
    for name, version in direct["dependencies"].items():
        assert f"pkg:npm/{name.replace('@', '%40')}@{version}" in PURLS
    for name in direct["devDependencies"]:
        assert not [purl for purl in PURLS if f"/{name}@" in purl]


def test_it_is_cyclonedx_by_the_standards_own_schema() -> None:
    folder = resources.files("cyclonedx.schema._res")

    def schema(name: str) -> Resource:
        text = (folder / f"{name}.SNAPSHOT.schema.json").read_text("utf-8")
        return Resource.from_contents(json.loads(text))

    names = ("spdx", "jsf-0.82")
    at = "http://cyclonedx.org/schema/"
    registry = Registry().with_resources(
        [(f"{at}{name}.SNAPSHOT.schema.json", schema(name)) for name in names]
    )
    bom = schema("bom-1.6").contents
    errors = jsonschema.Draft7Validator(bom, registry=registry).iter_errors(MADE)
    assert [error.message for error in errors] == []


def test_the_same_locks_give_the_same_list() -> None:
    assert sbom() == MADE
