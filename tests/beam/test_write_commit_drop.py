"""WriteTables, CommitRun and DropKnown together: what goes in comes out once, however often it is tried."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from pathlib import Path

import apache_beam as beam
import pyarrow.parquet as pq
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from schemas.article import Article
from schemas.event import Dyad, Event, Participant
from schemas.operations import Fetch, Reject
from transforms.commit_run import CommitRun
from transforms.drop_known import Copy, DropKnown, choose
from transforms.open_lake import open_lake
from transforms.tables.known import KnownArticle
from transforms.tables.segments import digest64
from transforms.tables.wal import RunInfo
from transforms.write_tables import WriteTables

T0 = dt.datetime(2025, 3, 30, 8, 10, tzinfo=dt.timezone.utc)


def make_article(name: str, *, text: str = "One met two.", feed: str = "feed-a", minute: int = 0) -> Article:
    return Article(
        article_id=name, version=1, story_id=name, feed_id=feed, guid=None, url=f"https://x.example/{name}",
        canonical_url=f"https://x.example/{name}", title="T", text=text, source_domain="x.example",
        fetched_at=T0 + dt.timedelta(minutes=minute), content_hash=f"hash of {text}",
    )  # fmt: skip


def make_event(article: Article) -> Event:
    actor = Participant(name="France", text="One", start=3, end=6, country="FRA")
    return Event(
        event_id=f"{article.article_id}-e", article_id=article.article_id, event_type="CONSULT", status="occurred",
        plover_type="CONSULT", quad=1, intensity=1.0, reciprocal=False, actors=(actor,), evidence="One", start=3, end=6,
        sentence="One met two.", confidence=0.5, rule="r", coder_version="1",
    )  # fmt: skip


def make_dyad(event: Event) -> Dyad:
    return Dyad(
        event_id=event.event_id, article_id=event.article_id, event_type="CONSULT", status="occurred",
        plover_type="CONSULT", quad=1, intensity=1.0, reciprocal=False, actor_name="France", confidence=0.5,
    )  # fmt: skip


def make_fetch(feed: str = "feed-a", etag: str = '"1"') -> Fetch:
    return Fetch(feed_id=feed, url="https://x.example/feed", fetched_at=T0, status=200, etag=etag)


def make_reject() -> Reject:
    return Reject(
        stage="parse_entries", reason="no_link", retryable=False, error="entry 7 has no link", created_at=T0
    )


def ingest(lake: str, run_id: str, articles: list[Article], runner_options: list[str] | None = None) -> None:
    """The graph from DropKnown on, with one event and one dyad per article."""
    options = PipelineOptions(runner_options or ["--runner=FnApiRunner"])
    run = RunInfo(run_id=run_id, started_at=T0, feeds=1)
    with beam.Pipeline(options=options) as pipeline:
        fresh = pipeline | beam.Create(articles) | DropKnown(lake)
        events = fresh.articles | "Events" >> beam.Map(make_event)
        tables = {
            "articles": fresh.articles,
            "events": events,
            "dyads": events | "Dyads" >> beam.Map(make_dyad),
            "fetches": pipeline | "Fetches" >> beam.Create([make_fetch(etag=f'"{run_id}"')]),
            "rejects": pipeline | "Rejects" >> beam.Create([make_reject()]),
            "known": fresh.known,
        }
        _ = tables | WriteTables(lake, run_id) | CommitRun(lake, run)


def rows(lake: Path, table: str) -> list[dict]:
    return [
        row
        for file in sorted(lake.glob(f"{table}/*/*.parquet"))
        for row in pq.ParquetFile(file).read().to_pylist()
    ]


@pytest.mark.parametrize(
    "options",
    [["--runner=FnApiRunner"], ["--direct_num_workers=2", "--direct_running_mode=multi_processing"]],
    ids=["in-process", "multi-processing"],
)
def test_a_run_is_published_once_and_a_second_run_adds_nothing(tmp_path: Path, options: list[str]) -> None:
    lake = str(tmp_path / "lake")
    open_lake(lake, create=True)
    articles = [make_article("a"), make_article("b"), make_article("a", feed="feed-b")]

    ingest(lake, "r1", articles, options)
    first = open_lake(lake).summary("r1")
    assert first is not None
    assert first.rows == {"articles": 2, "events": 2, "dyads": 2, "fetches": 1, "rejects": 1, "runs": 1}
    assert (first.articles_new, first.articles_changed, first.articles_known) == (2, 0, 1)
    assert first.events_by_type == {"CONSULT": 2}
    assert first.rejects_by_reason == {"no_link": 1}

    ingest(lake, "r2", articles, options)
    second = open_lake(lake).summary("r2")
    assert second is not None
    assert second.rows == {"articles": 0, "events": 0, "dyads": 0, "fetches": 1, "rejects": 1, "runs": 1}
    assert second.articles_known == 3
    assert len(rows(tmp_path / "lake", "articles")) == len(rows(tmp_path / "lake", "events")) == 2
    assert open_lake(lake).feed_states()["feed-a"].etag == '"r2"'


def test_the_same_run_again_gives_the_same_summary_and_no_row(tmp_path: Path) -> None:
    lake = str(tmp_path / "lake")
    open_lake(lake, create=True)
    ingest(lake, "r1", [make_article("a")])
    before = open_lake(lake).summary("r1")
    ingest(lake, "r1", [make_article("a"), make_article("late")])
    assert open_lake(lake).summary("r1") == before
    assert [row["article_id"] for row in rows(tmp_path / "lake", "articles")] == ["a"]


def test_a_run_without_any_row_is_a_run(tmp_path: Path) -> None:
    lake = str(tmp_path / "lake")
    open_lake(lake, create=True)
    run = RunInfo(run_id="r1", started_at=T0)
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        empty = pipeline | beam.Create([]).with_output_types(Article)
        summaries = {"articles": empty} | WriteTables(lake, "r1") | CommitRun(lake, run)
        assert_that(summaries | beam.Map(dataclasses.asdict) | beam.Map(dict.get, "seq"), equal_to([1]))
    assert len(rows(tmp_path / "lake", "runs")) == 1


def test_a_change_from_its_own_feed_supersedes_article_event_and_dyad(tmp_path: Path) -> None:
    lake = str(tmp_path / "lake")
    open_lake(lake, create=True)
    ingest(lake, "r1", [make_article("a"), make_article("b")])
    changed = make_article("a", text="One did not meet two.", minute=5)
    ingest(lake, "r2", [changed, make_article("b", text="Told otherwise.", feed="feed-b", minute=5)])

    summary = open_lake(lake).summary("r2")
    assert summary is not None
    assert (summary.articles_new, summary.articles_changed, summary.articles_known) == (0, 1, 1)
    found = {row["article_id"]: row for row in rows(tmp_path / "lake", "articles")}
    assert len(rows(tmp_path / "lake", "articles")) == 2
    assert (found["a"]["version"], found["a"]["text"], found["a"]["run_id"]) == (2, changed.text, "r2")
    assert (found["b"]["version"], found["b"]["run_id"]) == (1, "r1")
    assert sorted((row["event_id"], row["run_id"]) for row in rows(tmp_path / "lake", "events")) == [
        ("a-e", "r2"), ("b-e", "r1"),
    ]  # fmt: skip
    assert sorted((row["event_id"], row["run_id"]) for row in rows(tmp_path / "lake", "dyads")) == [
        ("a-e", "r2"), ("b-e", "r1"),
    ]  # fmt: skip


def copies(*articles: Article, known: KnownArticle | None = None) -> list[Copy]:
    """Copies of one article."""
    return [Copy(article, known) for article in articles]


def test_of_several_copies_the_one_with_most_text_counts() -> None:
    short, long = make_article("a"), make_article("a", text="One met two and three.", feed="feed-b")
    assert choose(copies(short, long)) == long


def test_of_several_answers_of_a_feed_the_last_counts() -> None:
    told = [
        make_article("a", text=text, minute=n) for n, text in enumerate(("Longer text.", "Same.", "Same."))
    ]
    chosen = choose(copies(*told))
    assert chosen == dataclasses.replace(told[2], version=2)


def test_a_feed_that_tells_one_article_in_two_ways_changes_nothing() -> None:
    one, other = (
        make_article("a", text="Told so.", minute=1),
        make_article("a", text="Told otherwise.", minute=1),
    )
    known = KnownArticle(
        version=1,
        content=digest64(one.content_hash),
        feed=digest64(one.feed_id),
        fetched_at=T0,
        day=T0.date(),
    )
    assert choose(copies(one, other, known=known)) is None
    changed = choose(copies(other, known=known))
    assert changed is not None and changed.version == 2
    earlier = dataclasses.replace(other, fetched_at=T0 - dt.timedelta(days=1))
    assert choose(copies(earlier, known=known)) is None, "what an archive tells of before is no change"


def test_a_change_under_another_address_is_a_new_version(tmp_path: Path) -> None:
    """The GUID of its feed and the title say which article it is; it keeps its id."""
    lake = str(tmp_path / "lake")
    open_lake(lake, create=True)
    first = dataclasses.replace(
        make_article("0" * 18 + "ab"), guid="urn:7", canonical_url="https://a.example/one"
    )
    moved = dataclasses.replace(
        make_article("0" * 18 + "cd", text="One did not meet two.", minute=5),
        title=first.title, guid="urn:7", canonical_url="https://a.example/two", url="https://a.example/two",
    )  # fmt: skip
    ingest(lake, "r1", [first])
    ingest(lake, "r2", [moved])
    (row,) = rows(tmp_path / "lake", "articles")
    assert (row["article_id"], row["version"], row["text"]) == (first.article_id, 2, moved.text)
    assert row["canonical_url"] == "https://a.example/two"
    shutil.rmtree(tmp_path / "lake" / "_index")
    again = dataclasses.replace(moved, fetched_at=moved.fetched_at + dt.timedelta(minutes=1))
    ingest(lake, "r3", [again])
    assert len(rows(tmp_path / "lake", "articles")) == 1
