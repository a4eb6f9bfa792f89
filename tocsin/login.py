"""Who works on this machine, by name."""

import os
import pwd


def own_login() -> str:
    """The login of whom this process runs as, or their number where it has no name.

    As the kernel knows them: anybody can write another name into LOGNAME or USER, and
    what is written down would be another's.
    """
    return login_of(os.getuid())


def login_of(uid: int) -> str:
    """The login of a user of this machine, or their number where it has no name."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
