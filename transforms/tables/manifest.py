"""The numbered log: what each commit puts where. Creating an entry's file is the commit point."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any

from schemas.tables import TABLES
from transforms.tables import paths
from transforms.tables.errors import DamagedLake
from transforms.tables.store import Store, read_text

CHECKPOINT_EVERY = 100
"""Entries between two checkpoints, so that nobody needs to read a long log."""


@dataclass(frozen=True)
class DataFile:
    """A final file: path, rows, size in bytes, SHA-256 of the bytes."""

    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Step:
    """One atomic change of what readers see.

    kind `add`: `source` becomes `target` (a file that was not there).
    kind `replace`: `source` takes the place of the file `target`, of which `over` is the version (see `Store.version`).
    kind `swap`: folder `source` takes the place of the partition `target`, which then holds `files`.
    kind `drop`: the partition `target` goes away; it held `was`.
    kind `remove`: the file `target` goes away.
    """

    kind: str
    source: str
    target: str
    files: tuple[DataFile, ...] = ()
    was: tuple[str, ...] = ()
    over: str = ""


@dataclass(frozen=True)
class LogEntry:
    """One commit."""

    seq: int
    kind: str
    """publish, compact, expire or upgrade."""
    at: str
    """When it was planned, ISO 8601 UTC: for people; order is by `seq` alone."""
    staging: str
    steps: tuple[Step, ...]
    run_id: str | None = None
    summary: dict[str, Any] = field(default_factory=dict)
    """Of a published run: its RunSummary as JSON."""


def to_bytes(entry: LogEntry) -> bytes:
    """Return an entry as the bytes of its file."""
    return json.dumps(dataclasses.asdict(entry), indent=1, sort_keys=True).encode("utf-8")


def _entry(text: str) -> LogEntry:
    raw = json.loads(text)
    steps = tuple(
        Step(
            kind=step["kind"],
            source=step["source"],
            target=step["target"],
            files=tuple(DataFile(**file) for file in step["files"]),
            was=tuple(step["was"]),
            over=step.get("over", ""),  # absent from entries made before 0.1.0
        )
        for step in raw.pop("steps")
    )
    return LogEntry(**raw, steps=steps)


def read_entry(store: Store, seq: int) -> LogEntry:
    """Return entry `seq`.

    Raises:
        DamagedLake: it is not there or cannot be read.
    """
    try:
        return _entry(read_text(store, paths.log_entry(seq)))
    except (FileNotFoundError, ValueError, KeyError, TypeError) as error:
        raise DamagedLake(
            f"{store.root}: log entry {paths.log_entry(seq)} is missing or unreadable ({error})"
        ) from error


def create_entry(store: Store, entry: LogEntry) -> bool:
    """Commit an entry; return False if its number was taken meanwhile."""
    return store.create(paths.log_entry(entry.seq), to_bytes(entry))


def newest(store: Store) -> int:
    """Return the highest number in the log, 0 for an empty one.

    HEAD only tells where to start looking, so a stale or missing one costs time and nothing else.
    """
    seq = _hint(store)
    if seq and store.size(paths.log_entry(seq)) is None:
        seq = 0
    if not seq:
        numbers = [_number(file.path) for file in store.files(paths.LOG)]
        seq = max((number for number in numbers if number is not None), default=0)
    while store.size(paths.log_entry(seq + 1)) is not None:
        seq += 1
    return seq


def _hint(store: Store) -> int:
    try:
        return int(read_text(store, paths.HEAD))
    except (FileNotFoundError, ValueError):
        return 0


def _number(path: str) -> int | None:
    name = path.rpartition("/")[2]
    stem, _, suffix = name.partition(".")
    return int(stem) if suffix == "json" and stem.isdigit() else None


def is_done(store: Store, seq: int) -> bool:
    """Return whether entry `seq` is wholly in place."""
    return seq == 0 or store.size(paths.log_done(seq)) is not None


def lost_after(store: Store, head: int) -> int | None:
    """Return the number of an entry that was carried out but is gone, None if the log ends with `head`.

    Markers and the hint are written after their entry, which is durable by then, so one that tells of a later entry
    means that the log was damaged, or copied while a commit was at work. Its number must not be used again: an entry
    that has a marker already would count as carried out before it is.

    Args:
        store: the lake.
        head: what `newest` has returned.
    """
    told = _hint(store)
    if told <= head and store.size(paths.log_done(head + 1)) is None:
        return None
    # Where there is no lock another publisher may have gone on since `head` was looked up.
    return None if store.size(paths.log_entry(head + 1)) is not None else head + 1


def files_after(files: dict[str, DataFile], entry: LogEntry) -> dict[str, DataFile]:
    """Return which data files there are after an entry, given those before it; no zero-row schema files."""
    after = dict(files)
    for step in entry.steps:
        if step.kind in ("swap", "drop"):
            folder = f"{step.target}/"
            after = {path: file for path, file in after.items() if not path.startswith(folder)}
        if step.kind == "remove":
            after.pop(step.target, None)
        for file in step.files:
            if file.path.split("/")[0] in TABLES and not file.path.endswith("/schema.parquet"):
                after[file.path] = file
    return after


def all_files(store: Store, upto: int) -> dict[str, DataFile]:
    """Return the final files the log promises after entry `upto`, by path."""
    start, files = _last_checkpoint(store, upto)
    for seq in range(start + 1, upto + 1):
        files = files_after(files, read_entry(store, seq))
    return files


def _last_checkpoint(store: Store, upto: int) -> tuple[int, dict[str, DataFile]]:
    for seq in range(upto - upto % CHECKPOINT_EVERY, 0, -CHECKPOINT_EVERY):
        try:
            raw = json.loads(read_text(store, paths.log_checkpoint(seq)))
        except FileNotFoundError:
            continue
        return seq, {item["path"]: DataFile(**item) for item in raw["files"]}
    return 0, {}


def finish_entry(store: Store, seq: int) -> None:
    """Mark an entry as wholly in place, move the hint, now and then write a checkpoint."""
    store.note(paths.log_done(seq), b"")
    store.note(paths.HEAD, str(seq).encode("ascii"))
    if seq % CHECKPOINT_EVERY == 0:
        files = [dataclasses.asdict(file) for file in all_files(store, seq).values()]
        store.replace(paths.log_checkpoint(seq), json.dumps({"seq": seq, "files": files}).encode("utf-8"))
