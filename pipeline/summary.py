"""What a run brought, as a table to read and as an object for programs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from transforms.feeds.sharing import DUPLICATE
from transforms.tables.summary import RunSummary

QUERY = """\
SELECT date_start, event_type, status,
       [p.name for p in actors] AS actors, [p.name for p in recipients] AS recipients
FROM read_parquet('{lake}/events/**/*.parquet', hive_partitioning = true)
WHERE confidence >= 0.5 ORDER BY date_start DESC NULLS LAST LIMIT 10"""
"""A first look at a lake, for DuckDB."""


@dataclass(frozen=True)
class RunReport:
    """One committed run, ready to be shown.

    Attributes:
        summary: what the lake says the run published.
        engine: Beam engine that ran it.
    """

    summary: RunSummary
    engine: str

    @property
    def seconds(self) -> float:
        """Seconds from the start to the last row's publication."""
        start, end = (
            dt.datetime.fromisoformat(at.replace("Z", "+00:00"))
            for at in (self.summary.started_at, self.summary.published_at)
        )
        return round((end - start).total_seconds(), 1)

    @property
    def events(self) -> int:
        """Published events."""
        return sum(self.summary.events_by_type.values())

    @property
    def rejects(self) -> int:
        """Published rejects."""
        return sum(self.summary.rejects_by_reason.values())

    @property
    def not_due(self) -> int:
        """Feeds that were not asked, because their time had not come."""
        return max(0, self.summary.feeds - self.summary.feeds_polled)

    def as_object(self) -> dict[str, Any]:
        """Return the report as `--json` prints it."""
        run = self.summary
        return {
            "run_id": run.run_id,
            "mode": run.mode,
            "engine": self.engine,
            "lake": run.lake,
            "started_at": run.started_at,
            "published_at": run.published_at,
            "seconds": self.seconds,
            "feeds": {
                "listed": run.feeds,
                "polled": run.feeds_polled,
                "unchanged": run.feeds_unchanged,
                "failed": run.feeds_failed,
                "duplicate": run.feeds_duplicate,
                "not_due": self.not_due,
            },
            "articles": {
                "new": run.articles_new,
                "changed": run.articles_changed,
                "known": run.articles_known,
            },
            "events": {
                "total": self.events,
                "by_type": _ranked(run.events_by_type),
                "by_status": _ranked(run.events_by_status),
            },
            "feed_errors": _ranked(run.feed_errors),
            "pages": _ranked(run.pages),
            "rejects": {"total": self.rejects, "by_reason": _ranked(run.rejects_by_reason)},
            "rows": dict(run.rows),
            "query": self.query,
        }

    @property
    def query(self) -> str:
        """DuckDB's SQL for a first look at the lake's events."""
        return QUERY.format(lake=self.summary.lake.replace("'", "''"))

    def line(self) -> str:
        """Return the report in one line, for logs."""
        run = self.summary
        return (
            f"{run.run_id}: {run.feeds_polled} of {run.feeds} feeds polled, {run.feeds_failed} failed;"
            f" {run.articles_new} new articles, {run.articles_changed} changed, {run.articles_known} known;"
            f" {self.events} events; {self.rejects} rejects; {self.seconds:g} s"
        )

    def print_table(self, console: Console) -> None:
        """Print the report for people."""
        run = self.summary
        table = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column(style="bold", no_wrap=True)
        table.add_column(justify="right")
        table.add_column(overflow="fold")
        feeds = {"unchanged": run.feeds_unchanged, "duplicate": run.feeds_duplicate, "not due": self.not_due}
        table.add_row("feeds polled", f"{run.feeds_polled}", _parts(feeds))
        if run.feeds_failed:
            failed = {error: count for error, count in run.feed_errors.items() if error != DUPLICATE}
            table.add_row("feeds failed", f"{run.feeds_failed}", _parts(_ranked(failed)))
        table.add_row("articles new", f"{run.articles_new}")
        if run.articles_changed:
            table.add_row("articles changed", f"{run.articles_changed}", "their events replace the old ones")
        table.add_row("articles known", f"{run.articles_known}")
        if run.pages:
            asked = sum(run.pages.values())
            table.add_row(
                "pages used", f"{run.pages.get('page', 0)} of {asked}", _parts(_other_pages(run.pages))
            )
        table.add_row("events", f"{self.events}", _parts(_ranked(run.events_by_type)))
        table.add_row("rejects", f"{self.rejects}", _parts(_ranked(run.rejects_by_reason)))
        console.print(table)
        console.print(
            f"[bold]lake[/]  {escape(run.lake)}  (run {run.run_id}, {self.seconds:g} s)", soft_wrap=True
        )
        console.print("\n[dim]a query to try, in DuckDB:[/]")
        console.print(self.query, soft_wrap=True, markup=False)


def _ranked(counts: Mapping[str, int]) -> dict[str, int]:
    """Return counts, largest first."""
    return dict(sorted(counts.items(), key=_most_first))


def _other_pages(pages: Mapping[str, int]) -> dict[str, int]:
    return _ranked({outcome: count for outcome, count in pages.items() if outcome != "page"})


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _parts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items() if count)
