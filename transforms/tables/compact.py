"""Compaction: the many small files of a closed day become one sorted file per table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from schemas.tables import TABLES
from transforms.tables import paths
from transforms.tables.known import ArticleKey
from transforms.tables.lake import Lake, refused, want_exchange
from transforms.tables.publisher import commit_steps
from transforms.tables.staging import Staging


def compact(lake: Lake, *, offline: bool = False) -> dict[str, int]:
    """Rewrite every closed day that lies in several files; one commit per day, so that a crash loses little.

    A day is closed when the clock shows a later one. That only decides what is worth the work: runs may
    still publish into a compacted day (a correction does), and the next compaction takes that in.

    Args:
        lake: the lake; readers and writers may be at work.
        offline: nobody is reading; needed where folders cannot be exchanged (object stores).

    Returns:
        Files there were and files there are instead, and days done: `before`, `after`, `days`.

    Raises:
        LakeError: readers could meet rows twice and `offline` is not given; or the storage refused.
    """
    want_exchange(lake, "compaction", offline=offline)
    done = {"days": 0, "before": 0, "after": 0}
    today = lake.clock().astimezone(dt.timezone.utc).date()
    try:
        for day in sorted(_scattered(lake, today)):
            entry = commit_steps(lake.store, "compact", lake.clock, lake.repairs.append, _Day(lake, day))
            if entry is not None:
                done["days"] += 1
                for step in entry.steps:
                    if step.target.split("/")[0] in TABLES:
                        done["before"] += max(len(step.was), 1)
                        done["after"] += len(step.files)
    except OSError as error:
        raise refused(lake.store, error) from error
    return done


def _scattered(lake: Lake, today: dt.date) -> set[dt.date]:
    found: set[dt.date] = set()
    for name in TABLES:
        days = paths.days_of(file.path for file in lake.store.files(name))
        found.update(day for day, files in days.items() if len(files) > 1 and day < today)
    return found


class _Day:
    """Stages one day, looking anew at what it holds each time."""

    def __init__(self, lake: Lake, day: dt.date) -> None:
        self._store = lake.store
        self._day = day

    def __call__(self, staging: Staging) -> Sequence[ArticleKey]:
        for table in TABLES.values():
            if len(self._store.files(paths.partition(table.name, self._day))) > 1:
                staging.rewrite_partition(table, self._day, "compact")
        return ()
