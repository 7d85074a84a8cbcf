"""Runs of the ingest half of the graph against the fault server, into a real lake."""

from __future__ import annotations

import datetime as dt
import itertools
import resource
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apache_beam as beam
import pyarrow.dataset as ds
from apache_beam.options.pipeline_options import PipelineOptions

from schemas.event import Dyad, Event
from schemas.feed import Feed
from transforms.commit_run import CommitRun
from transforms.drop_known import DropKnown
from transforms.feeds.settings import FetchSettings
from transforms.fetch_full_text import FetchFullText
from transforms.group_stories import GroupStories
from transforms.normalise_articles import NormaliseArticles
from transforms.open_lake import open_lake
from transforms.parse_entries import ParseEntries
from transforms.poll_feeds import PollFeeds
from transforms.record_fetches import RecordFetches
from transforms.tables.wal import RunInfo
from transforms.write_tables import WriteTables

Row = dict[str, Any]
_NUMBERS = itertools.count(1)


@dataclass
class Runs:
    """A lake and the runs into it."""

    lake: str
    settings: FetchSettings
    run_ids: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        open_lake(self.lake, create=True)

    def run(self, feeds: list[Feed], settings: FetchSettings | None = None, *, crash: bool = False) -> None:
        """Run once; with `crash` everything is fetched, and the run dies before its commit."""
        settings = settings or self.settings
        started = dt.datetime.now(dt.timezone.utc)
        info = RunInfo(run_id=f"run-{next(_NUMBERS):04d}", started_at=started, feeds=len(feeds))
        states = open_lake(self.lake).feed_states()
        began = time.monotonic()
        pipeline = beam.Pipeline(runner="FnApiRunner", options=PipelineOptions([]))
        polled = pipeline | beam.Create(feeds, reshuffle=False) | PollFeeds(settings, started, states)
        parsed = polled.responses | ParseEntries(settings)
        normalised = parsed.entries | NormaliseArticles(settings)
        fresh = normalised.articles | DropKnown(self.lake)
        full = fresh.articles | FetchFullText(settings)
        articles = full.articles | GroupStories(self.lake)
        if crash:
            articles = articles | "Crash" >> beam.Map(_crash).with_output_types(type(None))
        rejects = (
            polled.rejects,
            parsed.rejects,
            normalised.rejects,
            full.rejects,
        ) | "Rejects" >> beam.Flatten()
        tables = {
            "articles": articles,
            "events": pipeline | "NoEvents" >> beam.Create([]).with_output_types(Event),
            "dyads": pipeline | "NoDyads" >> beam.Create([]).with_output_types(Dyad),
            "fetches": (polled.fetches, parsed.fetches, fresh.articles) | RecordFetches(),
            "rejects": rejects,
            "known": fresh.known,
        }
        tables | WriteTables(self.lake, info.run_id) | CommitRun(self.lake, info)
        pipeline.run().wait_until_finish()
        self.run_ids.append(info.run_id)
        self.seconds.append(time.monotonic() - began)

    def rows(self, table: str) -> list[Row]:
        """All rows of a table, as the plain glob gives them."""
        return ds.dataset(str(Path(self.lake, table)), partitioning="hive").to_table().to_pylist()

    def by_feed(self, table: str) -> dict[str, list[Row]]:
        """Rows by feed id."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows(table):
            found[row["feed_id"]].append(row)
        return found


class CrashBeforeCommitError(RuntimeError):
    """What a run dies of in these tests."""


def _crash(_: Any) -> None:
    raise CrashBeforeCommitError


def peak_megabytes() -> float:
    """Peak resident memory of this process in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
