"""Compaction: the many small files of a partition become one sorted file per table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from schemas.tables import TABLES
from transforms.tables import paths
from transforms.tables.known import ArticleKey
from transforms.tables.lake import Lake, refused, want_exchange
from transforms.tables.manifest import DataFile, all_files, newest
from transforms.tables.parquet import ROW_GROUP
from transforms.tables.periods import last_day
from transforms.tables.publisher import commit_steps
from transforms.tables.staging import Staging


def compact(
    lake: Lake,
    *,
    before: dt.date | None = None,
    offline: bool = False,
    told: Callable[[int, int], None] | None = None,
) -> dict[str, int]:
    """Join what lies in several files; one commit per partition, so that a crash loses little.

    A day that is over gets one file per table. So does a month or a year; while it lasts its small files are
    joined, and one that fills a row group is left until the end. Runs may publish into a partition that is
    over (a correction does), and the next compaction takes that in.

    Args:
        lake: the lake; readers and writers may be at work.
        before: leave alone what lasts until this day (UTC) or longer. Feeds correct their articles for a day or
            two, and a correction takes no name away in the small files of runs, which have room for it.
        offline: nobody is reading; needed where folders cannot be exchanged (object stores).
        told: hears after every partition how many are done, and of how many.

    Returns:
        Files there were and files there are instead, and partitions done: `before`, `after`, `partitions`.

    Raises:
        LakeError: readers could meet rows twice and `offline` is not given; or the storage refused.
    """
    want_exchange(lake, "compaction", offline=offline)
    done = {"partitions": 0, "before": 0, "after": 0}
    today = lake.clock().astimezone(dt.timezone.utc).date()
    try:
        promised = all_files(lake.store, newest(lake.store)).values()
        days = sorted({day for day, _ in scattered(promised, lake.period, today)})
        if before is not None:
            days = [day for day in days if last_day(lake.period, day) < before]
        for number, day in enumerate(days, start=1):
            entry = commit_steps(
                lake.store, "compact", lake.clock, lake.repairs.append, _Partition(lake, day, today)
            )
            if entry is not None:
                done["partitions"] += 1
                for step in entry.steps:
                    if step.target.split("/")[0] in TABLES:
                        done["before"] += max(len(step.was), 1)
                        done["after"] += len(step.files)
            if told is not None:
                told(number, len(days))
    except OSError as error:
        raise refused(lake.store, error) from error
    return done


def scattered(files: Iterable[DataFile], period: str, today: dt.date) -> dict[tuple[dt.date, str], list[str]]:
    """Return the files that compaction would join, by first day of their partition and table.

    Args:
        files: what the log promises.
        period: how long a partition lasts.
        today: the day it is.
    """
    found: dict[tuple[dt.date, str], list[str]] = {}
    for file in files:
        day = paths.day_of(file.path)
        over = last_day(period, day) < today
        # A day is short: what it brings until tonight waits. A month would be slow to read before it ends.
        lasts = not over and last_day(period, day) > day
        if over or (lasts and file.rows < ROW_GROUP):
            found.setdefault((day, file.path.split("/")[0]), []).append(file.path)
    return {place: sorted(paths) for place, paths in found.items() if len(paths) > 1}


class _Partition:
    """Stages one partition, looking anew at what it holds each time."""

    def __init__(self, lake: Lake, day: dt.date, today: dt.date) -> None:
        self._lake = lake
        self._day = day
        self._today = today

    def __call__(self, staging: Staging) -> Sequence[ArticleKey]:
        promised = all_files(self._lake.store, staging.seq - 1).values()
        here = [file for file in promised if paths.day_of(file.path) == self._day]
        for (day, name), present in scattered(here, self._lake.period, self._today).items():
            staging.rewrite_partition(TABLES[name], day, "compact", present)
        return ()
