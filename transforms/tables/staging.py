"""Files that a log entry will move into place: written and checked before the entry is created."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.tables import Table
from transforms.tables import paths
from transforms.tables.inplace import displaced, rewritten, with_room
from transforms.tables.manifest import DataFile, Step
from transforms.tables.parquet import checksum, conform, encode, join_rows, load, only, without
from transforms.tables.store import Bytes, Store

ARTICLE_ID = "article_id"
ADD, REPLACE, SWAP, DROP, REMOVE = "add", "replace", "swap", "drop", "remove"


class Staging:
    """The staging folder of one attempt at one log entry; collects the steps of the entry."""

    def __init__(self, store: Store, seq: int) -> None:
        """Name a folder that no other attempt uses."""
        self.store = store
        self.seq = seq
        self.folder = f"{paths.STAGING}/{seq:08d}-{uuid.uuid4().hex[:12]}"
        self.steps: list[Step] = []

    def discard(self) -> None:
        """Delete what was staged."""
        self.store.delete_folder(self.folder)

    def add(self, target: str, data: Bytes, rows: int) -> None:
        """Stage a file that will appear under a name that is free."""
        source = self._write(target, data)
        self.steps.append(Step(ADD, source, target, (_data_file(target, data, rows),)))

    def add_rows(self, table: Table, day: dt.date, label: str, rows: pa.Table) -> None:
        """Stage rows as one more file of a partition; no rows, no file."""
        if len(rows):
            data = _encoded(table, rows)
            self.add(paths.data_file(table.name, day, self.seq, label), data, len(rows))

    def supersede_rows(
        self, table: Table, day: dt.date, label: str, rows: pa.Table, article_ids: Collection[str]
    ) -> None:
        """Stage a partition in which the rows of some articles make way for others.

        Args:
            table: which table.
            day: which partition.
            label: ends the name of the file with the rewritten rows.
            rows: all rows the entry adds to this partition.
            article_ids: articles whose present rows go.
        """
        touched = self._files_with(table, day, article_ids)
        if not touched:
            self.add_rows(table, day, label, rows)
        elif not self._rewrite_files(table, day, label, rows, article_ids, touched):
            kept = [without(present, ARTICLE_ID, article_ids) for present in touched.values()]
            self.swap_partition(table, day, label, join_rows(table, [*kept, rows]), set(touched))

    def _files_with(self, table: Table, day: dt.date, article_ids: Collection[str]) -> dict[str, pa.Table]:
        wanted = pa.array(list(article_ids), pa.string())
        found = {}
        for file in self.store.files(paths.partition(table.name, day)):
            if len(only(load(self.store, file.path, [ARTICLE_ID]), ARTICLE_ID, wanted.to_pylist())):
                found[file.path] = conform(table, load(self.store, file.path), file.path)
        return found

    def swap_partition(
        self, table: Table, day: dt.date, label: str, rows: pa.Table, gone: Collection[str]
    ) -> None:
        """Stage a whole partition: `rows` in one new file, and every present file that is not `gone`."""
        target = paths.partition(table.name, day)
        source = f"{self.folder}/{len(self.steps):04d}-{table.name}.swap"
        was: list[str] = []
        files: list[DataFile] = []
        for present in self.store.files(target):
            was.append(present.path)
            if present.path in gone:
                continue
            name = present.path.rpartition("/")[2]
            self.store.link(present.path, f"{source}/{name}")
            data = self.store.map(present.path)
            files.append(_data_file(present.path, data, _row_count(data)))
        if len(rows) or not files:
            data = _encoded(table, rows)
            path = paths.data_file(table.name, day, self.seq, label)
            self.store.write(f"{source}/{path.rpartition('/')[2]}", data)
            files.append(_data_file(path, data, len(rows)))
        self.store.settle(source)
        self.steps.append(Step(SWAP, source, target, tuple(files), tuple(was)))

    def _rewrite_files(
        self,
        table: Table,
        day: dt.date,
        label: str,
        rows: pa.Table,
        article_ids: Collection[str],
        touched: dict[str, pa.Table],
    ) -> bool:
        """Stage new content for the very files where the old rows stand; False if a folder must change instead.

        All rows of one article in one table stand in one file (one run wrote them), so replacing that
        file is atomic for the article. The other new rows get a file of their own.
        """
        staged: list[tuple[str, Bytes, int]] = []
        left = set(article_ids)
        for path, present in touched.items():
            here = left & set(present.column(ARTICLE_ID).to_pylist())
            left -= here
            merged = join_rows(
                table, [without(present, ARTICLE_ID, article_ids), only(rows, ARTICLE_ID, here)]
            )
            rows = without(rows, ARTICLE_ID, here)
            old = self.store.map(path)
            data = rewritten(table, merged, old)
            if data is None and self.store.swaps_folders:
                return False
            staged.append((path, data or with_room(displaced(table, merged, old)), len(merged)))
        for one in staged:
            self.replace(*one)
        self.add_rows(table, day, label, rows)
        return True

    def replace(self, target: str, data: Bytes, rows: int) -> None:
        """Stage new content for a file that is there."""
        source = self._write(target, data)
        # What `data` was made from: had it changed since, the next log entry would be taken and ours refused.
        over = self.store.version(target)
        self.steps.append(Step(REPLACE, source, target, (_data_file(target, data, rows),), over=over))

    def drop_partition(self, table: Table, day: dt.date) -> None:
        """Stage the end of a partition."""
        target = paths.partition(table.name, day)
        was = tuple(file.path for file in self.store.files(target))
        self.steps.append(Step(DROP, f"{self.folder}/{target}.dropped", target, (), was))

    def remove(self, path: str) -> None:
        """Stage the end of one file."""
        self.steps.append(Step(REMOVE, "", path, (), (path,)))

    def rewrite_partition(
        self, table: Table, day: dt.date, label: str, present: Sequence[str] | None = None
    ) -> None:
        """Stage a partition with the same rows in one file, sorted, with today's columns.

        `present` are the files that become one, by default all of the partition.

        Without `swap` readers can meet rows twice until the last step is made.
        """
        target = paths.partition(table.name, day)
        if present is None:
            present = [file.path for file in self.store.files(target)]
        rows = join_rows(table, [conform(table, load(self.store, path), path) for path in present])
        if self.store.swaps_folders:
            self.swap_partition(table, day, label, rows, present)
            return
        self.replace(present[0], _encoded(table, rows), len(rows))
        for path in present[1:]:
            self.remove(path)

    def _write(self, target: str, data: Bytes) -> str:
        source = f"{self.folder}/{len(self.steps):04d}-{target.replace('/', '-')}"  # flat: folders cost time
        self.store.write(source, data)
        return source


def _encoded(table: Table, rows: pa.Table) -> pa.Buffer:
    """Return a file of rows; with room for corrections if its rows can have any."""
    data = encode(table, rows)
    return with_room(data) if ARTICLE_ID in rows.column_names and table.key else data


def _data_file(path: str, data: Bytes, rows: int) -> DataFile:
    return DataFile(path=path, rows=rows, bytes=len(data), sha256=checksum(data))


def _row_count(data: pa.Buffer) -> int:
    return pq.read_metadata(pa.BufferReader(data)).num_rows
