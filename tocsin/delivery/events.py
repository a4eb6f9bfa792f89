"""Records to events for handlers: what cannot be read is dead, the rest goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.events import Event
from tocsin.delivery.outcome import Dead, Delivery, Outcome
from tocsin.errors import Reject
from tocsin.log.base import Position
from tocsin.log.codec import decode


@dataclass(frozen=True, slots=True)
class Decoded:
    """A batch, read.

    Attributes:
        events: deliveries with their events, in order.
        dead: outcomes of the records that can never be read.
    """

    events: tuple[tuple[Delivery, Event], ...]
    dead: Mapping[Position, Dead]


def decoded(deliveries: Sequence[Delivery]) -> Decoded:
    """Read the records of a batch."""
    events: list[tuple[Delivery, Event]] = []
    dead: dict[Position, Dead] = {}
    for delivery in deliveries:
        try:
            events.append((delivery, decode(delivery.record)))
        except Reject as exc:
            dead[delivery.record.position] = Dead(exc.reason, exc.message)
    return Decoded(tuple(events), dead)


def in_order(
    deliveries: Sequence[Delivery], outcomes: Mapping[Position, Outcome]
) -> list[Outcome]:
    """The outcomes as `Handler.handle` returns them.

    Raises:
        KeyError: a delivery has no outcome; a bug of the handler.
    """
    return [outcomes[delivery.record.position] for delivery in deliveries]
