"""DropSeen: what DropKnown does, for a stream: let through what neither the stream nor the lake has.

What the lake has not published yet is remembered in keyed state, by the strongest name of an article, for
longer than it can take to be published; what was published is looked up. Both only save work: the commit
decides again, against the lake as it is then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import apache_beam as beam
from apache_beam import pvalue
from apache_beam.coders import StrUtf8Coder, TupleCoder
from apache_beam.transforms.timeutil import TimeDomain
from apache_beam.transforms.userstate import ReadModifyWriteStateSpec, TimerSpec, on_timer
from apache_beam.utils.timestamp import Timestamp

from schemas.article import Article
from transforms.articles.dedupe import dedupe_keys
from transforms.drop_known import Copy, Freshness, choose, recognise
from transforms.feeds.sharing import heirs
from transforms.open_lake import open_store
from transforms.tables import feedstate
from transforms.tables.known import KnownArticles
from transforms.tables.segments import digest64

KNOWN = "known"


@dataclass
class DropSeen(beam.PTransform):
    """Let an article through once, and each change of it that comes from the feed that brought it.

    Attributes:
        lake: address of the lake.
        memory: how long an article is remembered in state after it was seen last.
    """

    lake: str
    memory: dt.timedelta = field(default=dt.timedelta(days=2))

    def expand(self, articles: beam.PCollection[Article]) -> Freshness:
        """Ask the state, then the lake."""
        unseen = (
            articles
            | "ByName" >> beam.Map(_with_name).with_output_types(tuple[str, Article])
            | "Once" >> beam.ParDo(_Once(self.memory)).with_outputs(KNOWN, main="articles")
        )
        fresh = unseen["articles"] | "LookUp" >> beam.ParDo(_LookUp(self.lake)).with_outputs(
            KNOWN, main="articles"
        )
        known = (unseen[KNOWN], fresh[KNOWN]) | "Known" >> beam.Flatten()
        return Freshness(fresh["articles"], known)


def _with_name(article: Article) -> tuple[str, Article]:
    return dedupe_keys(article)[0], article


class _Once(beam.DoFn):
    SEEN = ReadModifyWriteStateSpec("seen", TupleCoder((StrUtf8Coder(), StrUtf8Coder(), StrUtf8Coder())))
    # By the watermark, which follows the clock. A timer by the clock would hold it back to the article that set the
    # timer, for all of the memory: no window would close, and Flink gives out with a watermark (or the next element)
    # what a bundle brought while a checkpoint was taken.
    FORGET = TimerSpec("forget", TimeDomain.WATERMARK)

    def __init__(self, memory: dt.timedelta) -> None:
        self._memory = memory

    def process(
        self,
        element: tuple[str, Article],
        seen: Any = beam.DoFn.StateParam(SEEN),
        forget: Any = beam.DoFn.TimerParam(FORGET),
    ) -> Iterator[Article | pvalue.TaggedOutput]:
        article = element[1]
        forget.set(Timestamp.now() + self._memory.total_seconds())
        if is_repeated(article, seen.read()):
            yield pvalue.TaggedOutput(KNOWN, article.article_id)
            return
        seen.write((article.article_id, article.feed_id, article.content_hash))
        yield article

    @on_timer(FORGET)
    def forget(self, seen: Any = beam.DoFn.StateParam(SEEN)) -> None:
        seen.clear()


def is_repeated(article: Article, seen: tuple[str, str, str] | None) -> bool:
    """Return whether an article adds nothing to what went through under the same name.

    Args:
        article: the article.
        seen: article id, feed id and content hash of what went through, None if nothing did.
    """
    if seen is None:
        return False
    article_id, feed_id, content_hash = seen
    if (article.article_id, article.feed_id) != (article_id, feed_id):
        return True  # a copy: only the feed that brought an article can change it
    return article.content_hash == content_hash


class _LookUp(beam.DoFn):
    def __init__(self, lake: str) -> None:
        self._lake = lake

    def setup(self) -> None:
        self._store = open_store(self._lake)

    def start_bundle(self) -> None:
        self._known = KnownArticles.open(self._store)
        self._heirs: dict[str, str] | None = None

    def process(self, article: Article) -> Iterator[Article | pvalue.TaggedOutput]:
        for _name, copy in recognise([article], self._known):
            chosen = choose([copy], self._told_on(copy))
            yield pvalue.TaggedOutput(KNOWN, article.article_id) if chosen is None else chosen

    def _told_on(self, copy: Copy) -> dict[str, str] | None:
        """Feeds whose articles others tell on; the lake is asked only where that can make a difference."""
        if copy.have is None or copy.have.feed == digest64(copy.article.feed_id):
            return None
        if self._heirs is None:
            self._heirs = heirs(feedstate.read_states(self._store))
        return self._heirs
