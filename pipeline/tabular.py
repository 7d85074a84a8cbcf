"""Rows for people and programs: a table, CSV, or one JSON object a line."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipeline.jsonlines import write_object
from schemas.arrow import to_json

FORMATS = ("table", "json", "csv")

PIPE_WIDTH = 1_000_000
"""Columns of what is no terminal: a program reads whole lines, however long."""

_TRAILING = re.compile(" +$", re.M)


def print_rows(names: Sequence[str], rows: Iterable[Sequence[Any]], *, form: str) -> None:
    """Print rows to stdout.

    Args:
        names: names of the columns.
        rows: the rows.
        form: one of FORMATS; `json` is one object a line.
    """
    if form == "json":
        for row in rows:
            write_object(to_json(dict(zip(names, row, strict=True))))
        sys.stdout.flush()
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([_flat(value) for value in row] for row in rows)
    else:
        console = stdout_console()
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in names:
            table.add_column(name, overflow="fold")
        for row in rows:
            table.add_row(*(escape(str(_flat(value))) for value in row))
        console.print(table)


def stdout_console() -> Console:
    """Return a console on stdout; where that is no terminal, lines are as long as they need to be."""
    console = _Stdout(highlight=False, emoji=False)
    if console.is_terminal:
        return console
    return _Stdout(file=_Unpadded(), highlight=False, emoji=False, width=PIPE_WIDTH)  # type: ignore[arg-type]


class _Stdout(Console):
    def on_broken_pipe(self) -> NoReturn:
        """Leave a reader that went away to `pipeline.commands.main`; rich would exit with 1."""
        raise BrokenPipeError


class _Unpadded:
    """Standard output without the blanks that fill a table's cells to the end of the line."""

    def write(self, text: str) -> int:
        return sys.stdout.write(_TRAILING.sub("", text))

    def flush(self) -> None:
        sys.stdout.flush()


def _flat(value: Any) -> Any:
    """Return a value as one cell: structures as JSON, times in ISO 8601, null empty."""
    if value is None:
        return ""
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(to_json(value), ensure_ascii=False)
    return to_json(value) if isinstance(value, (dt.date, dt.datetime)) else value
