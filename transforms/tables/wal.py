"""What a run leaves before it is published: shards nobody reads, and a record that makes them count."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from schemas.tables import SCHEMA_VERSION, Table
from transforms.tables import paths
from transforms.tables.errors import DamagedLake
from transforms.tables.parquet import encode_shard, rows_of
from transforms.tables.store import Store, StoredFile, read_text


@dataclass(frozen=True, kw_only=True)
class RunInfo:
    """What is known of a run before it starts; the rest of its `runs` row is counted.

    `finished_at` and `ingest_date` are known of a run that is replayed, and None of all others.
    """

    run_id: str
    started_at: dt.datetime
    mode: str = "run"
    code_version: str = ""
    config_hash: str = ""
    feeds: int = 0
    finished_at: dt.datetime | None = None
    ingest_date: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Shard:
    """One file a run wrote: table, path in the lake, rows, size in bytes.

    A shard without rows and path carries only `known`: how many articles the lake had already.
    """

    table: str
    path: str = ""
    rows: int = 0
    bytes: int = 0
    known: int = 0


@dataclass(frozen=True, kw_only=True)
class CommitRecord:
    """The content of COMMIT: which shards of a run count. Shards it does not list never count."""

    run_id: str
    started_at: str
    finished_at: str
    mode: str
    code_version: str
    config_hash: str
    feeds: int
    known: int
    schema_version: int
    shards: tuple[Shard, ...] = field(default=())
    ingest_date: str | None = None
    """Publish into this partition instead of today's; only a recoding and a replay do so."""


def write_shard(store: Store, run_id: str, table: Table, records: Iterable[Any]) -> Shard:
    """Write records of one table as one file under the run's folder, named so that no retry meets it."""
    return write_rows(store, run_id, table, rows_of(table, records, run_id))


def write_rows(store: Store, run_id: str, table: Table, rows: pa.Table) -> Shard:
    """Write rows that are in Arrow already, in the table's schema, as one file under the run's folder."""
    data = encode_shard(rows)
    path = f"{paths.wal(run_id)}/{table.name}-{uuid.uuid4().hex}.parquet"
    store.write(path, data)
    return Shard(table=table.name, path=path, rows=len(rows), bytes=len(data))


def commit(
    store: Store,
    run: RunInfo,
    shards: Iterable[Shard],
    *,
    finished_at: dt.datetime,
    ingest_date: dt.date | None = None,
) -> bool:
    """Make a run count: create its COMMIT unless it has one or is published.

    Args:
        store: the lake.
        run: the run.
        shards: what it wrote.
        finished_at: when its last row was written.
        ingest_date: partition to publish into instead of the day of publication.

    Returns:
        False if this run has been committed before: then these shards are a late retry and do not count.

    Raises:
        DamagedLake: a shard is not there or has another size than when it was written.
    """
    listed = tuple(sorted(shards, key=_by_table))
    for shard in listed:
        if shard.path and store.size(shard.path) != shard.bytes:
            raise DamagedLake(
                f"{store.root}: {shard.path} is not as written; run again (nothing was published)"
            )
    if store.size(paths.run_marker(run.run_id)) is not None:
        return False
    record = CommitRecord(
        run_id=run.run_id,
        started_at=run.started_at.astimezone(dt.timezone.utc).isoformat(),
        finished_at=finished_at.astimezone(dt.timezone.utc).isoformat(),
        mode=run.mode,
        code_version=run.code_version,
        config_hash=run.config_hash,
        feeds=run.feeds,
        known=sum(shard.known for shard in listed),
        schema_version=SCHEMA_VERSION,
        shards=tuple(shard for shard in listed if shard.rows),
        ingest_date=ingest_date.isoformat() if ingest_date else None,
    )
    return store.create(
        paths.commit_record(run.run_id), json.dumps(dataclasses.asdict(record), indent=1).encode("utf-8")
    )


def _by_table(shard: Shard) -> tuple[str, str]:
    return shard.table, shard.path


def read_commit(store: Store, run_id: str) -> CommitRecord:
    """Return the record of a committed run.

    Raises:
        DamagedLake: there is none or it cannot be read.
    """
    try:
        raw = json.loads(read_text(store, paths.commit_record(run_id)))
        return CommitRecord(**{**raw, "shards": tuple(Shard(**shard) for shard in raw["shards"])})
    except (FileNotFoundError, ValueError, KeyError, TypeError) as error:
        raise DamagedLake(f"{store.root}: {paths.commit_record(run_id)} is unreadable ({error})") from error


@dataclass(frozen=True)
class RunFolder:
    """A run's folder under _wal: its files, and whether the run is committed or set aside as unreadable."""

    run_id: str
    files: tuple[StoredFile, ...]

    @property
    def committed(self) -> bool:
        """Whether COMMIT is there."""
        return any(file.path.endswith("/COMMIT") for file in self.files)

    @property
    def set_aside(self) -> bool:
        """Whether a publisher found it unreadable."""
        return any(file.path.endswith("/DAMAGED") for file in self.files)

    @property
    def changed(self) -> float:
        """Time of the last change (seconds since the epoch)."""
        return max((file.changed for file in self.files), default=0.0)


def run_folders(store: Store) -> list[RunFolder]:
    """Return what lies under _wal, oldest run id first."""
    by_run: dict[str, list[StoredFile]] = {}
    for file in store.files(paths.WAL):
        by_run.setdefault(file.path.split("/")[1], []).append(file)
    return [RunFolder(run_id, tuple(files)) for run_id, files in sorted(by_run.items())]


def set_aside(store: Store, run_id: str, why: str) -> None:
    """Keep a run that cannot be published, with the reason, out of the way of the others."""
    store.create(f"{paths.wal(run_id)}/DAMAGED", why.encode("utf-8"))


def discard(store: Store, run_id: str) -> None:
    """Delete a run's folder."""
    store.delete_folder(paths.wal(run_id))


def discard_uncommitted(store: Store, run_id: str) -> None:
    """Delete the folder of a run that has ended without COMMIT; one with COMMIT is still to be published."""
    if store.size(paths.commit_record(run_id)) is None:
        discard(store, run_id)
