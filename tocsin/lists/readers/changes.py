"""What changed between two editions of a list."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Generic, Protocol, TypeVar


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


RowT = TypeVar("RowT", bound=_Keyed)


@dataclass(frozen=True, slots=True)
class Changed(Generic[RowT]):
    """One row in both editions; `sides` names the fields that differ."""

    old: RowT
    new: RowT
    sides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes(Generic[RowT]):
    """Rows that came, went and changed, each in the order of its edition."""

    added: tuple[RowT, ...]
    removed: tuple[RowT, ...]
    changed: tuple[Changed[RowT], ...]

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.added or self.removed or self.changed)


def diff(old: Iterable[RowT], new: Iterable[RowT]) -> Changes[RowT]:
    """Compare two editions row by row; rows are the same where their keys are.

    Two rows of one edition with one key are told apart by their order.
    """
    before, after = _by_key(old), _by_key(new)
    changed = (
        Changed(before[key], row, _sides(before[key], row))
        for key, row in after.items()
        if key in before and before[key] != row
    )
    return Changes(
        added=tuple(row for key, row in after.items() if key not in before),
        removed=tuple(row for key, row in before.items() if key not in after),
        changed=tuple(changed),
    )


def _by_key(rows: Iterable[RowT]) -> dict[tuple[str, int], RowT]:
    found: dict[tuple[str, int], RowT] = {}
    for row in rows:
        number = 0
        while (row.key.casefold(), number) in found:
            number += 1
        found[row.key.casefold(), number] = row
    return found


def _sides(old: _Keyed, new: _Keyed) -> tuple[str, ...]:
    names = [field.name for field in fields(old)]  # type: ignore[arg-type]  # rows are dataclasses
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))
