"""A topic of dead letters that takes none, under a Faust worker on a real broker."""

from services.enrich.faust_host import CRASHED
from tests.live.stage import (
    DONE_LIMIT_S,
    Stage,
    check_no_offset_passed_the_poison,
    check_nothing_is_lost,
    publish,
    wait_until,
)


def letters_refused(stage: Stage) -> float:
    """The worker ends, and goes on where it was once letters are taken again.

    Returns:
        Seconds from the start of the worker that could go on until all was handled.
    """
    stage.configure(stage.letters, "max.message.bytes", "1")
    publish(stage)
    assert stage.start().wait(DONE_LIMIT_S) == CRASHED
    check_no_offset_passed_the_poison(stage)
    stage.configure(stage.letters, "max.message.bytes", None)
    stage.start()
    took_s = wait_until(lambda: stage.lag() == 0, DONE_LIMIT_S)
    check_nothing_is_lost(stage)
    return took_s


def letters_missing(stage: Stage) -> float:
    """The worker waits for the topic, and goes on by itself once it is there.

    Args:
        stage: whose topic of letters is not there.

    Returns:
        Seconds from the making of the topic until all was handled.
    """
    publish(stage)
    worker = stage.start()
    # A batch with poison was tried, came again, and wrote its outputs once more.
    wait_until(lambda: stage.repeated() > 0, DONE_LIMIT_S)
    check_no_offset_passed_the_poison(stage)
    stage.create()
    took_s = wait_until(lambda: stage.lag() == 0, DONE_LIMIT_S)
    check_nothing_is_lost(stage)
    assert worker.poll() is None
    return took_s
