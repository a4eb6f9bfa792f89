"""How the slots of a group are shared out."""

from hypothesis import given
from hypothesis import strategies as st

from tocsin.log.sqlite_groups import Change, Claim, GroupState


def test_the_first_member_takes_all() -> None:
    state = GroupState(alive=["one"], claims={})

    assert state.change_for("one", 4) == Change(release=[], take=[0, 1, 2, 3])


def test_who_holds_more_than_a_share_lets_the_last_go() -> None:
    state = GroupState(
        alive=["one", "two"], claims={slot: Claim("one", 1) for slot in range(4)}
    )

    assert state.change_for("one", 4) == Change(release=[2, 3], take=[])


def test_slots_of_the_living_are_not_taken() -> None:
    state = GroupState(
        alive=["one", "two"], claims={slot: Claim("one", 1) for slot in range(4)}
    )

    assert state.change_for("two", 4) == Change(release=[], take=[])


def test_slots_of_the_dead_are_taken() -> None:
    claims = {0: Claim("dead", 3), 1: Claim(None, 2), 2: Claim("two", 1)}
    state = GroupState(alive=["one", "two"], claims=claims)

    assert state.change_for("one", 3) == Change(release=[], take=[0, 1])


def test_a_member_beyond_the_number_of_slots_gets_none() -> None:
    state = GroupState(alive=["a", "b", "c"], claims={})

    assert state.change_for("c", 2) == Change(release=[], take=[])


@given(
    slots=st.integers(1, 24),
    turns=st.lists(st.tuples(st.sampled_from("abcde"), st.booleans()), max_size=30),
)
def test_every_slot_ends_with_one_living_member_and_shares_are_fair(
    slots: int, turns: list[tuple[str, bool]]
) -> None:
    claims: dict[int, Claim] = {}
    alive: set[str] = {"a"}
    for member, lives in turns:
        alive = alive | {member} if lives else alive - {member} or {"a"}
        _polls_of(min(alive), claims, alive, slots)

    for member in sorted(alive) * 2:
        _polls_of(member, claims, alive, slots)

    held = [claims[slot].member for slot in range(slots)]
    shares = [held.count(member) for member in sorted(alive)]
    assert sum(shares) == slots
    assert max(shares) - min(shares) <= 1


def _polls_of(
    member: str, claims: dict[int, Claim], alive: set[str], slots: int
) -> None:
    change = GroupState(sorted(alive), claims).change_for(member, slots)
    for slot in change.release:
        claims[slot] = Claim(None, claims[slot].epoch)
    for slot in change.take:
        claims[slot] = Claim(member, 1)
