"""Delivery: how no allegation is lost between the log and its effects."""

from tocsin.delivery.events import Decoded, decoded, in_order
from tocsin.delivery.kernel import Kernel, Policy
from tocsin.delivery.outcome import (
    Dead,
    Delivery,
    Done,
    Handler,
    Outcome,
    Retry,
    Skip,
)
from tocsin.delivery.runner import Runner, Worker
from tocsin.delivery.status import Fate, Meter, Status
from tocsin.delivery.stopping import stop_on_signals

__all__ = [
    "Dead",
    "Decoded",
    "Delivery",
    "Done",
    "Fate",
    "Handler",
    "Kernel",
    "Meter",
    "Outcome",
    "Policy",
    "Retry",
    "Runner",
    "Skip",
    "Status",
    "Worker",
    "decoded",
    "in_order",
    "stop_on_signals",
]
