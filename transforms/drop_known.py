"""DropKnown: let through what the lake does not have, and what has changed since."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import apache_beam as beam
from apache_beam import pvalue

from schemas.article import Article
from transforms.open_lake import open_store
from transforms.tables.known import ArticleKey, KnownArticle, KnownArticles, digest64
from transforms.tables.paths import ANCHOR_DAY
from transforms.tables.supersede import is_news

_KNOWN = "known"


class Freshness(NamedTuple):
    """What DropKnown gives."""

    articles: beam.PCollection[Article]
    """New articles, and changed ones with their next version."""
    known: beam.PCollection[str]
    """Article id of everything the lake or the run itself had already; once per dropped article."""


@dataclass
class DropKnown(beam.PTransform):
    """Let an article through once per run, and only if the lake lacks it or has another text of it.

    Args:
        lake: address of the lake.
    """

    lake: str

    def expand(self, articles: beam.PCollection[Article]) -> Freshness:
        """Group by article id, choose one, look it up."""
        decided = (
            articles
            | "KeyById" >> beam.Map(_with_id).with_output_types(tuple[str, Article])
            | "GroupById" >> beam.GroupByKey()
            | "LookUp" >> beam.ParDo(_LookUp(self.lake)).with_outputs(_KNOWN, main="articles")
        )
        return Freshness(decided["articles"], decided[_KNOWN])


def _with_id(article: Article) -> tuple[str, Article]:
    return article.article_id, article


class _LookUp(beam.DoFn):
    def __init__(self, lake: str) -> None:
        self._lake = lake

    def setup(self) -> None:
        self._articles = KnownArticles.open(open_store(self._lake))

    def process(self, element: tuple[str, Iterable[Article]]) -> Iterator[Article | pvalue.TaggedOutput]:
        article_id, copies = element
        known = self._articles.get(article_id)
        chosen, repeated = choose(list(copies), known)
        for _ in range(repeated):
            yield pvalue.TaggedOutput(_KNOWN, article_id)
        if chosen is not None:
            yield chosen


def choose(copies: list[Article], known: KnownArticle | None) -> tuple[Article | None, int]:
    """Return the copy of an article that counts, or None, and how many of the copies do not count.

    Of several new copies the one with most text counts. Of an article the lake has, only the feed that
    brought it can bring a change. A copy without a story of its own becomes the first of its story.
    """
    if known is not None:
        copies_of_feed = [copy for copy in copies if digest64(copy.feed_id) == known.feed]
        version = known.version + 1
    else:
        copies_of_feed = copies
        version = 1
    for copy in sorted(copies_of_feed, key=_best_first)[:1]:
        candidate = dataclasses.replace(copy, version=version, story_id=copy.story_id or copy.article_id)
        if is_news(_key(candidate), known):
            return candidate, len(copies) - 1
    return None, len(copies)


def _best_first(article: Article) -> tuple[int, str, str, dt.datetime]:
    return -len(article.text), article.feed_id, article.content_hash, article.fetched_at


def _key(article: Article) -> ArticleKey:
    return ArticleKey(
        article_id=article.article_id,
        content_hash=article.content_hash,
        feed_id=article.feed_id,
        fetched_at=article.fetched_at,
        version=article.version,
        day=ANCHOR_DAY,
    )
