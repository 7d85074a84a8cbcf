"""What runs learned of the web, as published: `_index/web/<seq>.parquet`, one file with all that still holds.

It comes in with a run's shards and appears with its log entry, so a run that does not commit leaves nothing here
either. Unlike the tables it is only there to save requests: whoever deletes it makes the next run ask again.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from transforms.feeds.facts import Fact
from transforms.tables import paths
from transforms.tables.errors import DamagedLake
from transforms.tables.parquet import decode, encode_shard
from transforms.tables.store import Store
from transforms.tables.wal import CommitRecord, Shard

SHARDS = "web"
"""In a run's COMMIT: what it learned, beside the shards of the tables."""

MOST_FACTS = 50_000
MOST_CHARACTERS = 32 << 20
"""Over all values; what ends soonest is forgotten first."""

_TEXT = pa.string()
_SCHEMA = pa.schema(
    [
        pa.field("kind", _TEXT, nullable=False),
        pa.field("key", _TEXT, nullable=False),
        pa.field("value", _TEXT, nullable=False),
        pa.field("until", pa.timestamp("us", "UTC"), nullable=False),
    ]
)


def write_facts(store: Store, run_id: str, facts: Sequence[Fact]) -> Shard:
    """Write what a run has learned under its folder; it counts when its COMMIT lists it."""
    data = encode_shard(_table(facts))
    path = f"{paths.wal(run_id)}/{SHARDS}-{uuid.uuid4().hex}.parquet"
    store.write(path, data)
    return Shard(table=SHARDS, path=path, rows=len(facts), bytes=len(data))


def read_shards(store: Store, record: CommitRecord) -> pa.Table:
    """Return what a committed run has learned.

    Raises:
        DamagedLake: a shard is gone or not as written.
    """
    parts = []
    for shard in record.shards:
        if shard.table != SHARDS:
            continue
        if store.size(shard.path) != shard.bytes:
            raise DamagedLake(f"{store.root}: {shard.path} of run {record.run_id} is gone or not as written")
        parts.append(decode(store.map(shard.path)))
    return pa.concat_tables(parts) if parts else _SCHEMA.empty_table()


def read_facts(store: Store) -> list[Fact]:
    """Return all that is remembered, also what has ended since; empty for a lake that has learned nothing."""
    while True:
        files = [file for file in store.files(paths.WEB) if file.path.endswith(".parquet")]
        if not files:
            return []
        try:
            data = store.read(files[-1].path)
        except FileNotFoundError:
            continue  # a publisher has just written a newer one and taken this one away
        return _facts(pq.read_table(pa.BufferReader(data)))


def next_file(store: Store, learned: pa.Table, now: dt.datetime) -> tuple[pa.Buffer, int] | None:
    """Return the bytes and rows of the file that keeps what was remembered and what a run has learned beside it.

    Args:
        store: the lake.
        learned: what the run has learned.
        now: aware; what ended before is left out.

    Returns:
        None where the run has learned nothing.
    """
    if not len(learned):
        return None
    newest = {(fact.kind, fact.key): fact for fact in (*read_facts(store), *_facts(learned))}
    kept = within_limits([fact for fact in newest.values() if fact.until > now])
    sink = pa.BufferOutputStream()
    pq.write_table(_table(kept), sink, compression="zstd")
    return sink.getvalue(), len(kept)


def within_limits(facts: Iterable[Fact]) -> list[Fact]:
    """Return as many facts as may be kept, in the order of their keys; those that end soonest give way."""
    kept: list[Fact] = []
    characters = 0
    for fact in sorted(facts, key=_latest_first):
        characters += len(fact.value)
        if len(kept) == MOST_FACTS or characters > MOST_CHARACTERS:
            break
        kept.append(fact)
    return sorted(kept, key=_by_key)


def tidy(store: Store) -> None:
    """Delete all files but the newest."""
    for file in store.files(paths.WEB)[:-1]:
        store.delete(file.path)


def _table(facts: Sequence[Fact]) -> pa.Table:
    rows = [{"kind": f.kind, "key": f.key, "value": f.value, "until": f.until} for f in facts]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _facts(rows: pa.Table) -> list[Fact]:
    return [Fact(**row) for row in rows.select(_SCHEMA.names).to_pylist()]


def _latest_first(fact: Fact) -> tuple[float, str, str]:
    return -fact.until.timestamp(), fact.kind, fact.key


def _by_key(fact: Fact) -> tuple[str, str]:
    return fact.kind, fact.key
