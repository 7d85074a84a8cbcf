"""What a run publishes: its rows weighed against the lake as it is, staged, and summed up as a log entry."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from schemas.arrow import from_row, to_row
from schemas.operations import Fetch, Run
from schemas.tables import TABLES
from transforms.feeds.sharing import DUPLICATE
from transforms.tables import known, paths, remembered, summary
from transforms.tables.errors import DamagedLake
from transforms.tables.feedstate import newest_fetches, read_states, states_file
from transforms.tables.known import KnownArticles
from transforms.tables.manifest import LogEntry
from transforms.tables.parquet import conform, decode, empty, join_rows
from transforms.tables.periods import first_day
from transforms.tables.staging import Staging
from transforms.tables.store import Store
from transforms.tables.summary import RunSummary
from transforms.tables.supersede import Placed, place
from transforms.tables.wal import CommitRecord

Rows = dict[str, pa.Table]
"""What a run wrote, by table; all tables but `runs`, and what it learned of the web."""


def read_rows(store: Store, record: CommitRecord) -> Rows:
    """Return what a committed run wrote.

    Raises:
        LakeError: a shard is gone, not as written, or has other columns.
        pyarrow.ArrowInvalid: a shard is no Parquet file.
    """
    rows = {name: _shards(store, record, name) for name in TABLES if name != "runs"}
    return {**rows, remembered.SHARDS: remembered.read_shards(store, record)}


def plan_run(
    store: Store, staging: Staging, record: CommitRecord, rows: Rows, now: dt.datetime, period: str
) -> LogEntry:
    """Stage what a run brings that is news, and return the log entry that will put it into place.

    Args:
        store: the lake; the lock is held, the log is finished.
        staging: where the files go.
        record: the run.
        rows: what it wrote.
        now: its UTC day lies in the partition of new rows, unless the run names another day.
        period: how long partitions last.

    Raises:
        IndexGap: without a lock, another publisher is making the index anew.
    """
    run_id = record.run_id
    today = first_day(
        period,
        dt.date.fromisoformat(record.ingest_date)
        if record.ingest_date
        else now.astimezone(dt.timezone.utc).date(),
    )
    known.tidy(store)
    placed = place(
        rows["articles"],
        rows["events"],
        rows["dyads"],
        KnownArticles.open(store, upto=staging.seq - 1),
        today,
        by_name=record.mode != "recode",
    )
    _stage_articles(staging, placed, today, run_id)
    for name in ("fetches", "rejects"):
        staging.add_rows(TABLES[name], today, run_id, rows[name])
    before = read_states(store)
    fetches = [from_row(Fetch, row) for row in rows["fetches"].to_pylist()]
    unchanged = sum(_is_unchanged(fetch, before.get(fetch.feed_id)) for fetch in fetches)
    report = _summary(store.root, record, placed, rows, unchanged, staging.seq, now)
    staging.add_rows(TABLES["runs"], today, run_id, _runs_row(record, report))
    for path, data in known.segments_of(store, placed.keys, staging.seq).items():
        staging.add(path, data, len(placed.keys))
    if record.mode == "replay":
        fetches = [fetch for fetch in fetches if not _is_older(fetch, before.get(fetch.feed_id))]
    states = newest_fetches([*before.values(), *fetches])
    staging.add(paths.feed_states(staging.seq), states_file(states), len(states))
    if (web := remembered.next_file(store, rows[remembered.SHARDS], now)) is not None:
        staging.add(paths.web_facts(staging.seq), *web)
    return LogEntry(
        seq=staging.seq,
        kind="publish",
        at=now.astimezone(dt.timezone.utc).isoformat(),
        staging=staging.folder,
        steps=tuple(staging.steps),
        run_id=run_id,
        summary=summary.to_json(report),
    )


def _shards(store: Store, record: CommitRecord, name: str) -> pa.Table:
    table = TABLES[name]
    parts = []
    for shard in record.shards:
        if shard.table != name:
            continue
        if store.size(shard.path) != shard.bytes:
            raise DamagedLake(f"{store.root}: {shard.path} of run {record.run_id} is gone or not as written")
        parts.append(conform(table, decode(store.map(shard.path)), shard.path))
    return join_rows(table, parts)


def _stage_articles(staging: Staging, placed: Placed, today: dt.date, run_id: str) -> None:
    days = sorted({day for _, day in placed.rows} | set(placed.superseded))
    for name in ("articles", "events", "dyads"):
        table = TABLES[name]
        for day in days:
            rows = placed.rows.get((name, day), empty(table))
            gone: Sequence[str] = placed.superseded.get(day, ())
            if gone:
                staging.supersede_rows(table, day, run_id, rows, gone)
            else:
                staging.add_rows(table, day, run_id, rows)


def _counts(rows: pa.Table, column: str) -> dict[str, int]:
    return dict(sorted(Counter(rows.column(column).to_pylist()).items()))


def _with_error(fetches: pa.Table) -> pa.Table:
    return fetches.filter(pc.is_valid(fetches["error"]))


def _pages(articles: Sequence[pa.Table]) -> dict[str, int]:
    """Count articles by what became of their pages; those whose page nobody asked for are not counted."""
    found: Counter[str] = Counter()
    for part in articles:
        sources, extras = part.column("text_source").to_pylist(), part.column("extra_json").to_pylist()
        for source, extra in zip(sources, extras, strict=True):
            if source == "page":
                found["page"] += 1
            elif extra and '"page"' in extra and (outcome := json.loads(extra).get("page")):
                found[outcome] += 1
    return dict(sorted(found.items()))


def _is_older(fetch: Fetch, state: Fetch | None) -> bool:
    """Whether a replayed poll is of the past, so that it must not set its feed back."""
    return state is not None and fetch.fetched_at < state.fetched_at


def _is_unchanged(fetch: Fetch, before: Fetch | None) -> bool:
    """Whether a poll brought nothing: a 304, or once more the body of last time."""
    if fetch.error is not None:
        return False
    same_body = before is not None and fetch.body_hash is not None and fetch.body_hash == before.body_hash
    return fetch.status == 304 or same_body


def _summary(
    lake: str, record: CommitRecord, placed: Placed, rows: Rows, unchanged: int, seq: int, now: dt.datetime
) -> RunSummary:
    tables = ("articles", "events", "dyads")
    kept = {name: [part for (table, _), part in placed.rows.items() if table == name] for name in tables}
    events = join_rows(TABLES["events"], kept["events"])
    changed = sum(len(ids) for ids in placed.superseded.values())
    errors = _counts(_with_error(rows["fetches"]), "error")
    duplicates = errors.get(DUPLICATE, 0)  # a feed that another one stands for has not failed
    return RunSummary(
        run_id=record.run_id,
        seq=seq,
        lake=lake,
        started_at=record.started_at,
        finished_at=record.finished_at,
        published_at=now.astimezone(dt.timezone.utc).isoformat(),
        mode=record.mode,
        rows={
            **{name: sum(len(part) for part in kept[name]) for name in tables},
            "fetches": len(rows["fetches"]),
            "rejects": len(rows["rejects"]),
            "runs": 1,
        },
        articles_new=len(placed.keys) - changed,
        articles_changed=changed,
        articles_known=record.known + placed.dropped,
        events_by_type=_counts(events, "event_type"),
        events_by_status=_counts(events, "status"),
        rejects_by_reason=_counts(rows["rejects"], "reason"),
        feeds=record.feeds,
        feeds_polled=len(set(rows["fetches"].column("feed_id").to_pylist())),
        feeds_failed=sum(errors.values()) - duplicates,
        feeds_unchanged=unchanged,
        feeds_duplicate=duplicates,
        feed_errors=errors,
        pages=_pages(kept["articles"]),
    )


def _runs_row(record: CommitRecord, report: RunSummary) -> pa.Table:
    table = TABLES["runs"]
    run = Run(
        started_at=dt.datetime.fromisoformat(record.started_at),
        finished_at=dt.datetime.fromisoformat(record.finished_at),
        mode=record.mode,
        code_version=record.code_version,
        config_hash=record.config_hash,
        feeds=record.feeds,
        articles=report.rows["articles"],
        events=report.rows["events"],
        rejects=report.rows["rejects"],
        counts_json=json.dumps(summary.to_json(report), sort_keys=True),
    )
    return pa.Table.from_pylist([{**to_row(run), "run_id": record.run_id}], schema=table.schema)
