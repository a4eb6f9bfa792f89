"""Sample allegations for the demonstration, for trials and for tests.

Every company, vessel and person in them is invented; the regions, the goods and the
ways in which people are held are real. Not one row is a report about a real firm.
"""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def load_samples() -> list[dict[str, Any]]:
    """All sample bodies of POST /v1/allegations, in order.

    An evidence item with `upload` names a file that `sample_file` finds.
    """
    lines = (HERE / "allegations.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def sample_file(name: str) -> Path:
    """The path of a file that a sample's evidence names.

    Raises:
        KeyError: no sample carries a file of this name.
    """
    path = HERE / "files" / name
    if path.parent != HERE / "files" or not path.is_file():
        raise KeyError(name)
    return path
