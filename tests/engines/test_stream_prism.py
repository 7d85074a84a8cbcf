"""Late news on an engine with a real watermark."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import apache_beam as beam
import duckdb
import pytest
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from apache_beam.testing.test_stream import TestStream as Clock  # pytest would collect it by its own name
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.trigger import AccumulationMode, AfterCount, AfterWatermark
from apache_beam.transforms.window import FixedWindows, TimestampedValue

from schemas.article import Article
from transforms.commit_panes import CommitPanes, PaneTimes
from transforms.drop_seen import DropSeen
from transforms.open_lake import open_lake
from transforms.tables.panes import CodedArticle
from transforms.tables.wal import RunInfo

pytestmark = pytest.mark.engines

NOW = dt.datetime.now(dt.timezone.utc).replace(microsecond=0)
MINUTE = dt.timedelta(minutes=1)


def coded(name: str, published: dt.datetime) -> CodedArticle:
    article = Article(
        article_id=name, story_id=name, version=1, feed_id="f", url=f"https://x.example/{name}",
        canonical_url=f"https://x.example/{name}", title=f"Title {name}", text=name, source_domain="x.example",
        published_at=published, fetched_at=NOW, content_hash=name,
    )  # fmt: skip
    return CodedArticle(article=article)


def streaming(prism_options: list[str]) -> PipelineOptions:
    options = PipelineOptions([f"--runner={prism_options[1]}", *prism_options[2:]])
    options.view_as(StandardOptions).streaming = True
    return options


def test_what_comes_after_the_watermark_is_committed_and_not_dropped(
    prism_options: list[str], tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    open_lake(str(lake), create=True)
    ago = {"on time": 0, "late": 30, "very late": 59, "hours late": 600, "weeks late": 30_000}
    with beam.Pipeline(options=streaming(prism_options)) as pipeline:
        clock = Clock().add_elements([TimestampedValue(coded("early", NOW), NOW.timestamp())])
        clock = clock.advance_watermark_to(NOW.timestamp())
        for name, minutes in ago.items():
            late = coded(name, NOW - minutes * MINUTE)
            clock = clock.add_elements([TimestampedValue(late, NOW.timestamp())]).advance_processing_time(60)
        articles = pipeline | clock.advance_watermark_to_infinity()
        times = PaneTimes(window_s=60, lateness_s=3_600, every_s=5)
        {"articles": articles} | CommitPanes(str(lake), RunInfo(run_id="s", started_at=NOW), times)
    found = duckdb.sql(f"SELECT article_id FROM read_parquet('{lake}/articles/**/*.parquet')").fetchall()
    assert sorted(name for (name,) in found) == sorted(["early", *ago])


def test_what_is_remembered_of_articles_does_not_hold_back_the_watermark(
    prism_options: list[str], tmp_path: Path
) -> None:
    """Held back, no window would ever close, and Flink keeps to itself what it flushes with a watermark."""
    lake = tmp_path / "lake"
    open_lake(str(lake), create=True)
    at = NOW.timestamp() // 60 * 60
    clock = (
        Clock()
        .add_elements([TimestampedValue(coded("first", NOW).article, at)])
        .advance_watermark_to(at + 90)
        .add_elements([TimestampedValue(coded("late", NOW).article, at + 10)])
        .advance_watermark_to_infinity()
    )
    with beam.Pipeline(options=streaming(prism_options)) as pipeline:
        fresh = pipeline | clock | DropSeen(str(lake))
        firings = (
            fresh.articles
            | beam.Map(lambda article: ("all", article.article_id))
            | beam.WindowInto(
                FixedWindows(60),
                trigger=AfterWatermark(late=AfterCount(1)),
                accumulation_mode=AccumulationMode.DISCARDING,
                allowed_lateness=3_600,
            )
            | beam.GroupByKey()
            | beam.MapTuple(lambda _key, ids: sorted(ids))
        )
        assert_that(firings, equal_to([["first"], ["late"]]))
