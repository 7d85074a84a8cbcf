"""What a lake holds and whether anything waits, from its log and listing: no data file is opened."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from schemas.tables import TABLES
from transforms.tables import paths, wal
from transforms.tables.compact import scattered
from transforms.tables.lake import Lake
from transforms.tables.manifest import DataFile, LogEntry, all_files, is_done, newest, read_entry
from transforms.tables.schema_check import SchemaDifference, UnreadableFile, schema_differences
from transforms.tables.store import Store


@dataclass(frozen=True, kw_only=True)
class TableStatus:
    """One table: rows, files, bytes on the disk, first and last day, and how many partitions compaction would help."""

    table: str
    doc: str
    rows: int
    files: int
    bytes: int
    first_day: dt.date | None
    last_day: dt.date | None
    scattered: int


@dataclass(frozen=True, kw_only=True)
class LakeStatus:
    """The state of a lake."""

    root: str
    lake_id: str
    created_at: str
    schema_version: int
    period: str
    """How long a partition lasts: day, month or year."""
    commits: int
    last_commit: dict[str, Any] | None
    tables: tuple[TableStatus, ...]
    scattered: int
    """How many partitions compaction would help."""
    waiting: tuple[str, ...]
    """Runs that are at work, or died before they committed."""
    set_aside: tuple[str, ...]
    """Runs that could not be read."""
    unfinished: bool
    """The newest commit is not wholly in place; the next command that writes finishes it."""
    differences: tuple[SchemaDifference | UnreadableFile, ...]


def status(lake: Lake) -> LakeStatus:
    """Return the state of a lake.

    Raises:
        DamagedLake: the log cannot be read.
    """
    store = lake.store
    head = newest(store)
    files = all_files(store, head)
    joinable = scattered(files.values(), lake.period, lake.clock().astimezone(dt.timezone.utc).date())
    folders = [folder for folder in wal.run_folders(store) if folder.files]
    last = read_entry(store, head) if head else None
    return LakeStatus(
        root=lake.root,
        lake_id=str(lake.description.get("lake_id")),
        created_at=str(lake.description.get("created_at")),
        schema_version=int(lake.description["schema_version"]),
        period=lake.period,
        commits=head,
        last_commit=_brief(last) if last else None,
        tables=tuple(_table_status(store, name, files, joinable) for name in TABLES),
        scattered=len({day for day, _ in joinable}),
        waiting=tuple(folder.run_id for folder in folders if not folder.set_aside),
        set_aside=tuple(folder.run_id for folder in folders if folder.set_aside),
        unfinished=not is_done(store, head),
        differences=tuple(schema_differences(store)),
    )


def _brief(entry: LogEntry) -> dict[str, Any]:
    return {"seq": entry.seq, "kind": entry.kind, "at": entry.at, "run_id": entry.run_id}


def _table_status(
    store: Store, name: str, files: dict[str, DataFile], joinable: Collection[tuple[dt.date, str]]
) -> TableStatus:
    mine = [file for file in files.values() if file.path.startswith(f"{name}/")]
    used = sum(file.used for file in store.files(name) if file.path in files)
    days = [paths.day_of(file.path) for file in mine]
    return TableStatus(
        table=name,
        doc=TABLES[name].doc,
        rows=sum(file.rows for file in mine),
        files=len(mine),
        bytes=used,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        scattered=sum(table == name for _, table in joinable),
    )


def to_json(state: LakeStatus) -> dict[str, Any]:
    """Return a status as JSON types; days as ISO dates."""
    raw = dataclasses.asdict(state)
    for table in raw["tables"]:
        for name in ("first_day", "last_day"):
            table[name] = table[name].isoformat() if table[name] else None
    return raw
