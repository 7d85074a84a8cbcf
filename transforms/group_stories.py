"""GroupStories: near-duplicates across feeds and runs get one `story_id`; no article is dropped for it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import apache_beam as beam
from apache_beam import pvalue

from schemas.article import Article
from transforms.articles.stories import WINDOW, StoryIndex, StoryMember
from transforms.open_lake import open_store
from transforms.tables.listing import files_since, listed_again
from transforms.tables.parquet import load
from transforms.tables.store import Store

COLUMNS = ("article_id", "story_id", "feed_id", "published_at", "fetched_at", "fingerprint")


@dataclass
class GroupStories(beam.PTransform):
    """Compare the fingerprints of new articles with each other and with those the lake has of the last days.

    Only fingerprints are brought together in one place, about 200 bytes an article; the articles stay where
    they are and look their story up. They come as a side input and not as a group, which Flink could not sort
    once it is larger than a sort buffer.

    Attributes:
        lake: address of the lake.
        window: how far apart in time two articles of one story may be.
    """

    lake: str
    window: dt.timedelta = field(default=WINDOW)

    def expand(self, articles: beam.PCollection[Article]) -> beam.PCollection[Article]:
        """Gather fingerprints, group them, hand the outcome to all workers."""
        members = articles | "Fingerprint" >> beam.FlatMap(_fingerprinted).with_output_types(StoryMember)
        stories = (
            articles.pipeline
            | "Once" >> beam.Create([self.lake], reshuffle=False)
            | "Compare"
            >> beam.ParDo(_Compare(self.window), pvalue.AsIter(members)).with_output_types(tuple[str, str])
        )
        return articles | "WithStory" >> beam.Map(_with_story, pvalue.AsDict(stories)).with_output_types(
            Article
        )


def _fingerprinted(article: Article) -> Iterator[StoryMember]:
    if article.fingerprint is not None:
        yield member_of(article)


def member_of(article: Article) -> StoryMember:
    """Return what grouping needs to know of an article."""
    return StoryMember(
        article_id=article.article_id,
        story_id=article.story_id or article.article_id,
        feed_id=article.feed_id,
        when=article.published_at or article.fetched_at,
        fingerprint=article.fingerprint or "",
    )


class _Compare(beam.DoFn):
    def __init__(self, window: dt.timedelta) -> None:
        self._window = window

    def process(self, lake: str, members: Iterable[StoryMember]) -> Iterator[tuple[str, str]]:
        fresh = sorted(members, key=_in_time)
        if not fresh:
            return
        index = StoryIndex(self._window)
        since = min(member.when for member in fresh) - self._window
        for known in lake_members(open_store(lake), since):
            index.add(known)
        for member in fresh:
            story = index.assign(member)
            if story != member.story_id:
                yield member.article_id, story


class StoryBook:
    """The stories of the last days, kept between commits: a stream looks for the story of a few articles at a
    time, and must not read the days behind it every time."""

    READ_AGAIN = dt.timedelta(hours=1)
    """Other runs into the same lake are seen at the latest after this time, and memory is bounded by it."""

    def __init__(self, lake: str, window: dt.timedelta = WINDOW) -> None:
        """Name the lake; it is read at the first use."""
        self._lake, self._window = lake, window
        self._index: StoryIndex | None = None
        self._since = self._read_at = dt.datetime.max.replace(tzinfo=dt.timezone.utc)

    def assign(self, articles: Sequence[Article]) -> list[Article]:
        """Return articles with their stories, in the order given."""
        members = sorted((member_of(article) for article in articles if article.fingerprint), key=_in_time)
        if not members:
            return list(articles)
        index = self._fresh_index(members[0].when)
        stories = {member.article_id: index.assign(member) for member in members}
        return [_with_story(article, stories) for article in articles]

    def forget(self) -> None:
        """Read the lake again at the next use: what was assigned last has not been published."""
        self._index = None

    def _fresh_index(self, oldest: dt.datetime) -> StoryIndex:
        now = dt.datetime.now(dt.timezone.utc)
        since = min(oldest, now) - self._window
        if self._index is None or since < self._since or now - self._read_at > self.READ_AGAIN:
            self._index, self._since, self._read_at = StoryIndex(self._window), since, now
            for member in lake_members(open_store(self._lake), since):
                self._index.add(member)
        return self._index


def _in_time(member: StoryMember) -> tuple[dt.datetime, str]:
    return member.when, member.article_id


def lake_members(store: Store, since: dt.datetime) -> list[StoryMember]:
    """Return the articles of a lake that were ingested at or after `since` and have a fingerprint.

    A partition is a period of ingestion, and nothing is ingested before it is published (unless its date is
    wrong), so older partitions hold nothing of the window.
    """
    return listed_again(lambda: list(_members(store, since)))


def _members(store: Store, since: dt.datetime) -> Iterator[StoryMember]:
    for path in files_since(store, "articles", since.date()):
        for row in load(store, path, COLUMNS).to_pylist():
            when = row["published_at"] or row["fetched_at"]
            if row["fingerprint"] and when >= since:
                yield StoryMember(
                    article_id=row["article_id"],
                    story_id=row["story_id"],
                    feed_id=row["feed_id"],
                    when=when,
                    fingerprint=row["fingerprint"],
                )


def _with_story(article: Article, stories: Mapping[str, str]) -> Article:
    story = stories.get(article.article_id)
    return article if story is None else dataclasses.replace(article, story_id=story)
