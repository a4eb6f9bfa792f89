# What people and CI run; `make` alone prints this list.
PYTHON ?= python3
BIN := .venv/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Packages are fetched again only when the locked list or the project file changes.
INSTALLED := .venv/.installed
# Style sheets, scripts and fonts of the pages, from locked packages of npm.
ASSETS := tocsin/web/assets/manifest.json
# No Node here: the one of PyPI will do, locked like the rest.
NPM := $(or $(shell command -v npm),$(BIN)/npm)

.DEFAULT_GOAL := help

.PHONY: help
help: ## Print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) \
	  | awk -F ':.*## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'

.PHONY: setup
setup: $(INSTALLED) $(ASSETS) ## Install the locked packages into .venv and the assets; nothing else

$(INSTALLED): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Tocsin needs Python 3.11 or newer, and $(PYTHON) is" \
	    "$$($(PYTHON) --version 2>&1). Name a newer one: make setup PYTHON=python3.11" \
	    >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
	  echo "$(PYTHON) cannot make virtual environments." \
	    "On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP_INSTALL) --require-hashes --requirement requirements/uv.txt
	@# uv is many times faster; where it cannot reach a mirror that pip is set up for,
	@# pip installs the very same locked files.
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes \
	  --requirement requirements/dev.txt \
	  || $(PIP_INSTALL) --require-hashes --requirement requirements/dev.txt
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $(INSTALLED)

.PHONY: assets
assets: $(ASSETS) ## Fetch the locked npm packages and copy what the pages use

$(ASSETS): assets/package-lock.json tocsin/web/pages/building.py | $(INSTALLED)
	@test -x "$(NPM)" || $(PIP_INSTALL) --require-hashes \
	  --requirement requirements/node.txt
	PATH="$(CURDIR)/$(BIN):$$PATH" $(NPM) --prefix assets ci --silent --no-audit --no-fund
	$(BIN)/python -m tocsin.web.pages.building

.PHONY: demo
demo: setup ## Serve sample allegations, explained and searchable, until Ctrl-C
	$(BIN)/tocsin demo

.PHONY: test
test: setup ## Run the tests; the live ones too where a JDK >= 21 and Maven are
	$(BIN)/pytest $(PYTEST_FLAGS)

.PHONY: hostile
hostile: setup ## Ask both services 20,000 hostile things; takes an hour
	TOCSIN_HOSTILE_CASES=5000 $(BIN)/pytest -o faulthandler_timeout=0 --timeout=7200 \
	  tests/hostile

.PHONY: check
check: setup ## Check format, lint, types and the generated schemas
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/python -m schemas
	git diff --exit-code -- schemas/json schemas/asyncapi.yaml

.PHONY: schemas
schemas: setup ## Write the JSON Schemas and the AsyncAPI document again
	$(BIN)/python -m schemas

.PHONY: accuracy
accuracy: setup ## Measure enrichment on the labeled texts; writes docs/reference/accuracy.md
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.accuracy

.PHONY: faults
faults: setup ## Try every fault many times; writes docs/reference/faults.md
	$(BIN)/python -m tests.faults

.PHONY: bench
bench: setup ## Run the benchmarks in a row, on this machine
	@set -e; for file in benchmarks/bench_*.py; do \
	  name=$$(basename $$file .py); echo "== $$name"; \
	  OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.$$name; \
	done

.PHONY: screenshots
screenshots: setup ## Take pictures of form and desk into build/screenshots and docs/images
	$(BIN)/python -m tests.ui.screenshots
	$(BIN)/python -m tests.ui.desk_screenshots
	$(BIN)/python -m tests.ui.office_screenshots

.PHONY: lock
lock: setup ## Lock the packages again, after a change of pyproject.toml
	PATH="$(CURDIR)/$(BIN):$$PATH" sh requirements/compile.sh

.PHONY: sbom
sbom: setup ## Write build/sbom.json: all that Tocsin is made of (CycloneDX), from the locks
	mkdir -p build
	$(BIN)/python -m requirements.sbom > build/sbom.json

.PHONY: audit
audit: setup ## Look up known faults of the locked packages at PyPI; needs the internet
	@# Strict: a package that cannot be looked up is a failure, not a blank.
	$(BIN)/pip-audit --strict --require-hashes --disable-pip \
	  --requirement requirements/base.txt

.PHONY: clean
clean: ## Remove .venv, caches and engines; tocsin-data stays
	rm -rf .venv .engines .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist \
	  assets/node_modules tocsin/web/assets
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
