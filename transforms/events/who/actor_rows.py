"""The rows of the actor data files, each with a label that an error message can name."""

from __future__ import annotations

import csv
import datetime
import importlib.resources
import re
from collections.abc import Iterable, Iterator

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_rows(name: str, required: Iterable[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of `data/actors/<name>`, each with its label ("actors/states.csv line 12").

    Raises ValueError with that label where a column is missing, an id repeated or a `required` cell empty.
    """
    path = importlib.resources.files("transforms.events").joinpath("data", "actors", name)
    with path.open(encoding="utf-8") as handle:
        seen: set[str] = set()
        for number, row in enumerate(csv.DictReader(handle), 2):
            where = f"actors/{name} line {number}"
            if None in row or None in row.values():
                raise ValueError(f"{where}: the number of columns differs from the header's")
            for column in ("id", "source", *required):
                if not row.get(column):
                    raise ValueError(f"{where}: column {column!r} is empty or missing")
            if row["id"] in seen:
                raise ValueError(f"{where}: id {row['id']!r} is used twice")
            seen.add(row["id"])
            yield where, row


def split_list(cell: str) -> list[str]:
    """The entries of a cell that holds a list, separated by semicolons."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def parse_date(where: str, cell: str) -> datetime.date | None:
    """A cell's date; None if empty. Raises ValueError with the row's label if it is no date."""
    if not cell:
        return None
    if not _DATE.fullmatch(cell):
        raise ValueError(f"{where}: {cell!r} is not a date like 2005-11-22")
    try:
        return datetime.date.fromisoformat(cell)
    except ValueError as error:
        raise ValueError(f"{where}: {cell!r} is not a day of the calendar") from error
