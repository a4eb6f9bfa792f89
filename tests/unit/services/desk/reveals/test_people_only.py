"""No program sees who reported."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.desk.accounts.person import Role
from tests.desk_accounts import GuardedDesk, guarded_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[GuardedDesk]:
    with guarded_desk(tmp_path) as opened:
        yield opened


def test_no_key_can_be_made_that_sees_who_reported(desk: GuardedDesk) -> None:
    with desk.browser(desk.session("Ada", Role.ADMINISTRATOR)) as browser:
        page = browser.get("/desk/api-keys").text
        fields = {"name": "a program", "days": "30", "role": Role.OFFICER.value}
        answer = browser.post("/desk/api-keys", data=fields)
    assert 'value="operator"' in page
    assert 'value="officer"' not in page
    assert answer.status_code == 422
    assert "Tick at least one role." in answer.text


def test_a_program_of_this_machine_does_not_before_there_are_accounts(
    desk: GuardedDesk,
) -> None:
    with desk.browser() as program:
        assert program.get("/v1/cases").status_code == 200
        assert program.get("/v1/reveals").status_code == 403
