"""CommitRun: the one point at which a run begins to count."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import apache_beam as beam
from apache_beam import pvalue

from transforms.open_lake import open_lake
from transforms.tables.summary import RunSummary
from transforms.tables.wal import RunInfo, Shard

LOG = logging.getLogger(__name__)


@dataclass
class CommitRun(beam.PTransform):
    """Commit and publish what WriteTables wrote; fires on empty input too and gives one RunSummary.

    Retrying it, or the whole run under the same run id, gives the same summary and publishes nothing again.

    Args:
        lake: address of the lake; it must exist.
        run: what is known of the run before it starts.
    """

    lake: str
    run: RunInfo

    def expand(self, shards: beam.PCollection[Shard]) -> beam.PCollection[RunSummary]:
        """Wait for all shards, then commit them together."""
        return (
            shards.pipeline
            | "Once" >> beam.Create([self.run.run_id], reshuffle=False)
            | "Commit"
            >> beam.ParDo(_Commit(self.lake, self.run), pvalue.AsList(shards)).with_output_types(RunSummary)
        )


class _Commit(beam.DoFn):
    def __init__(self, lake: str, run: RunInfo) -> None:
        self._lake = lake
        self._run = run

    def process(self, _run_id: str, shards: list[Shard]) -> Iterator[RunSummary]:
        lake = open_lake(self._lake)
        summary = lake.commit_run(self._run, shards)
        for repair in lake.repairs:
            LOG.warning("repaired %s: %s", lake.root, repair)
        yield summary
