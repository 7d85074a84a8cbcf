"""From committed runs to visible rows: one run, one log entry, one file per table and day.

The order of things is the promise; docs/lake.md argues it:

1. hold the lock (local lakes) and finish the newest log entry if it is unfinished;
2. decide against what is published at this moment which rows of the run count;
3. stage every file, durable;
4. create the log entry if its number is free: the commit point;
5. move everything into place, articles before events before dyads, `runs` last;
6. delete the staging folder (from here no late process can repeat step 5), mark run and entry as done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa

from transforms.tables import feedstate, known, paths, remembered, summary, wal
from transforms.tables.description import check_versions, read_description
from transforms.tables.errors import DamagedLake, IndexGap, LakeError
from transforms.tables.known import ArticleKey
from transforms.tables.manifest import (
    LogEntry,
    Step,
    create_entry,
    finish_entry,
    is_done,
    lost_after,
    newest,
    read_entry,
)
from transforms.tables.parquet import checksum
from transforms.tables.periods import period_of
from transforms.tables.planning import Rows, plan_run, read_rows
from transforms.tables.reindex import ensure_index
from transforms.tables.staging import ADD, DROP, REMOVE, REPLACE, SWAP, Staging
from transforms.tables.store import Store
from transforms.tables.summary import RunSummary
from transforms.tables.uninterrupted import uninterrupted
from transforms.tables.wal import CommitRecord

Clock = Callable[[], dt.datetime]
Note = Callable[[str], None]


def publish_pending(store: Store, clock: Clock, note: Note) -> list[RunSummary]:
    """Publish every committed run, oldest first, and return their summaries.

    Args:
        store: the lake.
        clock: tells the time, aware; only the day of publication depends on it.
        note: is told in words what had to be repaired.

    Raises:
        OSError: the storage refused; nothing is lost, the next call goes on from here.
        LakeError: the lock could not be had, or files the log promises are gone.
    """
    published: list[RunSummary] = []
    with store.lock():
        while True:
            head, description = _ready(store, note)
            run_id = _next_pending(store)
            if run_id is None:
                return published
            loaded = _load(store, run_id, note)
            if loaded is None:
                continue
            staging = Staging(store, head + 1)
            try:
                entry = plan_run(store, staging, *loaded, clock(), period_of(description))
            except IndexGap:
                staging.discard()
                continue  # the gap is mended first
            except FileNotFoundError:
                staging.discard()
                if newest(store) > head:
                    continue  # no lock: another publisher went on, and took away what was being read
                raise
            except BaseException:
                staging.discard()
                raise
            with uninterrupted():
                made = create_entry(store, entry)
                if made:
                    finish(store, entry)
            if not made:
                staging.discard()
                continue
            published.append(summary.from_json(entry.summary))


def commit_steps(
    store: Store, kind: str, clock: Clock, note: Note, stage: Callable[[Staging], Sequence[ArticleKey]]
) -> LogEntry | None:
    """Commit a change that no run brings: compaction, expiry, upgrade.

    Args:
        store: the lake.
        kind: what the log calls it.
        clock: tells the time, aware.
        note: is told in words what had to be repaired.
        stage: stages the steps against the lake as it is now, and returns what the index must learn.

    Returns:
        The entry, None if `stage` found nothing to do.
    """
    with store.lock():
        while True:
            head, _ = _ready(store, note, same_schema=kind != "upgrade")
            staging = Staging(store, head + 1)
            try:
                keys = stage(staging)
                if not staging.steps:
                    staging.discard()
                    return None
                for path, data in known.segments_of(store, keys, staging.seq).items():
                    staging.add(path, data, len(keys))
            except BaseException:
                staging.discard()
                raise
            entry = LogEntry(
                seq=staging.seq,
                kind=kind,
                at=clock().astimezone(dt.timezone.utc).isoformat(),
                staging=staging.folder,
                steps=tuple(staging.steps),
            )
            with uninterrupted():
                made = create_entry(store, entry)
                if made:
                    finish(store, entry)
            if made:
                return entry
            staging.discard()


def _ready(store: Store, note: Note, *, same_schema: bool = True) -> tuple[int, dict[str, Any]]:
    """Bring a lake into the state every commit starts from; return the newest log entry and `_lake.json`."""
    head = roll_forward(store, note)
    description = read_description(store) or {}
    if same_schema and description:
        # A process that opened the lake before an upgrade must not publish files of the old schema after it.
        check_versions(store, description)
    ensure_index(store, head, note)
    return head, description


def _next_pending(store: Store) -> str | None:
    for folder in wal.run_folders(store):
        if store.size(paths.run_marker(folder.run_id)) is not None:
            wal.discard(store, folder.run_id)
        elif folder.committed and not folder.set_aside:
            return folder.run_id
    return None


def _load(store: Store, run_id: str, note: Note) -> tuple[CommitRecord, Rows] | None:
    """Return a run and what it wrote; a run that cannot be read is set aside so that others go on."""
    try:
        record = wal.read_commit(store, run_id)
        return record, read_rows(store, record)
    except (LakeError, pa.ArrowInvalid, FileNotFoundError) as error:
        if store.size(paths.run_marker(run_id)) is not None:
            return None  # no lock: another publisher has just published it, and taken its shards away
        wal.set_aside(store, run_id, str(error))
        note(f"run {run_id} cannot be read and was set aside in {paths.wal(run_id)}: {error}")
        return None


def roll_forward(store: Store, note: Note) -> int:
    """Finish the newest log entry if it is unfinished, drop what other attempts staged; return its number.

    Raises:
        DamagedLake: a later entry was carried out and is gone.
    """
    head = newest(store)
    lost = lost_after(store, head)
    if lost is not None:
        raise DamagedLake(
            f"{store.root}: log entry {paths.log_entry(lost)} is gone, though it was carried out; put it back from a "
            f"copy, or make a new lake of what is there: communique recode --lake {store.root} --into NEW"
        )
    if not is_done(store, head):
        entry = read_entry(store, head)
        finish(store, entry)
        note(f"finished log entry {head} ({entry.kind} {entry.run_id or ''}".rstrip() + ")")
    for folder in {file.path.split("/")[1] for file in store.files(paths.STAGING)}:
        if int(folder.partition("-")[0]) <= head:
            store.delete_folder(f"{paths.STAGING}/{folder}")
    return head


def finish(store: Store, entry: LogEntry) -> None:
    """Put what an entry says into place. Doing it again, or twice at once, changes nothing.

    Raises:
        DamagedLake: a file is neither staged nor in place, and nobody else finished the entry.
    """
    for step in entry.steps:
        if not _apply(store, step) and not is_done(store, entry.seq):
            raise DamagedLake(
                f"{store.root}: log entry {entry.seq} puts {step.target} into place, but it is neither "
                f"there nor staged; restore it, then run `communique lake verify`"
            )
    store.delete_folder(entry.staging)
    if entry.run_id is not None:
        store.create(paths.run_marker(entry.run_id), summary.to_bytes(summary.from_json(entry.summary)))
    finish_entry(store, entry.seq)
    feedstate.tidy(store)
    remembered.tidy(store)
    if entry.run_id is not None:
        wal.discard(store, entry.run_id)


def _apply(store: Store, step: Step) -> bool:
    """Make one step; return False if it can neither be made nor has been made."""
    if step.kind in (ADD, REPLACE):
        try:
            # Without a lock we may be late by any time: what was written over this since must stay.
            store.move(step.source, step.target, "" if step.kind == ADD else step.over or None)
        except (FileNotFoundError, FileExistsError):
            return _is_there(store, step)
        return True
    if step.kind == REMOVE:
        store.delete(step.target)
        return True
    present = tuple(file.path for file in store.files(step.target))
    if step.kind == SWAP:
        if set(present) == {file.path for file in step.files}:
            return True
        if set(present) != set(step.was):
            return False
        store.swap(step.source, step.target)
        return True
    if step.kind == DROP:
        if present:
            store.retire(step.target, step.source, step.was)
        return True
    raise DamagedLake(f"{store.root}: log step of unknown kind {step.kind!r}; a newer version wrote it")


def _is_there(store: Store, step: Step) -> bool:
    try:
        return checksum(store.read(step.target)) == step.files[0].sha256
    except FileNotFoundError:
        return False
