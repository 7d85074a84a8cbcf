"""WriteTables: every table's rows as files nobody reads yet."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import apache_beam as beam

from schemas.tables import TABLES, Table
from transforms.open_lake import open_store
from transforms.tables.filesystem import Store
from transforms.tables.parquet import table_named
from transforms.tables.wal import Shard, write_shard

KNOWN = "known"
"""Beside the tables: article ids that were known, to be counted."""

ROWS_PER_SHARD = 50_000


@dataclass
class WriteTables(beam.PTransform):
    """Write what a run brought under `_wal/<run_id>`, outside every table's folder.

    Takes a dict of PCollections: records by table name (all but `runs`, which CommitRun counts), and
    optionally `known`, the article ids DropKnown held back. Gives the PCollection of Shards for CommitRun.

    Args:
        lake: address of the lake.
        run_id: the run.
        shards: files per table that can be written at the same time; 1 is right up to some 100,000 rows.
    """

    lake: str
    run_id: str
    shards: int = 1

    def expand(self, tables: Mapping[str, beam.PCollection[Any]]) -> beam.PCollection[Shard]:
        """Group every table into shards, write each, count what was known."""
        written = [self._write(name, rows) for name, rows in tables.items() if name != KNOWN]
        if KNOWN in tables:
            counted = tables[KNOWN] | "CountKnown" >> beam.combiners.Count.Globally()
            written.append(counted | "NoteKnown" >> beam.Map(_known_shard).with_output_types(Shard))
        return tuple(written) | "Shards" >> beam.Flatten()

    def _write(self, name: str, rows: beam.PCollection[Any]) -> beam.PCollection[Shard]:
        table = table_named(name)
        return (
            rows
            | f"Shard {name}" >> beam.Map(_with_shard, name, self.shards).with_output_types(tuple[str, Any])
            | f"Group {name}" >> beam.GroupByKey()
            | f"Write {name}"
            >> beam.ParDo(_Write(self.lake, self.run_id, table.name)).with_output_types(Shard)
        )


def _with_shard(record: Any, table: str, shards: int) -> tuple[str, Any]:
    identity = getattr(record, "article_id", None) or getattr(record, "feed_id", None) or ""
    return f"{table}-{zlib.crc32(identity.encode('utf-8')) % shards}", record


def _known_shard(count: int) -> Shard:
    return Shard(table="articles", known=count)


class _Write(beam.DoFn):
    def __init__(self, lake: str, run_id: str, table: str) -> None:
        self._lake = lake
        self._run_id = run_id
        self._table = table

    def setup(self) -> None:
        self._store: Store = open_store(self._lake)

    def process(self, element: tuple[str, Iterable[Any]]) -> Iterator[Shard]:
        table: Table = TABLES[self._table]
        records = iter(element[1])
        while part := list(itertools.islice(records, ROWS_PER_SHARD)):
            yield write_shard(self._store, self._run_id, table, part)
