"""What a command prints: data on standard output, all else on standard error."""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from tocsin.turning import coded

# In a file or a pipe there is no width to ask for: wide enough for a table of cases.
WIDTH = 140
_IS_TERMINAL = sys.stdout.isatty()
_UNICODE = re.compile(r"utf[-_]?(8|16|32)", re.IGNORECASE)

_CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]
_SHOWN = dict.fromkeys({*_CONTROLS} - {ord("\t"), ord("\n")}, "\ufffd")


class _Plain(Console):
    """Values come from strangers: they are printed as text, never as markup, and no
    character of theirs that controls reaches the terminal, which would obey it.
    """

    def render_str(self, text: str, **how: Any) -> Text:  # noqa: ANN401 - Rich's own
        return super().render_str(coded(text.translate(_SHOWN)), **how)


console = _Plain(
    markup=False, highlight=False, emoji=False, width=None if _IS_TERMINAL else WIDTH
)
# Messages hold paths and addresses: only the terminal itself breaks their lines.
notes = _Plain(stderr=True, markup=False, highlight=False, emoji=False, soft_wrap=True)


def print_json(value: BaseModel | dict[str, Any] | list[Any]) -> None:
    """One JSON document on standard output."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    sys.stdout.write(_json(value, indent=2) + "\n")


def print_json_line(value: dict[str, Any]) -> None:
    """One JSON object on a line of standard output."""
    sys.stdout.write(_json(value) + "\n")


def _json(value: object, indent: int | None = None) -> str:
    """JSON whose control characters of two bytes are escaped as those of one are, and
    all that is not ASCII where the locale may have no letter for it.
    """
    is_ascii = not _UNICODE.match(sys.stdout.encoding or "utf-8")
    document = json.dumps(value, ensure_ascii=is_ascii, indent=indent)
    return document.translate({one: f"\\u{one:04x}" for one in _CONTROLS[32:]})


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = ""
) -> None:
    """A table on standard output, one value to a line where it would break a word.

    So ids stay whole and can be copied.
    """
    shown = [[str(value) for value in row] for row in rows]
    widths = _widths(columns, shown)
    if widths is None:
        _print_upright(columns, shown, title)
    else:
        console.print(_table(columns, shown, title, widths))


def _widths(columns: Sequence[str], shown: Sequence[Sequence[str]]) -> list[int] | None:
    """Cells for each column, so that no word is broken; None where they do not fit.

    Rich by itself takes from the widest columns alike, and breaks words of one while
    there is room in another.
    """
    sizes = [
        [
            Measurement.get(console, console.options, console.render_str(text))
            for text in texts
        ]
        for texts in zip(columns, *shown, strict=True)
    ]
    least = [max(size.minimum for size in of) for of in sizes]
    wanted = [max(size.maximum for size in of) for of in sizes]
    # One cell lies between two columns.
    spare = console.width - sum(least) - (len(columns) - 1)
    if spare < 0 and shown:
        return None
    widths = list(least)
    # Who lacks least gets all of it; the others share what is left.
    order = sorted(range(len(columns)), key=lambda n: wanted[n] - least[n])
    for before, number in enumerate(order):
        share = max(spare, 0) // (len(order) - before)
        given = min(wanted[number] - least[number], share)
        widths[number] += given
        spare -= given
    return widths


def _print_upright(
    columns: Sequence[str], shown: Sequence[Sequence[str]], title: str
) -> None:
    if title:
        console.print(title)
    for row in shown:
        for column, value in zip(columns, row, strict=True):
            if value:
                console.print(f"{column}: {value}")
        console.print()


def _table(
    columns: Sequence[str],
    shown: Sequence[Sequence[str]],
    title: str,
    widths: Sequence[int],
) -> Table:
    table = Table(
        title=title or None,
        title_justify="left",
        header_style="bold",
        box=SIMPLE_HEAD,
        show_edge=False,
        padding=0,
    )
    for column, width in zip(columns, widths, strict=True):
        table.add_column(column, overflow="fold", width=width)
    for row in shown:
        table.add_row(*row)
    return table


def print_found(title: str, found: Mapping[str, object]) -> None:
    """What a check found, for people: figures, yes or no, ids in a row."""
    rows = [(name.replace("_", " "), _worded(value)) for name, value in found.items()]
    print_table((title, "Count"), rows)


def print_verified(title: str, told: Mapping[str, Any]) -> None:
    """A comparison of log and index, for people: of windows those that lost a case."""
    counts = {name: value for name, value in told.items() if name != "windows"}
    print_found(title, counts)
    bad = [window for window in told["windows"] if window["lost"]]
    if bad:
        columns = [name.replace("_", " ") for name in bad[0]]
        print_table(columns, (list(window.values()) for window in bad), title="Lost")


def _worded(value: object) -> object:
    match value:
        case bool():
            return "yes" if value else "no"
        case None | ():
            return "none"
        case tuple():
            return " ".join(value)
    return value


def progress() -> Progress:
    """A progress bar on standard error; silent where that is no terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=notes,
        disable=not notes.is_terminal,
    )
