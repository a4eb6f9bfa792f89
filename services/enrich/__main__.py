"""The enrichment worker: python -m services.enrich."""

import os
import sys

from services.enrich.pools import open_pools
from tocsin.folders import lists_folder
from tocsin.logs import set_up_logs
from tocsin.processes import kernel_refuses
from tocsin.settings import Settings, load_settings
from tocsin.version import CODE_VERSION


def main(settings: Settings) -> int:
    """Work until told to stop; the exit code."""
    set_up_logs(settings.log_level.upper())
    # While there is one thread.
    refused = kernel_refuses()
    with open_pools(
        settings.models,
        code_version=CODE_VERSION,
        processes=settings.enrich_processes or os.cpu_count() or 1,
        lists_folder=lists_folder(settings),
    ) as pools:
        pools.reading.warm()
        # Imported while they load, on another core: together they take three seconds.
        from services.enrich.hosting import host
        from tocsin.production import check_sandbox

        check_sandbox(settings, refused)
        return host(settings, pools)


if __name__ == "__main__":
    sys.exit(main(load_settings()))
