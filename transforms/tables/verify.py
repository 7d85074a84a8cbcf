"""Re-read everything a lake holds and list what is wrong; an empty list is the proof."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.tables import TABLES
from transforms.tables import known, paths, wal
from transforms.tables.known import KnownArticles
from transforms.tables.lake import Lake
from transforms.tables.manifest import DataFile, is_done, newest
from transforms.tables.parquet import MAGIC, UNREADABLE, checksum, decode, empty, join_rows
from transforms.tables.schema_check import compare
from transforms.tables.store import StoredFile
from transforms.tables.verify_log import ReadLog, read_log
from transforms.tables.verify_rows import Day, check_articles, check_dyads, check_events

Told = Callable[[int, int, int], None]
"""Is told after every file: files read, files there are, rows read."""

REBUILD = "delete the folder _index and open the lake to have it rebuilt"


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: problems in words, each with its place, and how much was read."""

    problems: tuple[str, ...]
    files: int
    rows: dict[str, int]
    bytes: int


def verify(lake: Lake, told: Told | None = None) -> Verdict:
    """Read every file of a lake and check what docs/lake.md promises.

    One partition is in memory at a time: an article, its events and their dyads stand in the same.

    Args:
        lake: the lake; runs that publish meanwhile are not looked at.
        told: hears how far it is.
    """
    with lake.store.lock():
        while True:
            head = newest(lake.store)
            verdict = _Reader(lake, told).read()
            # Where there is no lock a run may have been published meanwhile: what it brought looks foreign.
            if newest(lake.store) == head:
                return verdict


class _Reader:
    def __init__(self, lake: Lake, told: Told | None) -> None:
        self._store = lake.store
        self._told = told
        self._promised = 0
        self._problems: list[str] = []
        self._rows: Counter[str] = Counter()
        self._files = 0
        self._bytes = 0
        self._article_days: dict[str, dt.date] = {}
        self._event_ids: set[str] = set()
        self._versions: dict[str, int] = {}
        self._run_ids: Counter[str] = Counter()

    def read(self) -> Verdict:
        head = newest(self._store)
        if not is_done(self._store, head):
            self._say(f"log entry {head} is not wholly in place")
        log = read_log(self._store, head)
        self._promised = len(log.files)
        self._problems += log.problems
        present = [file for name in TABLES for file in self._store.files(name)]
        self._check_listing(log.files, present)
        for day in sorted({paths.day_of(path) for path in log.files}):
            self._check_day(day, [file for file in log.files.values() if paths.day_of(file.path) == day])
        self._check_schema_files()
        self._check_runs(log)
        self._check_index(head)
        for folder in wal.run_folders(self._store):
            if folder.set_aside:
                self._say(f"{paths.wal(folder.run_id)}: a run that could not be read was set aside")
        return Verdict(tuple(self._problems), self._files, dict(self._rows), self._bytes)

    def _say(self, problem: str) -> None:
        self._problems.append(problem)

    def _check_listing(self, promised: dict[str, DataFile], present: list[StoredFile]) -> None:
        anchors = {paths.anchor(name) for name in TABLES}
        names = {file.path for file in present}
        for path in sorted(names - set(promised) - anchors):
            self._say(f"{path}: not in the log")
        for path in sorted((set(promised) | anchors) - names):
            self._say(f"{path}: missing")

    def _check_day(self, day: dt.date, files: list[DataFile]) -> None:
        found = Day(day, self._article_days, self._event_ids, self._versions)
        tables = {name: self._table(name, files, found) for name in TABLES}
        check_articles(found, tables["articles"])
        check_events(found, tables["events"])
        check_dyads(found, tables["dyads"])
        self._problems += found.problems
        self._run_ids.update(tables["runs"].column("run_id").to_pylist())

    def _table(self, name: str, files: list[DataFile], found: Day) -> pa.Table:
        parts = []
        for file in files:
            if file.path.startswith(f"{name}/"):
                part = self._check_file(name, file)
                if part is None:
                    found.incomplete.add(name)
                else:
                    parts.append(part)
        rows = join_rows(TABLES[name], parts)
        self._rows[name] += len(rows)
        if self._told is not None:
            self._told(self._files, self._promised, self._rows.total())
        return rows

    def _check_file(self, name: str, file: DataFile) -> pa.Table | None:
        """Return a file's rows; None if it has not those that the log promises, which is said."""
        try:
            data = self._store.map(file.path)
        except FileNotFoundError:
            return None  # said already
        self._files += 1
        self._bytes += len(data)
        if checksum(data) != file.sha256:
            self._say(f"{file.path}: bytes are not those the log promises{_difference(data, file)}")
            return None
        try:
            differences = compare(name, pq.read_schema(pa.BufferReader(data)), file.path)
            rows = decode(data)
        except UNREADABLE as error:
            self._say(f"{file.path}: not a readable Parquet file ({error})")
            return None
        for difference in differences:
            self._say(str(difference))
        if len(rows) != file.rows:
            self._say(f"{file.path}: {len(rows)} rows, the log promises {file.rows}")
        return None if differences else rows

    def _check_schema_files(self) -> None:
        for name, table in TABLES.items():
            path = paths.anchor(name)
            try:
                rows = decode(self._store.map(path))
            except FileNotFoundError:
                continue  # said already
            except UNREADABLE as error:
                self._say(f"{path}: not a readable Parquet file ({error})")
                continue
            if rows.schema.remove_metadata() != empty(table).schema.remove_metadata():
                self._say(f"{path}: columns are not those of this version")
            if len(rows):
                self._say(f"{path}: has {len(rows)} rows, and should show only the columns")

    def _check_runs(self, log: ReadLog) -> None:
        for run_id, count in sorted(self._run_ids.items()):
            if count > 1:
                self._say(f"runs: run {run_id} is there {count} times")
            if log.whole and run_id not in log.runs:
                self._say(f"runs: run {run_id} is not in the log")
        published = {*self._run_ids, *log.runs}
        markers = {file.path.rpartition("/")[2] for file in self._store.files(f"{paths.LOG}/runs")}
        for run_id in sorted(published - markers):
            self._say(f"{paths.run_marker(run_id)}: missing, though the run is published")
        if log.whole:
            for run_id in sorted(markers - published):
                if not run_id.endswith(".tmp"):
                    self._say(f"{paths.run_marker(run_id)}: tells of a run that the log does not have")

    def _check_index(self, head: int) -> None:
        if not known.covers(self._store, head):
            self._say("_index: does not cover the log; any command that writes rebuilds it")
            return
        try:
            index = KnownArticles.open(self._store)
        except (ValueError, OSError) as error:
            self._say(f"_index: cannot be read ({error}); {REBUILD}")
            return
        ids = sorted(self._article_days)
        for at in range(0, len(ids), 100_000):
            part = ids[at : at + 100_000]
            found = index.get_many(part)
            for article_id in part:
                entry = found.get(article_id)
                if entry is None:
                    self._say(f"_index: article {article_id} is unknown to it; {REBUILD}")
                elif entry.day != self._article_days[article_id]:
                    self._say(f"_index: article {article_id} is not where the index has it; {REBUILD}")
                elif entry.version != self._versions[article_id]:
                    self._say(f"_index: article {article_id} has another version there; {REBUILD}")


def _difference(data: pa.Buffer, file: DataFile) -> str:
    """Say in words how a file differs from what it should be, as far as its bytes tell."""
    if len(data) < file.bytes:
        return f": cut short, {len(data):,} of {file.bytes:,}"
    if len(data) > file.bytes:
        return f": {len(data):,} instead of {file.bytes:,}"
    ends = data.slice(0, len(MAGIC)).to_pybytes(), data.slice(len(data) - len(MAGIC)).to_pybytes()
    return "" if ends == (MAGIC, MAGIC) else ": no Parquet file"
