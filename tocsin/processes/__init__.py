"""Work in child processes that may be killed: CPU work and files from strangers."""

from tocsin.processes.limits import Limits
from tocsin.processes.pool import Pool
from tocsin.processes.sandbox import kernel_refuses
from tocsin.processes.task import Failed, Task

__all__ = ["Failed", "Limits", "Pool", "Task", "kernel_refuses"]
