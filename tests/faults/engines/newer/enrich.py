"""Enrichment of a next version: python -m tests.faults.engines.newer.enrich."""

import sys

from tests.faults.engines.enriching import main
from tests.faults.engines.newer.schema import upgrade_schema
from tocsin.settings import load_settings

if __name__ == "__main__":
    upgrade_schema()
    sys.exit(main(load_settings()))
