"""Reading what was listed a moment ago, beside a compaction or an expiry that may have taken it away since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from transforms.tables.description import read_description
from transforms.tables.paths import days_of
from transforms.tables.periods import last_day, period_of
from transforms.tables.store import Store

Read = TypeVar("Read")

TRIES = 20
"""Every try but the last met another exchange between its listing and its reading; so many in a row are damage."""


def listed_again(read: Callable[[], Read], gone: Callable[[Exception], bool] | None = None) -> Read:
    """Return what `read` returns, which lists files and reads them; it is called again when a listed file is gone.

    Compaction moves rows from many names to one, so whoever listed before and opens after misses a name
    (docs/lake.md has the argument). Nothing is lost by that: the next listing has the rows under the new name.

    Args:
        read: lists and reads, from the beginning each time.
        gone: whether an error says that a file is gone; by default FileNotFoundError alone does.

    Raises:
        Exception: whatever `read` raised last, if that tells of something else, or again and again.
    """
    for _ in range(TRIES - 1):
        try:
            return read()
        except Exception as error:
            if not (isinstance(error, FileNotFoundError) if gone is None else gone(error)):
                raise
    return read()


def files_since(store: Store, table: str, since: dt.date) -> list[str]:
    """Return the files of a table whose partitions reach to a day (UTC, of publication) or beyond it, sorted."""
    period = period_of(read_description(store) or {})
    by_day = days_of(file.path for file in store.files(table))
    return sorted(path for day, files in by_day.items() if last_day(period, day) >= since for path in files)
