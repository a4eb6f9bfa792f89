"""Whether children can be shut in here: found out before any file is opened."""

from tocsin.processes.limits import Limits
from tocsin.processes.task import Task
from tocsin.processes.template import Template

_SHUT_IN = Task("tocsin.processes.sandbox:idling", limits=Limits(confined=True))


def kernel_refuses() -> tuple[str, ...]:
    """The parts of the sandbox that this machine refuses a child; none is best.

    Takes a tenth of a second: a process is started that tries.

    Raises:
        DependencyDown: no process can be started.
    """
    template = Template(_SHUT_IN)
    try:
        return template.await_ready()
    finally:
        template.kill()
