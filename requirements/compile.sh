#!/bin/sh
# Locks the dependencies with hashes. Run it after a change of pyproject.toml.
set -eu
cd "$(dirname "$0")/.."
flags="--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header"
# shellcheck disable=SC2086
uv pip compile $flags pyproject.toml --group build -o requirements/base.txt "$@"
# shellcheck disable=SC2086
uv pip compile $flags pyproject.toml --group build --group dev -o requirements/dev.txt "$@"
# shellcheck disable=SC2086
uv pip compile $flags --group node -o requirements/node.txt "$@"
# shellcheck disable=SC2086
uv pip compile $flags --group lock -o requirements/uv.txt "$@"
