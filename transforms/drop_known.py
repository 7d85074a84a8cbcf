"""DropKnown: let through what the lake does not have, and what has changed since."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import apache_beam as beam
from apache_beam import pvalue

from schemas.article import Article
from schemas.columns import quickly_pickled
from transforms.articles.dedupe import dedupe_keys
from transforms.open_lake import open_store
from transforms.tables.known import KnownArticle, KnownArticles
from transforms.tables.paths import ANCHOR_DAY
from transforms.tables.segments import digest64
from transforms.tables.supersede import article_key, is_news

_KNOWN = "known"
BATCH = 1_000
"""Articles looked up at once: one sweep through the index instead of a search for each."""


class Freshness(NamedTuple):
    """What DropKnown gives."""

    articles: beam.PCollection[Article]
    """New articles, and changed ones with their next version."""
    known: beam.PCollection[str]
    """Article id of everything the lake or the run itself had already; once per dropped article."""


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Copy:
    """An article as one entry tells it, and what the lake has of that article.

    Attributes:
        have: None where the lake has nothing.
        known_by_name: the lake knows the name, but not what it stood for.
    """

    article: Article
    have: KnownArticle | None
    known_by_name: bool = False


@dataclass
class DropKnown(beam.PTransform):
    """Let an article through once per run, and only if the lake lacks it or has another text of it.

    Args:
        lake: address of the lake.
        announce: is told how many articles the lake lacks, per bundle and before they come out: whoever codes
            them can get ready.
        heirs: for feeds that lead to another one which is asked for them, that other one, by feed id.
    """

    lake: str
    announce: Callable[[int], None] | None = None
    heirs: Mapping[str, str] = field(default_factory=dict)

    def expand(self, articles: beam.PCollection[Article]) -> Freshness:
        """Find out which article each is, choose among the copies of one; then, among what is new, let one
        through of those that share a name within a feed."""
        looked_up = (
            articles
            | "ManyAtOnce" >> beam.BatchElements(BATCH, BATCH)
            | "Recognise"
            >> beam.ParDo(_Recognise(self.lake, self.announce)).with_output_types(tuple[str, Copy])
            | "SameArticle" >> beam.GroupByKey()
            | "Choose" >> beam.ParDo(_Choose(self.heirs)).with_outputs(_KNOWN, main="articles")
        )
        copies = (
            looked_up["articles"]
            | "ByFeed" >> beam.Map(_names_with_feed).with_output_types(tuple[str, Named])
            | "SameFeed" >> beam.GroupByKey()
            | "CopiesInFeed" >> beam.FlatMap(_copies_in_feed).with_output_types(tuple[str, None])
        )
        unique = looked_up["articles"] | "OncePerFeed" >> beam.ParDo(
            _OncePerFeed(), pvalue.AsDict(copies)
        ).with_outputs(_KNOWN, main="articles")
        known = (looked_up[_KNOWN], unique[_KNOWN]) | "Known" >> beam.Flatten()
        return Freshness(unique["articles"], known)


def _names_with_feed(article: Article) -> tuple[str, Named]:
    return article.feed_id, named(article)


def _copies_in_feed(element: tuple[str, Iterable[Named]]) -> Iterator[tuple[str, None]]:
    for article_id in copies_among(element[1]):
        yield article_id, None


class _Recognise(beam.DoFn):
    """Look up, for many articles at once, which of the lake's articles each is."""

    def __init__(self, lake: str, announce: Callable[[int], None] | None) -> None:
        self._lake, self._announce = lake, announce

    def setup(self) -> None:
        self._store = open_store(self._lake)

    def start_bundle(self) -> None:
        # Anew for every bundle: a worker that lives through many runs must see what they published.
        self._known = KnownArticles.open(self._store)
        self._lacking = 0

    def process(self, articles: Sequence[Article]) -> Iterator[tuple[str, Copy]]:
        for name, copy in recognise(articles, self._known):
            self._lacking += copy.have is None
            yield name, copy

    def finish_bundle(self) -> None:
        if self._announce is not None:
            self._announce(self._lacking)


def recognise(articles: Sequence[Article], known: KnownArticles) -> Iterator[tuple[str, Copy]]:
    """Return the articles, each under a name that all copies of one article share.

    What the lake has is known by its id, or by any of its other names. An article that comes under a new
    address but with the name of a known one takes that one's id: it is that article, perhaps with a new text.

    Args:
        articles: as they were normalised.
        known: what the lake has.
    """
    by_id = known.get_many(article.article_id for article in articles)
    names = {id(article): dedupe_keys(article) for article in articles if article.article_id not in by_id}
    owners = known.owners({name for several in names.values() for name in several})
    by_name = known.get_many(owner for owner in owners.values() if owner is not None)
    for article in articles:
        if article.article_id in by_id:
            yield f"id:{article.article_id}", Copy(article, by_id[article.article_id])
            continue
        own = names[id(article)]
        had = [owners[name] for name in own if name in owners]
        if not had:
            yield own[0], Copy(article, None)
            continue
        owner = next((one for one in had if one in by_name), None)
        if owner is None:  # a name without an article: it is known, and nothing can be compared
            yield own[0], Copy(article, None, known_by_name=True)
            continue
        yield f"id:{owner}", Copy(_under_id(article, owner), by_name[owner])


def _under_id(article: Article, article_id: str) -> Article:
    return dataclasses.replace(article, article_id=article_id, story_id=article_id)


class _Choose(beam.DoFn):
    def __init__(self, heirs: Mapping[str, str]) -> None:
        self._heirs = dict(heirs)

    def process(self, element: tuple[str, Iterable[Copy]]) -> Iterator[Article | pvalue.TaggedOutput]:
        copies = list(element[1])
        chosen = choose(copies, self._heirs)
        if chosen is not None:
            yield chosen
        for copy in copies[1:] if chosen is not None else copies:
            yield pvalue.TaggedOutput(_KNOWN, copy.article.article_id)


def choose(copies: Sequence[Copy], heirs: Mapping[str, str] | None = None) -> Article | None:
    """Return which of several copies of one article counts, with its version; None if none does.

    Of several new copies that with most text counts. Of an article the lake has, only the feed that brought
    it, or that one's heir in its name, can bring a change, and only while it does not list the known text as well: a feed that tells one
    article in two ways would otherwise change it with every run. Of several answers of a feed (a replay has
    them) the last one counts, and what changed before is counted in the version. An article without a story
    of its own becomes the first of its story.
    """
    if any(copy.known_by_name for copy in copies):
        return None
    have = copies[0].have
    if have is None:
        best = min((copy.article for copy in copies), key=_best_first)
        told = _told(copies, best.feed_id)
        changes = sum(one.content_hash != two.content_hash for one, two in zip(told, told[1:], strict=False))
        best = told[-1]
        return dataclasses.replace(best, version=1 + changes, story_id=best.story_id or best.article_id)
    own = [copy for copy in copies if digest64(copy.article.feed_id) == have.feed]
    if not own and heirs:
        own = _in_the_name_of(have.feed, copies, heirs)
    if not own:
        return None
    last = max(copy.article.fetched_at for copy in own)
    newest = [copy for copy in own if copy.article.fetched_at == last]
    if last < have.fetched_at or any(digest64(copy.article.content_hash) == have.content for copy in newest):
        return None
    best = min((copy.article for copy in newest), key=_best_first)
    fresh = dataclasses.replace(best, version=have.version + 1, story_id=best.story_id or best.article_id)
    return fresh if is_news(article_key(fresh, ANCHOR_DAY), have) else None


def _in_the_name_of(feed: int, copies: Sequence[Copy], heirs: Mapping[str, str]) -> list[Copy]:
    for feed_id, heir in heirs.items():
        if digest64(feed_id) == feed:
            return [
                dataclasses.replace(copy, article=dataclasses.replace(copy.article, feed_id=feed_id))
                for copy in copies
                if copy.article.feed_id == heir
            ]
    return []


def _told(copies: Sequence[Copy], feed_id: str) -> list[Article]:
    """What a feed told of an article in each of its answers, in the order of time."""
    answers: dict[dt.datetime, Article] = {}
    for article in sorted((copy.article for copy in copies), key=_best_first):
        if article.feed_id == feed_id:
            answers.setdefault(article.fetched_at, article)
    return [answers[when] for when in sorted(answers)]


def _best_first(article: Article) -> tuple[int, str, str, dt.datetime]:
    return -len(article.text), article.feed_id, article.content_hash, article.fetched_at


class _OncePerFeed(beam.DoFn):
    def process(
        self, article: Article, copies: Mapping[str, None]
    ) -> Iterator[Article | pvalue.TaggedOutput]:
        if article.article_id in copies:
            yield pvalue.TaggedOutput(_KNOWN, article.article_id)
        else:
            yield article


@quickly_pickled
@dataclass(frozen=True, slots=True)
class Named:
    """What has to be known of an article to find its copies: without the text, so that a feed's are small.

    Attributes:
        length: characters of the text.
        names: see `dedupe_keys`.
    """

    article_id: str
    version: int
    length: int
    names: tuple[str, ...]


def named(article: Article) -> Named:
    """Return an article's names."""
    return Named(article.article_id, article.version, len(article.text), dedupe_keys(article))


def copies_among(articles: Iterable[Named]) -> set[str]:
    """Of new articles of one feed that share a name, say a GUID with a title, one counts; return the others' ids."""
    seen: set[str] = set()
    kept: set[str] = set()
    copies: set[str] = set()
    for article in sorted(articles, key=_changes_first):
        # A change of an article the lake has is never a copy of something else.
        if article.version == 1 and not seen.isdisjoint(article.names):
            copies.add(article.article_id)
            continue
        seen.update(article.names)
        kept.add(article.article_id)
    return copies - kept


def _changes_first(article: Named) -> tuple[int, int, str]:
    return -article.version, -article.length, article.article_id
