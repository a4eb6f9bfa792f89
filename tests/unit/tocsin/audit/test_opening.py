"""What an auditor of the command line writes down as who does it."""

import os
import pwd
from pathlib import Path

import pytest

from tests.manual_clock import ManualClock
from tocsin.audit.opening import open_auditor
from tocsin.settings import load_settings


def test_who_erases_cannot_have_it_written_down_as_somebody_elses_deed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "somebody-else")
    with open_auditor(load_settings(data=tmp_path), ManualClock()) as auditor:
        assert auditor.actor == f"cli:{pwd.getpwuid(os.getuid()).pw_name}"
