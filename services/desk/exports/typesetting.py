"""Sets case files with typst. Runs only in a limited child process."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import typst

TEMPLATE = Path(__file__).with_name("casefile.typ")
FONTS = ("manimgx_fonts", "manimgx_fonts_cjk")


class ToSet(NamedTuple):
    """A case file, and the time that is written into it: whole seconds, in UTC."""

    data: dict[str, Any]
    at: datetime


def typesetting() -> Callable[[Sequence[ToSet]], list[bytes]]:
    """The work function of a child process: PDF for each case file."""
    # Those of the machine are left alone: the same file must be the same everywhere.
    fonts = typst.Fonts(
        include_system_fonts=False, font_paths=[str(files(name)) for name in FONTS]
    )
    source = TEMPLATE.read_bytes()
    return lambda todo: [_pdf(fonts, source, one) for one in todo]


def _pdf(fonts: typst.Fonts, source: bytes, one: ToSet) -> bytes:
    compiler = typst.Compiler(
        source,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"case": json.dumps(one.data, ensure_ascii=False)},
    )
    # No archival profile: those refuse a letter that no font has, and with it a case.
    made = compiler.compile(format="pdf", timestamp=one.at)
    if not isinstance(made, bytes):
        raise TypeError(type(made).__name__)
    return made
