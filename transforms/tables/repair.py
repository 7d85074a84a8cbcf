"""What every command does first: finish what a crash left unfinished, and say so."""

from __future__ import annotations

import datetime as dt
import time

from transforms.tables import known, paths, wal
from transforms.tables.manifest import is_done, lost_after, newest
from transforms.tables.publisher import Clock, Note, publish_pending
from transforms.tables.store import Store

ABANDONED_AFTER = dt.timedelta(days=1)
"""A run folder without COMMIT that has not changed for so long belongs to a run that died."""


def needs_repair(store: Store) -> bool:
    """Return whether something is unfinished, without writing anything."""
    head = newest(store)
    return (
        not is_done(store, head)
        or any(folder.committed and not folder.set_aside for folder in wal.run_folders(store))
        or not known.covers(store, head)
        or lost_after(store, head) is not None
    )


def repair(store: Store, clock: Clock, note: Note) -> None:
    """Finish the last log entry, publish committed runs, rebuild a missing index, drop what died.

    Args:
        store: the lake.
        clock: tells the time, aware.
        note: is told in words what was repaired.
    """
    if needs_repair(store):
        with store.lock():
            _sweep(store)
        for summary in publish_pending(store, clock, note):
            note(f"published run {summary.run_id}, which had committed but was interrupted")
    now = time.time()  # compared with the storage's own times; `clock` only says which day it is
    for folder in wal.run_folders(store):
        if not folder.committed and now - folder.changed > ABANDONED_AFTER.total_seconds():
            wal.discard(store, folder.run_id)
            note(f"dropped what run {folder.run_id} left when it died before it committed")


def _sweep(store: Store) -> None:
    """Delete what writes left that died before their rename; under the lock nobody else writes there."""
    for file in [*store.files(paths.LOG), *store.files(paths.INDEX)]:
        if file.path.endswith(".tmp"):
            store.delete(file.path)
