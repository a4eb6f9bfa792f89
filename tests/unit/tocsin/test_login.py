"""Who gives a command is whom the kernel says it is."""

import os
import pwd

import pytest

from tocsin.login import own_login


def test_the_environment_cannot_say_that_somebody_else_does_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    assert own_login() == pwd.getpwuid(os.getuid()).pw_name


def test_who_has_no_name_here_is_known_by_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_001)
    assert own_login() == "4000000001"
