"""Codes of saved drafts: each opens its own lock, and nothing else does."""

import re
from dataclasses import replace

from services.intake.form.return_codes import ReturnCodes
from tests.intake_world import SECRET

CODES = ReturnCodes(SECRET)


def test_a_code_has_twenty_digits_in_four_groups_and_never_comes_twice() -> None:
    codes = {CODES.make() for _ in range(100)}
    assert len(codes) == 100
    assert all(re.fullmatch(r"\d{5} \d{5} \d{5} \d{5}", code) for code in codes)


def test_a_code_opens_its_lock_among_others_of_the_same_start() -> None:
    first, second = "12345 60000 00000 00001", "12345 60000 00000 00002"
    locks = [
        CODES.lock(first, "token one", draft_id="1"),
        CODES.lock(second, "token two", draft_id="2"),
    ]
    assert [lock.selector for lock in locks] == ["123456", "123456"]
    assert CODES.unlock(first, locks) == "token one"
    assert CODES.unlock(second, locks) == "token two"
    assert CODES.unlock("12345 60000 00000 00003", locks) is None
    assert CODES.unlock(first, []) is None


def test_a_lock_opens_under_the_same_secret_and_for_the_same_draft_only() -> None:
    code = "12345 60000 00000 00001"
    lock = CODES.lock(code, "token", draft_id="1")
    assert (
        ReturnCodes(b"another secret of thirty-two bytes").unlock(code, [lock]) is None
    )
    assert CODES.unlock(code, [replace(lock, draft_id="2")]) is None
    assert CODES.unlock(code, [replace(lock, salt=bytes(16))]) is None
