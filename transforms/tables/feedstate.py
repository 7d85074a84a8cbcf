"""The newest published fetch of every feed: what the next run sends as validators.

Only published fetches count: a validator that outlived the articles it covers would lose them to a 304.
"Newest" is by order of publication, not by clock, so a clock that jumps back does no harm.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.arrow import arrow_schema, from_row, to_row
from schemas.operations import Fetch
from transforms.tables import paths
from transforms.tables.parquet import load
from transforms.tables.store import Store

_COLUMNS = tuple(arrow_schema(Fetch).names)


def newest_fetches(fetches: Iterable[Fetch]) -> dict[str, Fetch]:
    """Return the last fetch of every feed, given fetches in order of publication.

    Within one run the order is that of `fetched_at`: rows of one run carry no other.
    """
    return {fetch.feed_id: fetch for fetch in fetches}


def states_file(states: dict[str, Fetch]) -> pa.Buffer:
    """Return the bytes of the file that keeps the states."""
    rows = [to_row(states[feed_id]) for feed_id in sorted(states)]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(Fetch)), sink, compression="zstd")
    return sink.getvalue()


def read_states(store: Store) -> dict[str, Fetch]:
    """Return the state of every feed, by feed id; empty for a lake without runs."""
    while True:
        files = [file for file in store.files(paths.FEEDS) if file.path.endswith(".parquet")]
        if not files:
            return {}
        try:
            data = store.read(files[-1].path)
        except FileNotFoundError:
            continue  # a publisher has just written a newer one and taken this one away
        rows = pq.read_table(pa.BufferReader(data)).to_pylist()
        return {row["feed_id"]: from_row(Fetch, row) for row in rows}


def rebuild(store: Store, head: int) -> int:
    """Make the states anew from the table if they are lost; return how many there are then.

    Compacted files do not tell the order of publication within a day, so there the clock decides.

    Args:
        store: the lake; the lock is held, the log is finished.
        head: the newest log entry.
    """
    if not head or any(file.path.endswith(".parquet") for file in store.files(paths.FEEDS)):
        return 0
    states: dict[str, Fetch] = {}
    for _day, files in sorted(paths.days_of(file.path for file in store.files("fetches")).items()):
        fetches = [from_row(Fetch, row) for path in files for row in load(store, path, _COLUMNS).to_pylist()]
        states.update(newest_fetches(sorted(fetches, key=_by_time)))
    if states:
        store.replace(paths.feed_states(head), states_file(states).to_pybytes())
    return len(states)


def _by_time(fetch: Fetch) -> dt.datetime:
    return fetch.fetched_at


def tidy(store: Store) -> None:
    """Delete all states but the newest."""
    for file in store.files(paths.FEEDS)[:-1]:
        store.delete(file.path)
