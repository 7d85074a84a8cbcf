"""The steps of a stream, under a clock that the test moves: windows, late news, repetitions, polls."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import subprocess
from pathlib import Path

import apache_beam as beam
import duckdb
import pytest
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from apache_beam.testing.test_stream import TestStream as Clock  # pytest would collect it by its own name
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.window import TimestampedValue

from schemas.article import Article
from schemas.event import Event, Participant
from schemas.operations import Fetch, Reject
from transforms.commit_panes import CommitPanes, PaneTimes, select
from transforms.drop_seen import DropSeen
from transforms.feeds.feedlist import read_feeds
from transforms.feeds.settings import FetchSettings
from transforms.follow_feeds import AskFeeds, grouped
from transforms.open_lake import open_lake
from transforms.tables.panes import CodedArticle
from transforms.tables.wal import RunInfo

NOW = dt.datetime.now(dt.timezone.utc).replace(second=0, microsecond=0)
MINUTE = dt.timedelta(minutes=1)
RUN = RunInfo(run_id="the-stream", started_at=NOW, mode="stream", feeds=1)
TIMES = PaneTimes(window_s=60, lateness_s=3_600, every_s=5)


@pytest.fixture(autouse=True)
def _this_minute() -> None:
    """Begin every test at the minute it runs in: windows are counted from the clock, and this file was read long before."""
    global NOW, RUN
    NOW = dt.datetime.now(dt.timezone.utc).replace(second=0, microsecond=0)
    RUN = dataclasses.replace(RUN, started_at=NOW)


def streaming() -> PipelineOptions:
    options = PipelineOptions(["--runner=DirectRunner"])
    options.view_as(StandardOptions).streaming = True
    return options


def coded(
    name: str, minutes_ago: float = 5, text: str = "France met Japan.", feed: str = "f"
) -> CodedArticle:
    published = NOW - minutes_ago * MINUTE
    article = Article(
        article_id=name, story_id=name, version=1, feed_id=feed, url=f"https://x.example/{name}",
        canonical_url=f"https://x.example/{name}", title=f"Title {name}", text=text, source_domain="x.example",
        published_at=published, fetched_at=NOW, content_hash=f"hash of {text}",
    )  # fmt: skip
    actor = Participant(name="France", text="France", start=0, end=6, country="FRA")
    event = Event(
        event_id=f"{name}-e-{len(text)}", article_id=name, event_type="CONSULT", status="occurred",
        plover_type="CONSULT", quad=1, intensity=1.0, reciprocal=False, actors=(actor,), evidence="met", start=7,
        end=10, sentence=text, confidence=0.5, rule="r", coder_version="1",
    )  # fmt: skip
    return CodedArticle(article=article, events=(event,))


def fetch(minutes_ago: float, feed: str = "f") -> Fetch:
    return Fetch(
        feed_id=feed, url="https://x.example/f", fetched_at=NOW - minutes_ago * MINUTE, status=200, etag='"1"'
    )


def refused(minutes_ago: float) -> Reject:
    return Reject(
        stage="normalise_articles", reason="no_link", retryable=False, error="no link",
        created_at=NOW - minutes_ago * MINUTE,
    )  # fmt: skip


def commit(lake: Path, *firings: list[object]) -> None:
    """Let records come in, firing by firing."""
    stream = Clock()
    for records in firings:
        stream = stream.add_elements(
            [TimestampedValue(record, NOW.timestamp()) for record in records]
        ).advance_processing_time(60)
    stream = stream.advance_watermark_to_infinity()
    with beam.Pipeline(options=streaming()) as pipeline:
        records = pipeline | stream
        kinds = {"articles": CodedArticle, "fetches": Fetch, "rejects": Reject, "known": str}
        tables = {name: records | name >> beam.Filter(isinstance, kind) for name, kind in kinds.items()}
        tables | CommitPanes(str(lake), RUN, TIMES)


def rows(lake: Path, table: str, columns: str) -> list[tuple]:
    sql = f"SELECT {columns} FROM read_parquet('{lake}/{table}/**/*.parquet') ORDER BY ALL"
    return duckdb.connect().execute(sql).fetchall()


@pytest.fixture()
def lake(tmp_path: Path) -> Path:
    open_lake(str(tmp_path / "lake"), create=True)
    return tmp_path / "lake"


def test_every_window_of_publication_is_a_run_of_its_own(lake):
    commit(
        lake, [coded("a", 5), coded("b", 5), coded("c", 9), fetch(5), refused(5), "known one", "known two"]
    )
    assert rows(lake, "articles", "article_id") == [("a",), ("b",), ("c",)]
    assert rows(lake, "events", "article_id") == [("a",), ("b",), ("c",)]
    runs = {row[0]: row[1] for row in rows(lake, "runs", "run_id, counts_json")}
    by_run = dict(rows(lake, "articles", "article_id, run_id"))
    assert by_run["a"] == by_run["b"] != by_run["c"]
    assert by_run["c"].startswith(f"{NOW - 9 * MINUTE:%Y%m%dT%H%M%SZ}-")
    counts = [json.loads(text) for text in runs.values()]
    assert {count["mode"] for count in counts} == {"stream"}
    assert rows(lake, "rejects", "reason") == [("no_link",)]


def test_news_that_is_very_old_goes_to_the_oldest_window_and_keeps_its_date(lake):
    week_old = 7 * 24 * 60
    commit(lake, [coded("a", 5)], [coded("b", 5), coded("old", week_old)])
    assert rows(lake, "articles", "article_id") == [("a",), ("b",), ("old",)]
    runs = dict(rows(lake, "articles", "article_id, run_id"))
    # the window is counted from the clock of the commit
    oldest = dt.datetime.now(dt.timezone.utc) - dt.timedelta(seconds=TIMES.lateness_s / 2)
    assert abs(dt.datetime.strptime(runs["old"][:16] + "+0000", "%Y%m%dT%H%M%SZ%z") - oldest) <= 2 * MINUTE
    assert len(set(runs.values())) == 3, "what comes in later is committed later"
    when = dict(rows(lake, "articles", "article_id, published_at"))
    assert when["old"] == NOW - week_old * MINUTE, "only the window is another one, not the date"


def test_a_stream_that_goes_back_to_a_checkpoint_publishes_nothing_twice(lake):
    brought = [coded("a"), coded("b", 9), fetch(5), refused(5)]
    commit(lake, brought)
    before = {table: rows(lake, table, "*") for table in ("articles", "events", "fetches", "rejects", "runs")}
    commit(lake, brought)
    commit(lake, brought[:1], brought[1:])
    for table, expected in before.items():
        assert rows(lake, table, "*") == expected, table


def test_firings_that_are_cut_differently_after_a_restart_bring_only_the_rest(lake):
    commit(lake, [coded("a"), fetch(5)])
    commit(lake, [coded("a"), coded("b"), fetch(5), fetch(4.9), refused(5)])
    assert rows(lake, "articles", "article_id") == [("a",), ("b",)]
    assert len(rows(lake, "fetches", "fetched_at")) == 2
    assert len(rows(lake, "events", "event_id")) == 2


def test_a_change_replaces_the_article_and_its_events(lake):
    commit(lake, [coded("a")])
    changed = coded("a", text="France met Japan and Chile.")
    later = dataclasses.replace(changed.article, fetched_at=NOW + MINUTE)
    commit(lake, [dataclasses.replace(changed, article=later)])
    assert rows(lake, "articles", "article_id, version, text") == [("a", 2, "France met Japan and Chile.")]
    assert len(rows(lake, "events", "event_id")) == 1


def test_of_copies_in_one_firing_one_counts(lake):
    twice = coded("b")
    same_guid = [
        dataclasses.replace(one, article=dataclasses.replace(one.article, guid="g", title="Same title"))
        for one in (coded("c"), coded("d"))
    ]
    kept = select([coded("a"), twice, twice, *same_guid], open_lake(str(lake)).known_articles())
    assert [one.article.article_id for one in kept] == ["a", "b", "c"]


def test_state_lets_an_article_through_once_and_changes_of_its_own_feed(lake):
    first = coded("a").article
    changed = dataclasses.replace(first, content_hash="other")
    stream = (
        Clock()
        .add_elements([first, first])
        .advance_processing_time(1)
        .add_elements([dataclasses.replace(changed, feed_id="another feed")])
        .advance_processing_time(1)
        .add_elements([changed, coded("b").article])
        .advance_watermark_to_infinity()
    )
    with beam.Pipeline(options=streaming()) as pipeline:
        fresh = pipeline | stream | DropSeen(str(lake))
        through = fresh.articles | beam.Map(lambda article: (article.article_id, article.content_hash))
        assert_that(through, equal_to([("a", first.content_hash), ("a", "other"), ("b", first.content_hash)]))
        assert_that(fresh.known, equal_to(["a", "a"]), label="known")


def test_what_the_lake_has_does_not_go_through(lake):
    commit(lake, [coded("a")])
    stream = Clock().add_elements([coded("a").article, coded("b").article]).advance_watermark_to_infinity()
    with beam.Pipeline(options=streaming()) as pipeline:
        fresh = pipeline | stream | DropSeen(str(lake))
        assert_that(fresh.articles | beam.Map(lambda article: article.article_id), equal_to(["b"]))


FEED = """<rss version="2.0"><channel><title>T</title><link>https://x.example</link><description/>
<item><title>One</title><link>https://x.example/1</link></item>
<item><title>Two</title><link>https://x.example/2</link></item></channel></rss>"""


def test_a_feed_is_asked_when_its_timer_fires_and_not_again_before_it_is_due(lake, tmp_path):
    (tmp_path / "feed.xml").write_text(FEED)
    (tmp_path / "broken.xml").write_text("no feed at all")
    (tmp_path / "feeds.txt").write_text("feed.xml\nbroken.xml\n")
    groups = grouped(read_feeds(tmp_path / "feeds.txt"), 1)
    clock = int(dt.datetime.now(dt.timezone.utc).timestamp())
    stream = (
        Clock()
        .add_elements(list(groups))
        .advance_processing_time(clock + 60)
        .add_elements([(name, None) for name, _ in groups])
        .advance_processing_time(60)
        .advance_watermark_to_infinity()
    )
    with beam.Pipeline(options=streaming()) as pipeline:
        asked = pipeline | stream | AskFeeds(FetchSettings(min_interval_s=3_600), str(lake))
        assert_that(asked.entries | beam.Map(lambda entry: entry.title), equal_to(["One", "Two"]))
        polls = asked.fetches | beam.Map(lambda fetch: (Path(fetch.url).name, fetch.error, fetch.new_items))
        assert_that(polls, equal_to([("feed.xml", None, 2), ("broken.xml", "not_a_feed", 0)]), label="polls")
        assert_that(asked.rejects | beam.Map(lambda r: r.reason), equal_to(["not_a_feed"]), label="rejects")


@pytest.mark.parametrize("runner", [[], ["--runner", "FnApiRunner"], ["--runner", "DirectRunner"]])
def test_engines_that_would_hammer_publishers_are_refused(console_script, tmp_path, runner):
    (tmp_path / "feeds.txt").write_text("https://x.example/feed\n")
    command = [console_script, "stream", "--feeds", "feeds.txt", "--lake", "lake", *runner]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=180)
    assert done.returncode == 2
    assert "delays" in done.stderr and "communique watch" in done.stderr and done.stderr.count("\n") == 1
    assert not (tmp_path / "lake").exists()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--commit-every", "0"], "--commit-every"),
        (["--min-interval", "2h", "--max-interval", "1h"], "--max-interval"),
        (["--lateness", "1m", "--window", "1h"], "--lateness"),
        (["--workers", "2"], "--workers"),
        (["--window", "soon"], "--window"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(console_script, tmp_path, options, named):
    (tmp_path / "feeds.txt").write_text("https://x.example/feed\n")
    command = [console_script, "stream", "--feeds", "feeds.txt", "--lake", "lake", "--runner", "FlinkRunner"]
    done = subprocess.run([*command, *options], cwd=tmp_path, capture_output=True, text=True, timeout=180)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert named in done.stderr
    assert not (tmp_path / "lake").exists()
