"""Records to events for handlers: what cannot be read is dead, the rest goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.events import Event
from tocsin.delivery.outcome import Dead, Delivery, Outcome
from tocsin.errors import Erased, Reject
from tocsin.log.base import Position
from tocsin.log.codec import Codec


@dataclass(frozen=True, slots=True)
class Decoded:
    """A batch, read.

    Attributes:
        events: deliveries with their events, in order.
        erased: deliveries of cases that were erased, in order.
        dead: outcomes of the records that can never be read.
    """

    events: tuple[tuple[Delivery, Event], ...]
    erased: tuple[tuple[Delivery, Erased], ...]
    dead: Mapping[Position, Dead]


def decoded(deliveries: Sequence[Delivery], codec: Codec) -> Decoded:
    """Read the records of a batch.

    Raises:
        DependencyDown: the database of case keys does not answer.
        Halt: a case key cannot be unwrapped.
    """
    codec.prepare(delivery.record for delivery in deliveries)
    events: list[tuple[Delivery, Event]] = []
    erased: list[tuple[Delivery, Erased]] = []
    dead: dict[Position, Dead] = {}
    for delivery in deliveries:
        try:
            events.append((delivery, codec.decode(delivery.record)))
        except Erased as exc:
            erased.append((delivery, exc))
        except Reject as exc:
            dead[delivery.record.position] = Dead(exc.reason, exc.message)
    return Decoded(tuple(events), tuple(erased), dead)


def in_order(
    deliveries: Sequence[Delivery], outcomes: Mapping[Position, Outcome]
) -> list[Outcome]:
    """The outcomes as `Handler.handle` returns them.

    Raises:
        KeyError: a delivery has no outcome; a bug of the handler.
    """
    return [outcomes[delivery.record.position] for delivery in deliveries]
