"""Retention: days before a date leave the lake, but their articles stay known."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from schemas.tables import TABLES
from transforms.tables import known, paths
from transforms.tables.known import ArticleKey
from transforms.tables.lake import Lake, refused
from transforms.tables.parquet import load
from transforms.tables.periods import last_day
from transforms.tables.publisher import commit_steps
from transforms.tables.staging import Staging
from transforms.tables.supersede import KEY_COLUMNS, article_keys

_LAST_FIRST = tuple(reversed(list(TABLES)))
"""Dyads go before their events, events before their articles: no row is left that points nowhere."""


def expire(lake: Lake, before: dt.date) -> list[dt.date]:
    """Drop all partitions that end before a date, one commit per partition.

    Digests of the dropped articles are kept: a feed that still carries them does not bring them back.

    Args:
        lake: the lake; readers and writers may be at work.
        before: the first day that stays; a month or year that it lies in stays whole.

    Returns:
        The first days of what was dropped.

    Raises:
        LakeError: the storage refused.
    """
    days: set[dt.date] = set()
    for name in TABLES:
        found = paths.days_of(file.path for file in lake.store.files(name))
        days.update(day for day in found if last_day(lake.period, day) < before)
    try:
        for day in sorted(days):
            commit_steps(lake.store, "expire", lake.clock, lake.repairs.append, _Day(lake, day))
    except OSError as error:
        raise refused(lake.store, error) from error
    return sorted(days)


class _Day:
    """Stages the end of one day."""

    def __init__(self, lake: Lake, day: dt.date) -> None:
        self._store = lake.store
        self._day = day

    def __call__(self, staging: Staging) -> Sequence[ArticleKey]:
        keys: list[ArticleKey] = []
        for file in self._store.files(paths.partition("articles", self._day)):
            keys += article_keys(load(self._store, file.path, KEY_COLUMNS), self._day)
        keys = [dataclasses.replace(key, day=paths.ANCHOR_DAY) for key in keys]
        for path, data in known.expired_segments(self._store, keys, staging.seq).items():
            staging.add(path, data, len(keys))
        for name in _LAST_FIRST:
            if self._store.files(paths.partition(name, self._day)):
                staging.drop_partition(TABLES[name], self._day)
        return keys
