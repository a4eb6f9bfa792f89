"""Receipt codes: made, typed in again, waiting, hashed, found."""

import pytest
from cryptography.exceptions import InvalidTag

from services.intake.receipts import (
    ReceiptCodes,
    harden,
    matches,
    normalize,
    selector,
)
from services.intake.returns import HardeningThread, find_case, harden_waiting
from tests.intake_world import SECRET, IntakeWorld, submission

CODES = ReceiptCodes(SECRET)


def given_code(world: IntakeWorld) -> tuple[str, str]:
    receipt = world.reception.receive(submission(), uploads={}, channel="api")
    assert receipt.receipt_code is not None
    return receipt.receipt_code, receipt.case_id


def test_the_same_key_makes_the_same_code_and_only_with_the_same_secret() -> None:
    assert CODES.make("k") == CODES.make("k")
    assert CODES.make("k") != CODES.make("l")
    assert CODES.make("k") != ReceiptCodes(b"another secret of 32 bytes or more").make(
        "k"
    )


def test_codes_keep_their_leading_zeros() -> None:
    codes = [CODES.make(f"key {number}") for number in range(200)]
    assert all(len(code) == 23 for code in codes)
    assert any(code.startswith("0") for code in codes)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 32 bytes"):
        ReceiptCodes(b"short")


@pytest.mark.parametrize(
    "typed",
    [
        "12345 67890 12345 67890",
        "12345678901234567890",
        " 12345-67890-12345-67890\n",
        "١٢٣٤٥ ٦٧٨٩٠ ١٢٣٤٥ ٦٧٨٩٠",
        "１２３４５６７８９０１２３４５６７８９０",  # noqa: RUF001 - as typed in East Asia
    ],
)
def test_a_code_may_be_typed_in_many_ways(typed: str) -> None:
    assert normalize(typed) == "12345 67890 12345 67890"


@pytest.mark.parametrize("typed", ["", "1234", "1" * 21, "words"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert normalize(typed) is None


def test_the_hash_has_its_own_salt_and_fits_its_code_only() -> None:
    code = "12345 67890 12345 67890"
    assert selector(code) == "123456"
    assert harden(code) != harden(code)
    assert harden(code).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert matches(harden(code), code)
    assert not matches(harden(code), "12345 67890 12345 67891")


def test_a_concealed_code_opens_for_its_case_only() -> None:
    concealed = CODES.conceal("12345 67890 12345 67890", case="a")
    assert CODES.reveal(concealed, case="a") == "12345 67890 12345 67890"
    with pytest.raises(InvalidTag):
        CODES.reveal(concealed, case="b")


def test_a_fingerprint_needs_the_secret() -> None:
    other = ReceiptCodes(b"another secret of 32 bytes or more")
    assert CODES.fingerprint(b"x") == CODES.fingerprint(b"x")
    assert CODES.fingerprint(b"x") != other.fingerprint(b"x")


def test_a_code_finds_its_case_before_and_after_it_is_hashed(
    world: IntakeWorld,
) -> None:
    code, case = given_code(world)
    assert find_case(world.ledger, world.codes, code) == case
    assert harden_waiting(world.ledger, world.codes) == 1
    assert harden_waiting(world.ledger, world.codes) == 0
    assert find_case(world.ledger, world.codes, code.replace(" ", "")) == case


def test_another_code_finds_nothing(world: IntakeWorld) -> None:
    code, _case = given_code(world)
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert find_case(world.ledger, world.codes, wrong) is None
    harden_waiting(world.ledger, world.codes)
    assert find_case(world.ledger, world.codes, wrong) is None
    assert find_case(world.ledger, world.codes, "00000 00000 00000 00000") is None
    assert find_case(world.ledger, world.codes, "no code") is None


def test_no_code_is_in_the_files_of_intake(world: IntakeWorld) -> None:
    code, _case = given_code(world)
    harden_waiting(world.ledger, world.codes)
    for file in world.folder.glob("*.db*"):
        content = file.read_bytes()
        assert code.encode() not in content
        assert code.replace(" ", "").encode() not in content


def test_a_concealed_code_is_gone_once_it_is_hashed(world: IntakeWorld) -> None:
    given_code(world)
    [waiting] = world.ledger.waiting_receipts(limit=10)
    assert waiting.concealed is not None
    harden_waiting(world.ledger, world.codes)
    assert world.ledger.waiting_receipts(limit=10) == []


def test_a_repeat_after_hashing_leaves_the_hash(world: IntakeWorld) -> None:
    report = submission(id="k")
    world.reception.receive(report, uploads={}, channel="api")
    harden_waiting(world.ledger, world.codes)
    receipt = world.reception.receive(report, uploads={}, channel="api")
    assert world.ledger.waiting_receipts(limit=10) == []
    assert receipt.receipt_code is not None
    found = find_case(world.ledger, world.codes, receipt.receipt_code)
    assert found == receipt.case_id


def test_the_thread_hashes_what_waits_and_stops_when_told(world: IntakeWorld) -> None:
    given_code(world)
    with HardeningThread(world.ledger, world.codes):
        pass
    assert world.ledger.waiting_receipts(limit=10) == []
