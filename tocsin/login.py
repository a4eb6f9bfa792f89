"""Who gives a command on this machine."""

import os
import pwd


def own_login() -> str:
    """The login of whom this process runs as, or their number where it has no name.

    As the kernel knows them: anybody can write another name into LOGNAME or USER, and
    what is written down would be another's.
    """
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
