"""What was published lately, for a stream that goes back to a checkpoint and meets its own past."""

from __future__ import annotations

import datetime as dt

from schemas.arrow import from_row
from schemas.operations import Reject
from schemas.tables import TABLES
from transforms.tables.listing import files_since, listed_again
from transforms.tables.panes import RejectKey, reject_key
from transforms.tables.parquet import load
from transforms.tables.store import Store

BACK = dt.timedelta(days=2)
"""Checkpoints are seconds apart; somebody who starts from an older savepoint gets some rejects again."""


def recent_rejects(store: Store, now: dt.datetime) -> set[RejectKey]:
    """Return the keys of the rejects of the last two days.

    Args:
        store: the lake.
        now: aware.
    """
    since = (now - BACK).astimezone(dt.timezone.utc).date()
    return listed_again(lambda: _keys_since(store, since))


def _keys_since(store: Store, since: dt.date) -> set[RejectKey]:
    names = [name for name in TABLES["rejects"].schema.names if name != "run_id"]
    return {
        reject_key(from_row(Reject, row))
        for path in files_since(store, "rejects", since)
        for row in load(store, path, names).to_pylist()
    }
