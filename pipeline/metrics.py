"""Metrics of runs in Prometheus' text format, for node_exporter's textfile collector.

A run is a process that ends, so nobody can scrape it. It leaves a file instead, and the next run reads that
file and counts on from it: totals survive restarts, and a file that was lost is a counter that began anew,
which Prometheus understands.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from prometheus_client import CollectorRegistry, write_to_textfile
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.parser import text_string_to_metric_families

from pipeline.errors import UsageError
from pipeline.summary import RunReport
from schemas.feed import Feed
from schemas.operations import Fetch

Labels = tuple[str, ...]

LAG_BUCKETS_S = (300, 900, 1800, 3600, 7200, 14400, 28800, 86400, 172800)
"""Five minutes to two days: feeds are polled every quarter of an hour at most."""

COUNTERS: dict[str, tuple[str, Labels]] = {
    "communique_runs": ("Runs that ended, by how.", ("mode", "outcome")),
    "communique_polls": ("Feeds asked, by what came: new, unchanged, failed or duplicate.", ("outcome",)),
    "communique_poll_errors": ("Failed polls by error class of docs/errors.md.", ("error",)),
    "communique_articles": ("Articles met, by what they were: new, changed or known.", ("state",)),
    "communique_events": ("Events published, by PLOVER type.", ("type",)),
    "communique_rejects": ("Things refused, by reason of docs/errors.md.", ("reason",)),
}
GAUGES: dict[str, tuple[str, Labels]] = {
    "communique_last_run_timestamp_seconds": ("When the last run with this outcome ended.", ("outcome",)),
    "communique_last_run_duration_seconds": ("How long the last committed run took.", ()),
    "communique_feeds": ("Feeds in the list of the last committed run.", ()),
    "communique_feed_failures": ("Failed polls of the feed in a row.", ("feed",)),
    "communique_feed_last_success_timestamp_seconds": (
        "When the feed last answered as it should.",
        ("feed",),
    ),
    "communique_feed_last_new_timestamp_seconds": ("When the feed last brought a new article.", ("feed",)),
}
LAG = "communique_article_lag_seconds"
LAG_HELP = (
    "From an article's publication to its appearance in the lake; feeds asked for the first time left out."
)


@dataclass(eq=False)
class RunMetrics:
    """The metrics of all runs into one lake.

    Attributes:
        path: the file; its folder exists and may be written to.
        lake: label of every sample, so that files of several lakes can lie side by side.
        values: value by name of the sample and its labels.
    """

    path: Path
    lake: str
    values: dict[tuple[str, Labels], float] = field(default_factory=dict)

    @classmethod
    def at(cls, path: str, lake: str) -> RunMetrics:
        """Begin where the file at `path` stopped, if there is one.

        Raises:
            UsageError: the place cannot be written to, or holds something else.
        """
        file = Path(path)
        if not file.parent.is_dir() or not os.access(file.parent, os.W_OK):
            raise UsageError(f"--metrics-file {path}: {file.parent} is no folder that can be written to")
        metrics = cls(file, lake)
        try:
            metrics._read(file.read_text("utf-8"))
        except FileNotFoundError:
            pass
        except (ValueError, OSError) as error:
            raise UsageError(f"--metrics-file {path}: {error}; remove it, or name another file") from error
        return metrics

    def add_committed(self, report: RunReport, *, now: dt.datetime, lags_s: Sequence[float]) -> None:
        """Count a run that committed.

        Args:
            report: what it brought.
            now: the time, aware.
            lags_s: age in seconds of its new articles when they became visible.
        """
        run = report.summary
        self._ended(run.mode, "committed", now)
        self._set("communique_last_run_duration_seconds", (), report.seconds)
        self._set("communique_feeds", (), run.feeds)
        answered = run.feeds_polled - run.feeds_failed - run.feeds_unchanged - run.feeds_duplicate
        for outcome, count in (
            ("new", answered), ("unchanged", run.feeds_unchanged), ("failed", run.feeds_failed),
            ("duplicate", run.feeds_duplicate),
        ):  # fmt: skip
            self._add("communique_polls", (outcome,), count)
        for state, count in (
            ("new", run.articles_new), ("changed", run.articles_changed), ("known", run.articles_known),
        ):  # fmt: skip
            self._add("communique_articles", (state,), count)
        for kind, count in run.events_by_type.items():
            self._add("communique_events", (kind,), count)
        for reason, count in run.rejects_by_reason.items():
            self._add("communique_rejects", (reason,), count)
        for lag in lags_s:
            for bound in LAG_BUCKETS_S:
                self._add_sample(f"{LAG}_bucket", (f"{bound:.1f}",), float(lag <= bound))
            self._add_sample(f"{LAG}_bucket", ("+Inf",), 1)
            self._add_sample(f"{LAG}_sum", (), max(0.0, lag))

    def add_failed(self, mode: str, *, now: dt.datetime) -> None:
        """Count a run that published nothing."""
        self._ended(mode, "failed", now)

    def set_feeds(self, feeds: Sequence[Feed], states: Mapping[str, Fetch], *, now: dt.datetime) -> None:
        """Tell how every listed feed does; feeds that left the list are forgotten.

        Args:
            feeds: the feed list.
            states: the newest published fetch by feed id.
            now: from when on silence is counted of a feed of which nothing is known yet.
        """
        before = self.values
        per_feed = {name for name, (_, labels) in GAUGES.items() if labels == ("feed",)}
        self.values = {key: value for key, value in before.items() if key[0] not in per_feed}
        for feed in feeds:
            state = states.get(feed.feed_id)
            labels = (feed.url,)
            self._set("communique_feed_failures", labels, state.failures if state else 0)
            for name, is_news in (
                ("communique_feed_last_success_timestamp_seconds", state is not None and state.failures == 0),
                ("communique_feed_last_new_timestamp_seconds", state is not None and state.new_items > 0),
            ):
                since = before.get((name, labels), now.timestamp())
                self._set(name, labels, state.fetched_at.timestamp() if state and is_news else since)

    def count_errors(self, classes: Sequence[str]) -> None:
        """Count failed polls of a run by their class."""
        for error in classes:
            self._add("communique_poll_errors", (error,), 1)

    def write(self) -> None:
        """Put the file in place, at once and whole."""
        registry = CollectorRegistry()
        registry.register(self)
        write_to_textfile(str(self.path), registry)

    def collect(self) -> Iterator[Metric]:
        """Give the families to prometheus_client."""
        for name, (meaning, labels) in COUNTERS.items():
            counter = CounterMetricFamily(name, meaning, labels=("lake", *labels))
            for values, value in self._samples(f"{name}_total"):
                counter.add_metric((self.lake, *values), value)
            yield counter
        for name, (meaning, labels) in GAUGES.items():
            gauge = GaugeMetricFamily(name, meaning, labels=("lake", *labels))
            for values, value in self._samples(name):
                gauge.add_metric((self.lake, *values), value)
            yield gauge
        lag = HistogramMetricFamily(LAG, LAG_HELP, labels=("lake",))
        bounds = [*(f"{bound:.1f}" for bound in LAG_BUCKETS_S), "+Inf"]
        buckets = [(bound, self.values.get((f"{LAG}_bucket", (bound,)), 0.0)) for bound in bounds]
        lag.add_metric((self.lake,), buckets, sum_value=self.values.get((f"{LAG}_sum", ()), 0.0))
        yield lag

    def _samples(self, name: str) -> list[tuple[Labels, float]]:
        return sorted((labels, value) for (found, labels), value in self.values.items() if found == name)

    def _read(self, text: str) -> None:
        wanted = {
            **{f"{name}_total": labels for name, (_, labels) in COUNTERS.items()},
            **{name: labels for name, (_, labels) in GAUGES.items()},
            f"{LAG}_bucket": ("le",),
            f"{LAG}_sum": (),
        }
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                if sample.name not in wanted:
                    continue
                if sample.labels.get("lake") != self.lake:
                    raise ValueError(f"it belongs to the lake {sample.labels.get('lake')}")
                labels = tuple(sample.labels[label] for label in wanted[sample.name])
                self.values[sample.name, labels] = sample.value

    def _ended(self, mode: str, outcome: str, now: dt.datetime) -> None:
        self._add("communique_runs", (mode, outcome), 1)
        self._set("communique_last_run_timestamp_seconds", (outcome,), now.timestamp())

    def _set(self, name: str, labels: Labels, value: float) -> None:
        self.values[name, labels] = value

    def _add(self, counter: str, labels: Labels, count: float) -> None:
        self._add_sample(f"{counter}_total", labels, count)

    def _add_sample(self, name: str, labels: Labels, count: float) -> None:
        self.values[name, labels] = self.values.get((name, labels), 0.0) + count
