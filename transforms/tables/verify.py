"""Re-read everything a lake holds and list what is wrong; an empty list is the proof."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.tables import TABLES
from transforms.tables import known, paths, wal
from transforms.tables.filesystem import StoredFile
from transforms.tables.known import KnownArticles
from transforms.tables.lake import Lake
from transforms.tables.manifest import DataFile, all_files, is_done, newest
from transforms.tables.parquet import checksum, decode, empty, join_rows
from transforms.tables.schema_check import compare

EVENT_COLUMNS = ("event_id", "article_id", "evidence", "start", "end", "actors", "recipients", "speaker")

REBUILD = "delete the folder _index and open the lake to have it rebuilt"


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: problems in words, each with its place, and how much was read."""

    problems: tuple[str, ...]
    files: int
    rows: dict[str, int]
    bytes: int


def verify(lake: Lake) -> Verdict:
    """Read every file of a lake and check what docs/lake.md promises.

    One day is in memory at a time: an article, its events and their dyads stand in the same partition.

    Args:
        lake: the lake; runs that publish meanwhile are not looked at.

    Raises:
        DamagedLake: the log itself cannot be read.
    """
    with lake.store.lock():
        while True:
            head = newest(lake.store)
            verdict = _Reader(lake).read()
            # Where there is no lock a run may have been published meanwhile: what it brought looks foreign.
            if newest(lake.store) == head:
                return verdict


class _Reader:
    def __init__(self, lake: Lake) -> None:
        self._store = lake.store
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
        promised = all_files(self._store, head)
        present = {name: self._store.files(name) for name in TABLES}
        self._check_listing(promised, [file for files in present.values() for file in files])
        days = sorted({paths.day_of(path) for path in promised})
        for day in days:
            self._check_day(day, [file for file in promised.values() if paths.day_of(file.path) == day])
        self._check_schema_files()
        self._check_runs()
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
        tables = {name: self._day_table(name, files) for name in TABLES}
        texts = self._check_articles(day, tables["articles"])
        events = self._check_events(day, tables["events"], texts)
        for row in tables["dyads"].select(["event_id", "article_id"]).to_pylist():
            if row["event_id"] not in events:
                self._say(f"{paths.partition('dyads', day)}: event {row['event_id']} of a dyad is not there")
        self._run_ids.update(tables["runs"].column("run_id").to_pylist())

    def _day_table(self, name: str, files: list[DataFile]) -> pa.Table:
        parts = [self._check_file(name, file) for file in files if file.path.startswith(f"{name}/")]
        rows = join_rows(TABLES[name], [part for part in parts if part is not None])
        self._rows[name] += len(rows)
        return rows

    def _check_file(self, name: str, file: DataFile) -> pa.Table | None:
        try:
            data = self._store.map(file.path)
        except FileNotFoundError:
            return None  # said already
        self._files += 1
        self._bytes += len(data)
        if checksum(data) != file.sha256:
            self._say(f"{file.path}: bytes are not those the log promises")
        try:
            differences = compare(name, pq.read_schema(pa.BufferReader(data)), file.path)
            rows = decode(data)
        except (pa.ArrowInvalid, OSError) as error:
            self._say(f"{file.path}: not a readable Parquet file ({error})")
            return None
        for difference in differences:
            self._say(str(difference))
        if len(rows) != file.rows:
            self._say(f"{file.path}: {len(rows)} rows, the log promises {file.rows}")
        return None if differences else rows

    def _check_articles(self, day: dt.date, articles: pa.Table) -> dict[str, str | None]:
        place = paths.partition("articles", day)
        texts: dict[str, str | None] = {}
        for row in articles.select(["article_id", "version", "title", "text", "extra_json"]).to_pylist():
            article_id = row["article_id"]
            if article_id in self._article_days:
                other = paths.partition("articles", self._article_days[article_id])
                self._say(f"{place}: article {article_id} is there twice, also in {other}")
            self._article_days[article_id] = day
            self._versions[article_id] = row["version"]
            whole = "stored_text" not in (row["extra_json"] or "")  # see transforms/trim_texts.py
            texts[article_id] = f"{row['title']}\n\n{row['text']}" if whole else None
        return texts

    def _check_events(self, day: dt.date, events: pa.Table, texts: dict[str, str | None]) -> set[str]:
        place = paths.partition("events", day)
        found = set()
        for row in events.select(list(EVENT_COLUMNS)).to_pylist():
            event_id = row["event_id"]
            if event_id in self._event_ids:
                self._say(f"{place}: event {event_id} is there twice")
            self._event_ids.add(event_id)
            found.add(event_id)
            if row["article_id"] not in texts:
                self._say(f"{place}: article {row['article_id']} of event {event_id} is not there")
                continue
            text = texts[row["article_id"]]
            if text is None:  # stored cut, so that nothing can be looked up in it
                continue
            for what, words, start, end in _spans(row):
                if not words and 0 <= start == end <= len(text):
                    continue  # a party the context supplies is named nowhere in the words
                if not 0 <= start < end <= len(text):
                    self._say(f"{place}: event {event_id}: {what} {start}-{end} lies outside the text")
                elif text[start:end] != words:
                    self._say(f"{place}: event {event_id}: {what} {start}-{end} is not {words!r} in the text")
        return found

    def _check_schema_files(self) -> None:
        for name, table in TABLES.items():
            if self._store.size(paths.anchor(name)) is None:
                continue
            rows = decode(self._store.map(paths.anchor(name)))
            if rows.schema.remove_metadata() != empty(table).schema.remove_metadata():
                self._say(f"{paths.anchor(name)}: columns are not those of this version")

    def _check_runs(self) -> None:
        for run_id, count in sorted(self._run_ids.items()):
            if count > 1:
                self._say(f"runs: run {run_id} is there {count} times")
            if self._store.size(paths.run_marker(run_id)) is None:
                self._say(f"{paths.run_marker(run_id)}: missing, though the run is published")

    def _check_index(self, head: int) -> None:
        if not known.covers(self._store, head):
            self._say("_index: does not cover the log; any command that writes rebuilds it")
            return
        index = KnownArticles.open(self._store)
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


def _spans(row: dict[str, Any]) -> Iterator[tuple[str, str, int, int]]:
    yield "evidence", row["evidence"], row["start"], row["end"]
    people = [("actor", one) for one in row["actors"]] + [("recipient", one) for one in row["recipients"]]
    if row["speaker"] is not None:
        people.append(("speaker", row["speaker"]))
    for what, one in people:
        yield what, one["text"], one["start"], one["end"]
