"""Accounts in a folder, with hashes that take no time."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from services.desk.accounts.accounts import Accounts, accounts_in
from services.desk.accounts.passwords import Passwords
from services.desk.accounts.person import Role
from tests.auditors import auditor_of
from tests.desk_accounts import QUICK, GuardedDesk, guarded_desk
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
    with (
        auditor_of(tmp_path, url, clock) as auditor,
        accounts_in(url, clock, auditor, passwords) as opened,
    ):
        yield opened


@pytest.fixture(scope="module")
def opened_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedDesk]:
    """Opened once: to declare all routes takes a third of a second."""
    with guarded_desk(tmp_path_factory.mktemp("desk")) as opened:
        yield opened


@pytest.fixture
def desk(opened_desk: GuardedDesk) -> GuardedDesk:
    opened_desk.empty()
    return opened_desk


@pytest.fixture
def browser(desk: GuardedDesk) -> Iterator[TestClient]:
    with desk.browser() as client:
        yield client


@pytest.fixture
def administrator(desk: GuardedDesk) -> Iterator[TestClient]:
    with desk.browser(desk.session("Ada", Role.ADMINISTRATOR)) as client:
        yield client
