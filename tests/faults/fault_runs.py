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
from schemas.operations import Fetch
from transforms.commit_run import CommitRun
from transforms.drop_known import DropKnown
from transforms.feeds.archive import RawArchive
from transforms.feeds.http import Client
from transforms.feeds.politeness import GATE, dispatch
from transforms.feeds.poll import Failed, Poll, poll
from transforms.feeds.read import read_response
from transforms.feeds.sandbox import shared_sandbox
from transforms.feeds.settings import FetchSettings
from transforms.feeds.sharing import heirs, known_by_address, owners
from transforms.feeds.state import after_unchanged, not_due, unchanged
from transforms.fetch_full_text import FetchFullText
from transforms.group_stories import GroupStories
from transforms.normalise_articles import NormaliseArticles
from transforms.open_lake import open_lake
from transforms.parse_entries import ParseEntries
from transforms.poll_feeds import PollFeeds
from transforms.record_fetches import RecordFetches
from transforms.tables.wal import RunInfo
from transforms.web_memory import WebMemory
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

    def run(
        self,
        feeds: list[Feed],
        settings: FetchSettings | None = None,
        *,
        crash: bool = False,
        keep_raw: RawArchive | None = None,
    ) -> None:
        """Run once; with `crash` everything is fetched, and the run dies before its commit."""
        settings = settings or self.settings
        started = dt.datetime.now(dt.timezone.utc)
        info = RunInfo(run_id=f"run-{next(_NUMBERS):04d}", started_at=started, feeds=len(feeds))
        states = open_lake(self.lake).feed_states()
        memory = WebMemory(self.lake, info.run_id)
        began = time.monotonic()
        pipeline = beam.Pipeline(runner="FnApiRunner", options=PipelineOptions([]))
        polled = (
            pipeline
            | beam.Create(feeds, reshuffle=False)
            | PollFeeds(settings, started, known_by_address(feeds, states), owners=owners(feeds, states))
        )
        parsed = polled.responses | ParseEntries(settings)
        normalised = parsed.entries | NormaliseArticles(settings, memory=memory)
        fresh = normalised.articles | DropKnown(self.lake, heirs=heirs(states))
        full = fresh.articles | FetchFullText(settings, memory=memory)
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
        written = tables | WriteTables(self.lake, info.run_id)
        learned = [shards for shards in (normalised.learned, full.learned) if shards is not None]
        (written, *learned) | "Shards" >> beam.Flatten() | CommitRun(self.lake, info)
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


@dataclass
class Polls:
    """Runs without Beam and lake: polls, parses, and remembers the state of every feed."""

    states: dict[str, Fetch] = field(default_factory=dict)

    def run(self, feeds: list[Feed], settings: FetchSettings) -> None:
        """Poll what is due once."""
        now = dt.datetime.now(dt.timezone.utc)
        client, sandbox = Client(settings), shared_sandbox(1, settings.parse_memory_bytes)
        jobs = [Poll(feed, self.states.get(feed.feed_id)) for feed in feeds]
        due = [job for job in jobs if not_due(job.previous, now, settings, local=False) is None]
        for outcome in dispatch(
            [(job.host, job) for job in due],
            lambda job, lease: poll(job, lease, client, settings),
            gate=GATE,
            gap_s=settings.min_gap_s,
            concurrency=settings.host_concurrency,
            slow_after_s=settings.slow_after_s,
        ):
            if isinstance(outcome, Failed):
                fetch = outcome.fetch
            elif unchanged(outcome):
                fetch = after_unchanged(outcome, settings)
            else:
                fetch = read_response(outcome, sandbox, settings).fetch
            self.states[fetch.feed_id] = fetch


class CrashBeforeCommitError(RuntimeError):
    """What a run dies of in these tests."""


def _crash(_: Any) -> None:
    raise CrashBeforeCommitError


def peak_megabytes() -> float:
    """Peak resident memory of this process in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
