"""A stream's raw archive, replayed as one run, gives the stream's rows; and no replay sets a feed back."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import apache_beam as beam
import pyarrow.dataset as ds
import pytest
from apache_beam import pvalue
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from apache_beam.testing.test_stream import TestStream as Clock  # pytest would collect it by its own name
from apache_beam.transforms.window import TimestampedValue
from fault_server import FaultServer, Request, Step, http, item, rss

from pipeline.request import RunRequest, keep_run, request_run
from schemas.feed import Entry
from schemas.operations import Fetch, Reject
from transforms.articles.normalise import EntryError, normalise_each
from transforms.commit_panes import CommitPanes, PaneTimes
from transforms.feeds.feedlist import make_feed
from transforms.feeds.settings import FetchSettings
from transforms.follow_feeds import _Ask
from transforms.open_lake import open_lake
from transforms.tables.panes import CodedArticle

SETTINGS = FetchSettings(
    allow_networks=("127.0.0.0/8",),
    min_gap_s=0.02,
    min_interval_s=3_600.0,
    full_text=False,
)
VISIT = "Foreign Minister Annalena Baerbock visited Kyiv on Monday."
LATER = "Foreign Minister Annalena Baerbock visited Kyiv on Monday and met President Zelenskyy."


class Memory:
    """The state and the timer of one group of hosts, as an engine keeps them."""

    value: Any = None

    def read(self) -> Any:
        return self.value

    def write(self, value: Any) -> None:
        self.value = value

    def set(self, when: Any) -> None:
        """The test wakes the group itself."""


def ask(run: RunRequest, lake: str, clock: list[dt.datetime]) -> list[Any]:
    """Wake the one group of a stream at these times; return everything that comes of its polls."""
    step = _Ask(run.settings, lake, run.keep_raw, run.feeds)
    step.setup()
    state, brought = Memory(), []
    list(step.process(("hosts", run.feeds), state, Memory()))
    while clock:
        brought += list(step.wake(state, Memory()))
        clock.pop(0)
    step.teardown()
    return [one.value if isinstance(one, pvalue.TaggedOutput) else one for one in brought]


def commit(run: RunRequest, lake: str, brought: list[Any]) -> None:
    """Commit what a stream brings, as its last steps do."""
    records: list[Any] = [one for one in brought if not isinstance(one, Entry)]
    for told in normalise_each([one for one in brought if isinstance(one, Entry)]):
        if not isinstance(told, EntryError):
            records.append(CodedArticle(article=told))
    moments = [TimestampedValue(record, time.time()) for record in records]
    clock = Clock().add_elements(moments).advance_processing_time(60).advance_watermark_to_infinity()
    with beam.Pipeline(options=streaming()) as pipeline:
        together = pipeline | clock
        kinds = {"articles": CodedArticle, "fetches": Fetch, "rejects": Reject}
        tables = {name: together | name >> beam.Filter(isinstance, kind) for name, kind in kinds.items()}
        _ = tables | CommitPanes(lake, run.info, PaneTimes(window_s=3_600, lateness_s=86_400, every_s=5))


def streaming() -> PipelineOptions:
    options = PipelineOptions(["--runner=DirectRunner"])
    options.view_as(StandardOptions).streaming = True
    return options


def rows(lake: Path, table: str, *left_out: str) -> list[str]:
    found = ds.dataset(str(lake / table), partitioning="hive").to_table().to_pylist()
    dropped = {"run_id", "ingest_date", *left_out}
    return sorted(str({name: value for name, value in row.items() if name not in dropped}) for row in found)


def test_a_stream_is_replayed_as_it_was(
    server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two polls of a feed that changes an article, and of one that fails; without any network the second time."""

    def answer(request: Request) -> list[Step]:
        if len(site.requests) == 1:
            return [http(rss(item("Visit", "/visit", text=VISIT)))]
        told = item("Visit", "/visit", text=LATER), item("More", "/more")
        return [http(rss(*told), "Cache-Control: max-age=80000")]

    site = server.add(answer)
    dead = server.add(
        lambda request: [http(status="404 Not Found" if len(dead.requests) == 1 else "410 Gone")]
    )
    start = dt.datetime.now(dt.timezone.utc)
    clock = [start + dt.timedelta(hours=hours) for hours in (0, 0.5, 2)]  # at half an hour nothing is due
    monkeypatch.setattr("transforms.follow_feeds._now", lambda: clock[0])
    feeds = tuple(make_feed(f"{one.url}/feed.xml", "f", tmp_path) for one in (site, dead))
    run = request_run(
        feeds, SETTINGS, mode="stream", code_version="1", now=dt.datetime.now(dt.timezone.utc),
        raw_folder=str(tmp_path / "raw"),
    )  # fmt: skip
    lake, again = tmp_path / "lake", tmp_path / "again"
    open_lake(str(lake), create=True)
    keep_run(run)
    commit(run, str(lake), ask(run, str(lake), clock))
    assert (len(site.requests), len(dead.requests)) == (2, 2)
    replay = [sys.executable, "-m", "pipeline", "replay", "--raw", str(tmp_path / "raw")]
    replay += ["--no-full-text", "--min-interval", "1h"]
    for _ in range(2):  # the second time there is nothing left to do
        done = subprocess.run(
            [*replay, "--lake", str(again)],
            capture_output=True, text=True, timeout=120, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert (len(site.requests), len(dead.requests)) == (2, 2)
    for table in ("articles", "rejects"):
        first = rows(lake, table)
        assert first and rows(again, table) == first, table
    # A stream publishes no validators: what a poll brought may be published after it.
    bare = ("etag", "last_modified", "body_hash")
    assert rows(again, "fetches", *bare, "new_items") == rows(lake, "fetches", *bare, "new_items")
    article = next(row for row in rows(lake, "articles") if LATER in row)
    assert "'version': 2" in article and len(rows(lake, "articles")) == 2
