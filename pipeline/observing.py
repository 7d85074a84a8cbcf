"""Runs that tell the outside world how they ended: a metrics file, and OpenTelemetry where it is configured."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset

from pipeline import telemetry
from pipeline.errors import UsageError
from pipeline.logs import tell
from pipeline.metrics import RunMetrics
from pipeline.request import listed_feeds
from pipeline.summary import RunReport
from schemas.operations import Fetch
from transforms.feeds.sharing import DUPLICATE
from transforms.open_lake import open_lake
from transforms.tables.errors import LakeError
from transforms.tables.lake import Lake
from transforms.tables.listing import listed_again
from transforms.tables.periods import first_day


class Runs(Protocol):
    """What does a run: `pipeline.bounded_run.BoundedRun`, or a replay."""

    def run(self, *, mode: str, now: dt.datetime) -> RunReport:
        """Run once."""


@dataclass(frozen=True)
class Observed:
    """Runs, with what their operators want to know of them.

    Attributes:
        runs: does a run.
        lake: where it publishes.
        feeds_path: the feed list; None for a replay, which asks no feed.
        metrics: the metrics so far, None where no file was asked for.
        traces: OpenTelemetry, None where the environment does not configure it.
    """

    runs: Runs
    lake: Lake
    feeds_path: str | None
    metrics: RunMetrics | None = None
    traces: telemetry.Telemetry | None = field(default_factory=telemetry.from_environment)

    @classmethod
    def from_arguments(
        cls, args: argparse.Namespace, runs: Runs, lake: Lake, *, feeds_path: str | None = None
    ) -> Observed:
        """Read `--metrics-file` and the environment.

        Raises:
            UsageError: the metrics file cannot be written, or is none.
        """
        metrics = RunMetrics.at(args.metrics_file, lake.root) if args.metrics_file else None
        return cls(runs, lake, feeds_path, metrics)

    def run(self, *, mode: str, now: dt.datetime) -> RunReport:
        """Run once; whatever comes of it is counted, and raised or returned as it was."""
        with contextlib.ExitStack() as stack:
            span = stack.enter_context(self.traces.run_span(mode, self.lake.root)) if self.traces else None
            before = self._states()
            try:
                report = self.runs.run(mode=mode, now=now)
            except Exception:
                self._count_failure(mode)
                raise
            if span is not None and self.traces is not None:
                self.traces.describe(span, report)
            self._count_success(report, before)
            return report

    def _states(self) -> Mapping[str, Fetch]:
        if self.metrics is None:
            return {}
        try:
            return self.lake.feed_states()
        except (LakeError, OSError):
            return {}  # the run itself reads them too, and says what is wrong with the lake

    def _count_failure(self, mode: str) -> None:
        if self.metrics is not None:
            self.metrics.add_failed(mode, now=_now())
            self._write()
        if self.traces is not None:
            self.traces.count_failure(mode)

    def _count_success(self, report: RunReport, before: Mapping[str, Fetch]) -> None:
        if self.metrics is None:
            return
        try:
            after = self.lake.feed_states()
            lags = article_lags(report, known_feeds=before)
            feeds = listed_feeds(self.feeds_path) if self.feeds_path else ()
        except (LakeError, UsageError, OSError, pa.ArrowException) as error:
            tell(f"--metrics-file: the run committed, but cannot be measured: {error}", level=logging.WARNING)
            after, lags, feeds = {}, [], ()
        self.metrics.add_committed(report, now=_now(), lags_s=lags)
        if feeds:
            self.metrics.set_feeds(feeds, after, now=_now())
            asked = [state for key, state in after.items() if state != before.get(key)]
            self.metrics.count_errors(
                [state.error for state in asked if state.error not in (None, DUPLICATE)]
            )
        self._write()

    def _write(self) -> None:
        """Write the file; a disk that refuses does not undo a run, but is told."""
        if self.metrics is None:
            return
        try:
            self.metrics.write()
        except OSError as error:
            tell(f"--metrics-file {self.metrics.path}: {error.strerror or error}", level=logging.WARNING)


def article_lags(report: RunReport, *, known_feeds: Mapping[str, Fetch]) -> list[float]:
    """Return for each new article of a run the seconds from its publication to its appearance in the lake.

    A feed that was never asked before brings articles of days ago; they say nothing about the pipeline and are
    left out. So are replays, and everything in an object store, where finding the rows of one run would mean to download
    those of the day.
    """
    run = report.summary
    answered = [feed_id for feed_id, state in known_feeds.items() if state.failures == 0]
    if run.mode == "replay" or not answered or not run.articles_new or "://" in run.lake:
        return []
    visible = dt.datetime.fromisoformat(run.published_at.replace("Z", "+00:00"))
    period = open_lake(run.lake, mend=False).period
    day = first_day(period, visible.date() - dt.timedelta(days=1)).isoformat()
    of_the_run = (
        (pc.field("ingest_date") >= day)
        & (pc.field("run_id") == run.run_id)
        & (pc.field("version") == 1)
        & pc.field("published_at").is_valid()
        & pc.field("feed_id").isin(answered)
    )

    def published() -> list[dt.datetime]:
        articles = pyarrow.dataset.dataset(f"{run.lake}/articles", partitioning="hive", format="parquet")
        return articles.to_table(columns=["published_at"], filter=of_the_run)["published_at"].to_pylist()

    return [(visible - at).total_seconds() for at in listed_again(published)]


def _now() -> dt.datetime:
    return dt.datetime.now(dt.timezone.utc)
