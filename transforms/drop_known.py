"""DropKnown: let through what the lake does not have, and what has changed since."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import apache_beam as beam
from apache_beam import pvalue

from schemas.article import Article
from transforms.articles.dedupe import dedupe_keys
from transforms.open_lake import open_store
from transforms.tables.known import KnownArticles
from transforms.tables.paths import ANCHOR_DAY
from transforms.tables.supersede import article_key, is_news

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
        """Group by the strongest name and look up; then, among what is new, by the names within a feed."""
        looked_up = (
            articles
            | "ByName" >> beam.Map(_with_name).with_output_types(tuple[str, Article])
            | "SameName" >> beam.GroupByKey()
            | "LookUp" >> beam.ParDo(_LookUp(self.lake)).with_outputs(_KNOWN, main="articles")
        )
        unique = (
            looked_up["articles"]
            | "ByFeed" >> beam.Map(_with_feed).with_output_types(tuple[str, Article])
            | "SameFeed" >> beam.GroupByKey()
            | "OncePerFeed" >> beam.ParDo(_OncePerFeed()).with_outputs(_KNOWN, main="articles")
        )
        known = (looked_up[_KNOWN], unique[_KNOWN]) | "Known" >> beam.Flatten()
        return Freshness(unique["articles"], known)


def _with_name(article: Article) -> tuple[str, Article]:
    return dedupe_keys(article)[0], article


def _with_feed(article: Article) -> tuple[str, Article]:
    return article.feed_id, article


class _LookUp(beam.DoFn):
    def __init__(self, lake: str) -> None:
        self._lake = lake

    def setup(self) -> None:
        self._store = open_store(self._lake)

    def start_bundle(self) -> None:
        # Anew for every bundle: a worker that lives through many runs must see what they published.
        self._known = KnownArticles.open(self._store)

    def process(self, element: tuple[str, Iterable[Article]]) -> Iterator[Article | pvalue.TaggedOutput]:
        copies = list(element[1])
        chosen = choose(copies, self._known)
        for copy in copies:
            if chosen is None or copy is not chosen[0]:
                yield pvalue.TaggedOutput(_KNOWN, copy.article_id)
        if chosen is not None:
            yield chosen[1]


def choose(copies: Sequence[Article], known: KnownArticles) -> tuple[Article, Article] | None:
    """Return which of several copies of one article counts, as given and as it goes on; None if none does.

    Of several new copies the one with most text counts. Of an article the lake has, only the feed that
    brought it can bring a change. An article without a story of its own becomes the first of its story.

    Args:
        copies: articles that share a name, so that they are the same article.
        known: what the lake has.
    """
    found = known.get_many(copy.article_id for copy in copies)
    if not found and any(known.has_name(dedupe_keys(copy)) for copy in copies):
        return None
    for copy in sorted(copies, key=_best_first):
        have = found.get(copy.article_id)
        if found and have is None:
            continue  # another spelling of the address of an article the lake has
        version = 1 if have is None else have.version + 1
        fresh = dataclasses.replace(copy, version=version, story_id=copy.story_id or copy.article_id)
        if is_news(article_key(fresh, ANCHOR_DAY), have):
            return copy, fresh
    return None


def _best_first(article: Article) -> tuple[int, str, str, dt.datetime]:
    return -len(article.text), article.feed_id, article.content_hash, article.fetched_at


class _OncePerFeed(beam.DoFn):
    """Of articles of one feed that share a name, say a GUID with a title, let one through."""

    def process(self, element: tuple[str, Iterable[Article]]) -> Iterator[Article | pvalue.TaggedOutput]:
        seen: set[str] = set()
        for article in sorted(element[1], key=_changes_first):
            names = dedupe_keys(article)
            # A change of an article the lake has is never a copy of something else.
            if article.version == 1 and not seen.isdisjoint(names):
                yield pvalue.TaggedOutput(_KNOWN, article.article_id)
                continue
            seen.update(names)
            yield article


def _changes_first(article: Article) -> tuple[int, int, str]:
    return -article.version, -len(article.text), article.article_id
