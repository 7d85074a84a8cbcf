"""FetchFullText: the page of every new article, politely; the feed's text stays where there is no page."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import apache_beam as beam
from apache_beam import pvalue
from apache_beam.metrics import Metrics

from schemas.article import Article
from schemas.operations import Reject
from transforms.articles.full_text import (
    FullText,
    Rest,
    archived_full_text,
    fetch_full_text,
    has_page,
    kept,
    raw_page,
)
from transforms.articles.robots import ROBOTS
from transforms.failures import reject
from transforms.feeds.archive import RawArchive
from transforms.feeds.archived import ArchivedPages
from transforms.feeds.errors import FetchError
from transforms.feeds.http import Client
from transforms.feeds.politeness import GATE, Lease, dispatch
from transforms.feeds.poll import as_fetch_error
from transforms.feeds.redirects import host_key
from transforms.feeds.sandbox import shared_sandbox
from transforms.feeds.settings import FetchSettings
from transforms.same_worker import SameWorker
from transforms.tables.rests import STAGE, rest_payload
from transforms.tables.wal import Shard
from transforms.web_memory import WebMemory

REJECTS, LEARNED = "rejects", "learned"


class FullTexts(NamedTuple):
    """What FetchFullText brings.

    Attributes:
        articles: every article that came in, with the page's text where it could be had.
        rejects: pages that broke the extractor (their articles come out all the same).
        learned: shards of what robots.txt said, for later runs; None where nobody is asked.
    """

    articles: beam.PCollection[Article]
    rejects: beam.PCollection[Reject]
    learned: beam.PCollection[Shard] | None = None


@dataclass
class FetchFullText(beam.PTransform):
    """Replace the feed's text by the page's where that says more. Without `full_text` articles pass through.

    Attributes:
        settings: limits and manners.
        shards: groups of hosts that may be fetched on different workers; a host is always in one group.
        keep_raw: where pages are kept as they came; None keeps none.
        replay: pages of a raw archive to read instead of asking the network.
        memory: what earlier runs learned of hosts: their robots.txt, and which want to be left alone; None asks all.
    """

    settings: FetchSettings
    shards: int = 1
    keep_raw: RawArchive | None = None
    replay: ArchivedPages | None = None
    memory: WebMemory | None = None

    def expand(self, articles: beam.PCollection[Article]) -> FullTexts:
        """Group by host, as for feeds, and fetch."""
        if not self.settings.full_text:
            none = articles | "NoPages" >> beam.FlatMap(_nothing).with_output_types(Reject)
            return FullTexts(articles, none)
        fetched = (
            articles
            | "ByPageHost" >> beam.ParDo(_ByHost(self.shards)).with_output_types(tuple[str, Article])
            | "FetchPages"
            >> beam.ParDo(_FetchPages(self.settings, self.keep_raw, self.replay, self.memory)).with_outputs(
                REJECTS, LEARNED, main="articles"
            )
        )
        return FullTexts(fetched["articles"], fetched[REJECTS], fetched[LEARNED])


def _nothing(article: Article) -> Iterable[Reject]:
    return ()


class _ByHost(beam.DoFn):
    def __init__(self, shards: int) -> None:
        self._shards = shards

    def process(self, article: Article) -> Iterator[tuple[str, Article]]:
        yield f"hosts-{zlib.crc32(host_key(article.url).encode()) % self._shards}", article


class _FetchPages(SameWorker):
    def __init__(
        self,
        settings: FetchSettings,
        keep_raw: RawArchive | None,
        replay: ArchivedPages | None,
        memory: WebMemory | None,
    ) -> None:
        self._settings, self._keep_raw, self._pages = settings, keep_raw, replay
        self._memory = None if replay is not None else memory

    def setup(self) -> None:
        settings = self._settings
        self._client = Client(settings)
        self._sandbox = shared_sandbox(settings.parser_processes, settings.parse_memory_bytes)

    def teardown(self) -> None:
        self._client.close()

    def together(self, values: Sequence[Article]) -> Iterator[Article | pvalue.TaggedOutput]:
        settings = self._settings
        self._ends = time.monotonic() + settings.page_budget_s
        jobs = []
        for article in values:
            if has_page(article):
                jobs.append((host_key(article.url), article))
            else:
                yield article
        if jobs and self._memory is not None:
            self._memory.recall(settings)
        for done in dispatch(
            jobs,
            self._fetch,
            gate=GATE,
            gap_s=settings.min_gap_s,
            concurrency=settings.host_concurrency,
            slow_after_s=settings.slow_after_s,
        ):
            Metrics.counter("communique", f"full_text_{done.outcome}").inc()
            if done.problem is not None:
                yield pvalue.TaggedOutput(REJECTS, _page_failed(done.article, done.problem))
            if done.rest is not None:
                yield pvalue.TaggedOutput(REJECTS, _wants_rest(done.article, done.rest))
            yield done.article
        if self._memory is not None:
            shard = self._memory.keep(ROBOTS.news(dt.datetime.now(dt.timezone.utc)))
            if shard is not None:
                yield pvalue.TaggedOutput(LEARNED, shard)

    def _fetch(self, article: Article, lease: Lease) -> FullText:
        try:
            full = self._full_text(article, lease)
        except Exception as caught:  # noqa: BLE001 - whatever one page provokes must not cost the others
            error = as_fetch_error(caught)
            full = kept(article, error.kind, error)
        if self._keep_raw is not None:
            self._keep_raw.writer().keep_page(raw_page(full))
        return dataclasses.replace(full, raw=None)

    def _full_text(self, article: Article, lease: Lease) -> FullText:
        if self._pages is not None:
            return archived_full_text(article, self._pages, self._sandbox)
        if time.monotonic() > self._ends:
            return kept(article, "budget")
        return fetch_full_text(article, lease, self._client, self._sandbox, ROBOTS, self._settings)


def _wants_rest(article: Article, rest: Rest) -> Reject:
    return reject(
        STAGE,
        rest.kind,
        f"{rest.message}: {rest.host} asked to be left alone until {rest.until:%Y-%m-%d %H:%M:%S} UTC",
        feed_id=article.feed_id,
        url=rest.url,
        article_id=article.article_id,
        payload=rest_payload(rest.host, rest.until),
        now=article.fetched_at,
    )


def _page_failed(article: Article, problem: FetchError) -> Reject:
    return reject(
        STAGE,
        "page_failed",
        f"{problem.kind}: {problem.message}",
        feed_id=article.feed_id,
        url=article.url,
        article_id=article.article_id,
        now=article.fetched_at,
    )
