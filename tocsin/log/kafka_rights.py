"""Who may do what in Kafka: each service is a user of its own, with least rights. Pure.

The user `tocsin_operator` is not here: the brokers' setting `super.users` names it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.topics import (
    ANSWERED,
    ENRICHED,
    LETTERS,
    RECEIVED,
    SEALED,
    STAGES,
    SUPPLEMENTED,
    TOPICS,
)

USER_PREFIX = "tocsin_"
OPERATOR = "operator"
_LETTERS = frozenset(topic.name for topic in LETTERS)


@dataclass(frozen=True, slots=True)
class Rights:
    """What a user may do.

    Attributes:
        writes: names of topics.
        reads: names of topics.
        joins: consumer groups that it is a member of.
        watches: consumer groups whose state it sees.
    """

    writes: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    joins: frozenset[str] = frozenset()
    watches: frozenset[str] = frozenset()


def _stage(name: str, *writes: str) -> Rights:
    reads = frozenset(STAGES[name])
    letters = {TOPICS[topic].dead_letters for topic in reads - _LETTERS}
    return Rights(frozenset({*writes, *letters}), reads, joins=frozenset({name}))


RIGHTS: Mapping[str, Rights] = {
    # It can write what comes in, and can read nothing back.
    "intake": Rights(writes=frozenset({RECEIVED.name, SEALED.name, ANSWERED.name})),
    "enrich": _stage("enrich", ENRICHED.name),
    "index": _stage("index", SUPPLEMENTED.name),
    # It shows all, and sends dead letters of any topic through once more.
    "desk": Rights(
        writes=frozenset(TOPICS) - {SEALED.name},
        reads=frozenset(TOPICS),
        watches=frozenset(STAGES),
    ),
}
"""Service -> what its user may do."""
