"""Which headers of a record that died people may see.

A record that no stage could read may hold anything in its headers, a reporter's name as
well.
"""

import re
from collections.abc import Mapping

OURS = re.compile(r"ce_[a-z]+|traceparent|tocsin-[a-z]+|content-type")
PLAIN = re.compile(r"[\w./:+-]{1,200}", re.ASCII)
"""What ids, times, types and versions look like; sentences and addresses do not."""

HIDDEN = "hidden"


def shown_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Those that are ours, by name; a value that does not look like ours is hidden."""
    return {
        name: value if PLAIN.fullmatch(value) else HIDDEN
        for name, value in sorted(headers.items())
        if OURS.fullmatch(name)
    }
