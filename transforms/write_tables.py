"""WriteTables: every table's rows as files nobody reads yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput
from apache_beam.utils.windowed_value import WindowedValue

from schemas.tables import TABLES
from transforms.finishing import in_the_global_window
from transforms.open_lake import open_store
from transforms.tables.parquet import table_named
from transforms.tables.store import Store
from transforms.tables.wal import Shard, write_shard

KNOWN = "known"
"""Beside the tables: article ids that were known, to be counted."""

ROWS_PER_SHARD = 5_000
"""Rows that are kept in memory before they become a file. Not more, so that most of a long run's rows are encoded
while helper processes still code, and not when all is done and one core has the rest."""


@dataclass
class WriteTables(beam.PTransform):
    """Write what a run brought under `_wal/<run_id>`, outside every table's folder.

    Takes a dict of PCollections: records by table name (all but `runs`, which CommitRun counts), and
    optionally `known`, the article ids DropKnown held back. Gives the PCollection of Shards for CommitRun.

    Every bundle writes its own rows where they are. To gather a table first would cost a round of pickling, and
    Flink makes one record of a gathered group, which its batch sorter then refuses. How many shards that makes
    does not show: publication puts those of a table together.

    Args:
        lake: address of the lake.
        run_id: the run.
    """

    lake: str
    run_id: str

    def expand(self, tables: Mapping[str, beam.PCollection[Any]]) -> beam.PCollection[Shard]:
        """Write every table, count what was known."""
        written = [
            rows
            | f"Write {name}"
            >> beam.ParDo(_Write(self.lake, self.run_id, table_named(name).name)).with_output_types(Shard)
            for name, rows in tables.items()
            if name != KNOWN
        ]
        if KNOWN in tables:
            counted = tables[KNOWN] | "CountKnown" >> beam.combiners.Count.Globally()
            written.append(counted | "NoteKnown" >> beam.Map(_known_shard).with_output_types(Shard))
        return tuple(written) | "Shards" >> beam.Flatten()


def _known_shard(count: int) -> Shard:
    return Shard(table="articles", known=count)


class _Write(beam.DoFn):
    def __init__(self, lake: str, run_id: str, table: str) -> None:
        self._lake = lake
        self._run_id = run_id
        self._table = table

    def setup(self) -> None:
        self._store: Store = open_store(self._lake)

    def start_bundle(self) -> None:
        self._records: list[Any] = []

    def process(self, record: Any) -> Iterator[Shard]:
        self._records.append(record)
        if len(self._records) == ROWS_PER_SHARD:
            yield self._shard()

    def finish_bundle(self) -> Iterator[WindowedValue | TaggedOutput]:
        if self._records:
            yield from in_the_global_window([self._shard()])

    def _shard(self) -> Shard:
        records, self._records = self._records, []
        return write_shard(self._store, self._run_id, TABLES[self._table], records)
