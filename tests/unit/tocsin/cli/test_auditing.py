"""The audit log on the command line: all of it, or what somebody asks for."""

import pytest

from services.desk.accounts.opening import open_accounts
from services.desk.accounts.person import Role
from services.desk.accounts.staff import invite
from tests.manual_clock import ManualClock
from tests.pipeline.command_line import CommandLine
from tocsin.audit.opening import open_auditor
from tocsin.settings import load_settings


@pytest.fixture(scope="module")
def tocsin(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """Rows of three people: Ada makes Bo, who reads; cy erases on this machine."""
    tocsin = CommandLine(tmp_path_factory.mktemp("data"))
    assert tocsin("topics", "apply").code == 0
    settings, clock = load_settings(data=tocsin.data), ManualClock()
    with (
        open_auditor(settings, clock, actor="cli:cy") as auditor,
        open_accounts(settings, clock, auditor) as accounts,
    ):
        bo, _ = invite(accounts, name="Bo", login="bo", roles=[Role.ANALYST], by="ada")
        clock.sleep(2 * 24 * 3600.0)
        auditor.by(f"desk:{bo}").note("case.read", "case-1", "page")
        auditor.note("case.erased", "case-1", "asked to")
        auditor.note("case.erased", "case-2", "asked to")
    return tocsin


@pytest.mark.parametrize(
    ("asked", "done"),
    [
        ("", ["account.made", "link.made", "case.read", "case.erased", "case.erased"]),
        ("--case case-1", ["case.read", "case.erased"]),
        ("--case case-1 --person cy", ["case.erased"]),
        ("--person Bo", ["account.made", "link.made", "case.read"]),
        ("--person ada", ["account.made", "link.made"]),
        ("--person desk:ada", ["account.made", "link.made"]),
        ("--person cli:cy --case case-2", ["case.erased"]),
        ("--since 2026-03-03 --person Bo", ["case.read"]),
        ("--person nobody", []),
    ],
)
def test_rows_are_listed_by_case_person_and_day(
    asked: str, done: list[str], tocsin: CommandLine
) -> None:
    told = tocsin("audit", "list", "--json", *asked.split()).told
    assert [row["action"] for row in told] == done
    table = tocsin("audit", "list", *asked.split()).out
    assert [word for word in table.split() if "." in word and word in done] == done


def test_a_day_that_is_none_is_refused(tocsin: CommandLine) -> None:
    assert tocsin("audit", "list", "--since", "yesterday").code == 2
