"""From an older schema version to this one: every file gets the columns of this version."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from schemas.tables import SCHEMA_VERSION, TABLES
from transforms.tables import paths
from transforms.tables.known import ArticleKey
from transforms.tables.lake import Lake, refused, want_exchange
from transforms.tables.parquet import empty, encode
from transforms.tables.publisher import commit_steps
from transforms.tables.readme import descriptions
from transforms.tables.schema_check import compare, read_schema
from transforms.tables.staging import Staging
from transforms.tables.store import Store


def upgrade(lake: Lake, *, offline: bool = False) -> int:
    """Rewrite what has other columns, newest day first, the files that show the schema last.

    Readers that take the schema from the first file (DuckDB, pandas, pyarrow) see the old columns until the
    end, then the new ones, and every row all the time. Polars refuses files with different columns, so strict
    Polars readers pause meanwhile, or say `missing_columns="insert", extra_columns="ignore"`.

    Args:
        lake: the lake, opened with `any_schema`.
        offline: nobody is reading; needed where folders cannot be exchanged (object stores).

    Returns:
        Days rewritten.

    Raises:
        LakeError: a column cannot be brought over, the storage refused, or `offline` is needed.
    """
    want_exchange(lake, "the upgrade", offline=offline)
    days = _old_days(lake.store)
    try:
        for day in sorted(days, reverse=True):
            commit_steps(lake.store, "upgrade", lake.clock, lake.repairs.append, _Day(lake.store, day))
        commit_steps(lake.store, "upgrade", lake.clock, lake.repairs.append, _Schema(lake))
    except OSError as error:
        raise refused(lake.store, error) from error
    return len(days)


def _old_days(store: Store) -> set[dt.date]:
    days: set[dt.date] = set()
    for name in TABLES:
        found = paths.days_of(file.path for file in store.files(name))
        days.update(day for day, files in found.items() if any(_differs(store, name, file) for file in files))
    return days


def _differs(store: Store, table: str, path: str) -> bool:
    return bool(compare(table, read_schema(store, path), path))


class _Day:
    """Stages one day with today's columns."""

    def __init__(self, store: Store, day: dt.date) -> None:
        self._store = store
        self._day = day

    def __call__(self, staging: Staging) -> Sequence[ArticleKey]:
        for name, table in TABLES.items():
            files = self._store.files(paths.partition(name, self._day))
            if any(_differs(self._store, name, file.path) for file in files):
                staging.rewrite_partition(table, self._day, "upgrade")
        return ()


class _Schema:
    """Stages the zero-row files and, last, the version in `_lake.json`."""

    def __init__(self, lake: Lake) -> None:
        self._store = lake.store
        self._description = lake.description

    def __call__(self, staging: Staging) -> Sequence[ArticleKey]:
        for day in _old_days(self._store):  # what a writer of the old version has published meanwhile
            _Day(self._store, day)(staging)
        for name, table in TABLES.items():
            staging.replace(paths.anchor(name), encode(table, empty(table)), 0)
        for path, text in descriptions().items():
            staging.replace(path, text, 0)
        description = {**self._description, "schema_version": SCHEMA_VERSION}
        staging.replace(paths.LAKE_FILE, json.dumps(description, indent=1).encode("utf-8"), 0)
        return ()
