"""Making the index again from the log, for whichever command needs it."""

from schemas.topics import TOPICS
from services.index.rebuild import Sources
from services.index.rebuild import rebuild as rebuild_index
from tocsin.cli.output import notes, progress
from tocsin.clock import Clock
from tocsin.errors import OtherMapping
from tocsin.settings import EMBEDDED, Settings
from tocsin.vault import open_vault
from tocsin.wiring import open_index, open_log


def remake(settings: Settings, clock: Clock) -> int:
    """Make the index again beside the live one, and swap; cases in it.

    Raises:
        DependencyDown: a part does not answer; the live index is as it was.
    """
    with (
        open_log(settings, clock) as log,
        open_index(settings) as index,
        open_vault(settings, clock) as vault,
        progress() as bar,
    ):
        task = bar.add_task("records", total=None)
        sources = Sources(log, vault.files, vault.codec, vault.table.erased)
        return rebuild_index(sources, index, lambda n: bar.advance(task, n))


def prepare(settings: Settings, clock: Clock) -> None:
    """Make topics and index ready for the services of this version.

    An embedded index of another version is made again: it is a view of the log, and
    who calls holds the folder. Elasticsearch may serve other machines, which a swap
    would break: there somebody has to decide.

    Raises:
        DependencyDown: a part does not answer.
        OtherMapping: the index in Elasticsearch is of another version.
    """
    with open_log(settings, clock) as log, open_index(settings) as index:
        log.apply(TOPICS.values())
        try:
            index.apply()
        except OtherMapping:
            if settings.index_url != EMBEDDED:
                raise
        else:
            return
    notes.print(
        "the index is of another version of Tocsin: it is made again from the log"
    )
    remake(settings, clock)
