"""Accounts in a folder, with hashes that take no time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.desk.accounts.accounts import Accounts, accounts_in
from services.desk.accounts.passwords import Passwords
from tests.desk_accounts import QUICK
from tests.manual_clock import ManualClock
from tocsin.database import upgrade


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    return QUICK


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def accounts(
    tmp_path: Path, clock: ManualClock, passwords: Passwords
) -> Iterator[Accounts]:
    url = f"sqlite:///{tmp_path}/accounts.db"
    upgrade(url)
    with accounts_in(url, clock, passwords) as opened:
        yield opened
