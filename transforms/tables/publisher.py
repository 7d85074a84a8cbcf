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
import json
from collections import Counter
from collections.abc import Callable, Sequence

import pyarrow as pa

from schemas.arrow import from_row, to_row
from schemas.operations import Fetch, Run
from schemas.tables import TABLES
from transforms.tables import feedstate, known, paths, summary, wal
from transforms.tables.description import check_versions, read_description
from transforms.tables.errors import DamagedLake, LakeError
from transforms.tables.feedstate import newest_fetches, read_states, states_file
from transforms.tables.filesystem import Store
from transforms.tables.known import ArticleKey, KnownArticles
from transforms.tables.manifest import LogEntry, Step, create_entry, finish_entry, is_done, newest, read_entry
from transforms.tables.parquet import conform, decode, empty, join_rows
from transforms.tables.reindex import ensure_index
from transforms.tables.staging import ADD, DROP, REMOVE, REPLACE, SWAP, Staging
from transforms.tables.summary import RunSummary
from transforms.tables.supersede import Placed, place
from transforms.tables.wal import CommitRecord

Clock = Callable[[], dt.datetime]
Note = Callable[[str], None]
Rows = dict[str, pa.Table]


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
            head = _ready(store, note)
            run_id = _next_pending(store)
            if run_id is None:
                return published
            rows = _load(store, run_id, note)
            if rows is None:
                continue
            staging = Staging(store, head + 1)
            try:
                entry = _plan(store, staging, wal.read_commit(store, run_id), rows, clock())
            except BaseException:
                staging.discard()
                raise
            if not create_entry(store, entry):
                staging.discard()
                continue
            finish(store, entry)
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
            staging = Staging(store, _ready(store, note, same_schema=kind != "upgrade") + 1)
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
            if create_entry(store, entry):
                finish(store, entry)
                return entry
            staging.discard()


def _ready(store: Store, note: Note, *, same_schema: bool = True) -> int:
    """Bring a lake into the state every commit starts from; return the newest log entry."""
    head = roll_forward(store, note)
    description = read_description(store)
    if same_schema and description is not None:
        # A process that opened the lake before an upgrade must not publish files of the old schema after it.
        check_versions(store, description)
    ensure_index(store, head, note)
    return head


def _next_pending(store: Store) -> str | None:
    for folder in wal.run_folders(store):
        if store.size(paths.run_marker(folder.run_id)) is not None:
            wal.discard(store, folder.run_id)
        elif folder.committed and not folder.set_aside:
            return folder.run_id
    return None


def _load(store: Store, run_id: str, note: Note) -> Rows | None:
    """Return what a run wrote, by table; a run that cannot be read is set aside so that others go on."""
    try:
        record = wal.read_commit(store, run_id)
        return {name: _shards(store, record, name) for name in TABLES if name != "runs"}
    except (LakeError, pa.ArrowInvalid) as error:
        wal.set_aside(store, run_id, str(error))
        note(f"run {run_id} cannot be read and was set aside in {paths.wal(run_id)}: {error}")
        return None


def roll_forward(store: Store, note: Note) -> int:
    """Finish the newest log entry if it is unfinished, drop what other attempts staged; return its number."""
    head = newest(store)
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
    if entry.run_id is not None:
        wal.discard(store, entry.run_id)


def _apply(store: Store, step: Step) -> bool:
    """Make one step; return False if it can neither be made nor has been made."""
    if step.kind in (ADD, REPLACE):
        try:
            store.move(step.source, step.target)
        except FileNotFoundError:
            return store.size(step.target) == step.files[0].bytes
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
            store.retire(step.target, step.source)
        return True
    raise DamagedLake(f"{store.root}: log step of unknown kind {step.kind!r}; a newer version wrote it")


def _plan(store: Store, staging: Staging, record: CommitRecord, rows: Rows, now: dt.datetime) -> LogEntry:
    run_id = record.run_id
    today = (
        dt.date.fromisoformat(record.ingest_date)
        if record.ingest_date
        else now.astimezone(dt.timezone.utc).date()
    )
    known.tidy(store)
    placed = place(
        rows["articles"],
        rows["events"],
        rows["dyads"],
        KnownArticles.open(store),
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
    states = newest_fetches([*before.values(), *fetches])
    staging.add(paths.feed_states(staging.seq), states_file(states), len(states))
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
        feeds_failed=len(rows["fetches"]) - rows["fetches"].column("error").null_count,
        feeds_unchanged=unchanged,
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
