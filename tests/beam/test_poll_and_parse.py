"""The ingest transforms on local feeds: what comes out, and that it comes out of worker processes as well."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from schemas.article import Article
from schemas.operations import Fetch
from transforms.feeds.feedlist import read_feeds
from transforms.feeds.settings import FetchSettings
from transforms.feeds.state import body_hash
from transforms.fetch_full_text import FetchFullText
from transforms.normalise_articles import NormaliseArticles
from transforms.parse_entries import ParseEntries
from transforms.poll_feeds import PollFeeds
from transforms.record_fetches import RecordFetches

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = FetchSettings(full_text=False, resolve_redirectors=False)
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.timezone.utc)
IN_PROCESS: tuple[str, ...] = ()
IN_WORKERS = ("--direct_running_mode=multi_processing", "--direct_num_workers=2")


def _title(article: Article) -> str:
    return article.title


def _facts(fetch: Fetch) -> tuple[str, int | None, str | None, int, int]:
    return Path(fetch.url).name, fetch.status, fetch.error, fetch.items, fetch.new_items


def _reason(row: object) -> tuple[str, str]:
    return row.stage, row.reason  # type: ignore[attr-defined]


def expected_titles() -> list[str]:
    """Titles of the sample feeds, cross-posts counted twice."""
    lines = (ROOT / "tests" / "data" / "eval" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    titles = {json.loads(line)["id"]: json.loads(line)["title"] for line in lines}
    return [*titles.values(), titles["d001"], titles["d010"]]


@pytest.mark.parametrize("arguments", [IN_PROCESS, IN_WORKERS], ids=["in-process", "worker-processes"])
def test_sample_feeds_become_articles(arguments: tuple[str, ...]) -> None:
    feeds = read_feeds(ROOT / "seeds" / "sample.opml")
    with beam.Pipeline(runner="FnApiRunner", options=PipelineOptions(list(arguments))) as pipeline:
        polled = pipeline | beam.Create(feeds) | PollFeeds(SETTINGS, NOW)
        parsed = polled.responses | ParseEntries(SETTINGS)
        normalised = parsed.entries | NormaliseArticles(SETTINGS)
        full = normalised.articles | FetchFullText(SETTINGS)
        fetches = (polled.fetches, parsed.fetches, full.articles) | RecordFetches()
        rejects = (polled.rejects, parsed.rejects, normalised.rejects, full.rejects) | beam.Flatten()
        assert_that(full.articles | "T" >> beam.Map(_title), equal_to(expected_titles()), "titles")
        assert_that(
            fetches | "F" >> beam.Map(_facts),
            equal_to(
                [
                    ("wire.rss.xml", 200, None, 8, 8),
                    ("courier.atom.xml", 200, None, 7, 7),
                    ("chronicle.rdf", 200, None, 5, 5),
                    ("observer.json", 200, None, 5, 5),
                    ("partner.rss.xml", 200, None, 3, 2),
                ]
            ),
            "fetches",
        )
        assert_that(
            rejects | "R" >> beam.Map(_reason), equal_to([("normalise_articles", "no_link")]), "rejects"
        )


def test_an_unchanged_body_is_not_parsed_again(tmp_path: Path) -> None:
    """The body hash of the last published fetch says that nothing is new; a missing file is a failure."""
    same, other = tmp_path / "same.xml", tmp_path / "other.xml"
    item = b"<item><title>x</title><link>https://a.example/x</link></item>"
    body = b"<rss version='2.0'><channel>" + item + b"</channel></rss>"
    same.write_bytes(body)
    other.write_bytes(body)
    (tmp_path / "list.txt").write_text("same.xml\nother.xml\ngone.xml\n")
    feeds = read_feeds(tmp_path / "list.txt")
    states = {
        feeds[0].feed_id: Fetch(
            feed_id=feeds[0].feed_id, url=feeds[0].url, fetched_at=NOW, body_hash=body_hash(body), failures=3
        )
    }
    with beam.Pipeline(runner="FnApiRunner") as pipeline:
        polled = pipeline | beam.Create(feeds) | PollFeeds(SETTINGS, NOW, states)
        names = polled.responses | "N" >> beam.Map(lambda response: Path(response.feed.url).name)
        assert_that(names, equal_to(["other.xml"]), "new")
        assert_that(
            polled.fetches | beam.Map(lambda f: (Path(f.url).name, f.error, f.failures)),
            equal_to([("same.xml", None, 0), ("gone.xml", "file_missing", 1)]),
            "fetches",
        )
        assert_that(polled.rejects | beam.Map(_reason), equal_to([("poll_feeds", "file_missing")]), "rejects")
