"""CommitPanes: event-time windows by publication, each firing committed as a run of its own."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.transforms import trigger
from apache_beam.transforms.window import FixedWindows, TimestampedValue
from apache_beam.utils.timestamp import Duration, Timestamp

from schemas.article import Article
from schemas.operations import Fetch, Reject
from transforms.drop_known import Copy, choose, copies_among, named, recognise
from transforms.events.records import dyads_of
from transforms.feeds.sharing import heirs as heirs_among
from transforms.group_stories import StoryBook
from transforms.open_lake import open_lake
from transforms.tables.errors import LakeError
from transforms.tables.known import KnownArticles
from transforms.tables.lake import Lake
from transforms.tables.panes import (
    CodedArticle,
    Pane,
    RejectKey,
    pane_run_id,
    reject_key,
    without_published,
    without_validators,
)
from transforms.tables.recent import recent_rejects
from transforms.tables.summary import RunSummary
from transforms.tables.wal import RunInfo
from transforms.trim_texts import trim

LOG = logging.getLogger(__name__)

ARTICLES, FETCHES, REJECTS, KNOWN = "articles", "fetches", "rejects", "known"


@dataclass(frozen=True, kw_only=True)
class PaneTimes:
    """Windows and when they fire.

    Attributes:
        window_s: length of a window, by time of publication.
        lateness_s: how long after a window's end what was published in it still counts there. Older news
            (the first poll of a feed brings weeks of it) goes to the oldest window that is open: late data is
            committed late, never dropped.
        every_s: how long what has come in waits at most before a window fires, early or late.
    """

    window_s: float = 3_600.0
    lateness_s: float = 86_400.0
    every_s: float = 60.0

    def event_time(self, published: dt.datetime | None, now: dt.datetime) -> dt.datetime:
        """Return the time that places a record: its publication, within the windows that are open."""
        oldest = now - dt.timedelta(seconds=self.lateness_s / 2)
        return min(max(published or now, oldest), now)


@dataclass
class CommitPanes(beam.PTransform):
    """Publish coded articles, polls and rejects, window by window, exactly once.

    Takes a dict of PCollections: `articles` (CodedArticle), `fetches`, `rejects`, `known` (article ids).
    Gives one RunSummary per commit. All commits of a stream are one key and so one worker's business.

    Attributes:
        lake: address of the lake; it must exist.
        run: mode, versions and feeds of the stream, which go into every run; each has an id of its own.
        times: windows and firings.
        store_text: what of the texts is stored.
    """

    lake: str
    run: RunInfo
    times: PaneTimes
    store_text: str = "full"

    def expand(self, tables: Mapping[str, beam.PCollection[Any]]) -> beam.PCollection[RunSummary]:
        """Place every record in time, gather, commit."""
        times = self.times
        placed = [
            rows | f"Place {name}" >> beam.ParDo(_Place(name, times)).with_output_types(tuple[str, Any])
            for name, rows in tables.items()
        ]
        soon = trigger.AfterProcessingTime(math.ceil(times.every_s))
        return (
            tuple(placed)
            | "AllRecords" >> beam.Flatten()
            | "ByPublication"
            >> beam.WindowInto(
                FixedWindows(times.window_s),
                trigger=trigger.AfterWatermark(early=soon, late=soon),
                accumulation_mode=trigger.AccumulationMode.DISCARDING,
                allowed_lateness=Duration(times.lateness_s),
            )
            | "OneCommitter" >> beam.GroupByKey()
            | "CommitPane"
            >> beam.ParDo(_CommitPane(self.lake, self.run, self.store_text)).with_output_types(RunSummary)
        )


class _Place(beam.DoFn):
    def __init__(self, kind: str, times: PaneTimes) -> None:
        self._kind, self._times = kind, times

    def process(self, record: Any) -> Iterator[TimestampedValue]:
        now = dt.datetime.now(dt.timezone.utc)
        moment = self._times.event_time(_published(record), now)
        yield TimestampedValue(("lake", (self._kind, record)), Timestamp.from_utc_datetime(moment))


def _published(record: Any) -> dt.datetime | None:
    if isinstance(record, CodedArticle):
        return record.article.published_at
    if isinstance(record, Fetch):
        return record.fetched_at
    return record.created_at if isinstance(record, Reject) else None


class _CommitPane(beam.DoFn):
    def __init__(self, lake: str, run: RunInfo, store_text: str) -> None:
        self._lake, self._run, self._store_text = lake, run, store_text

    def setup(self) -> None:
        self._stories = StoryBook(self._lake)
        self._rejects: set[RejectKey] | None = None
        self._known = 0  # of panes that had nothing else; counted with the next commit

    def process(
        self,
        element: tuple[str, Iterable[tuple[str, Any]]],
        window: Any = beam.DoFn.WindowParam,
    ) -> Iterator[RunSummary]:
        start = window.start.to_utc_datetime(has_tz=True)
        pane = gather(element[1])
        if pane.empty:  # a window that closes fires once more, whatever has come since
            self._known += pane.known
            return
        lake = open_lake(self._lake)
        for repair in lake.repairs:
            LOG.warning("repaired %s: %s", lake.root, repair)
        run_id = pane_run_id(start, pane)
        summary = lake.summary(run_id) or self._commit(lake, run_id, pane)
        if summary is not None:
            yield summary

    def _commit(self, lake: Lake, run_id: str, pane: Pane) -> RunSummary | None:
        """Publish what of a pane the lake lacks; None where that is nothing."""
        if self._rejects is None:
            self._rejects = recent_rejects(lake.store, lake.clock())
        states = lake.feed_states()
        pane = without_published(pane, states, self._rejects)
        coded = select(pane.coded, lake.known_articles(), heirs_among(states))
        known = self._known + pane.known + len(pane.coded) - len(coded)
        pane = dataclasses.replace(pane, coded=coded)
        if pane.empty:
            self._known = known
            return None
        info = dataclasses.replace(self._run, run_id=run_id, started_at=_begin(pane))
        try:
            summary = lake.add_run(info, self._rows(pane), known=known)
        except LakeError:
            self._stories.forget()
            raise
        self._known = 0
        self._rejects.update(reject_key(reject) for reject in pane.rejects)
        return summary

    def _rows(self, pane: Pane) -> dict[str, Sequence[Any]]:
        events = [event for coded in pane.coded for event in coded.events]
        articles = self._stories.assign([coded.article for coded in pane.coded])
        return {
            "articles": [trim(article, self._store_text) for article in articles],
            "events": events,
            "dyads": [dyad for event in events for dyad in dyads_of(event)],
            "fetches": without_validators(pane.fetches),
            "rejects": pane.rejects,
        }


def gather(records: Iterable[tuple[str, Any]]) -> Pane:
    """Sort the records of a pane by kind; the order in which they came does not show."""
    found: dict[str, list[Any]] = {ARTICLES: [], FETCHES: [], REJECTS: [], KNOWN: []}
    for kind, record in records:
        found[kind].append(record)
    refused = [coded.reject for coded in found[ARTICLES] if coded.reject is not None]
    return Pane(
        coded=sorted(found[ARTICLES], key=_by_article),
        fetches=sorted(found[FETCHES], key=_by_fetch),
        rejects=[*found[REJECTS], *refused],
        known=len(found[KNOWN]),
    )


def select(
    coded: Sequence[CodedArticle], known: KnownArticles, heirs: Mapping[str, str] | None = None
) -> list[CodedArticle]:
    """Return the articles of a pane that count, against the lake and against each other.

    Args:
        coded: the articles; several may share an id or another name.
        known: what the lake has now.
        heirs: for feeds that lead to another one which is asked for them, that other one, by feed id.
    """
    by_name: dict[str, list[Copy]] = {}
    for name, copy in recognise([one.article for one in coded], known):
        by_name.setdefault(name, []).append(copy)
    origins = {one.article.article_id: one for one in sorted(coded, key=_by_article)}
    by_content = {(one.article.article_id, one.article.content_hash): one for one in coded}
    fresh: dict[str, CodedArticle] = {}
    for copies in by_name.values():
        chosen = choose(copies, heirs)
        # One whose id has turned out to be another's became known after its events were found: it is that
        # article under a new address, and the events carry the wrong id.
        if chosen is not None and chosen.article_id in origins:
            origin = by_content[chosen.article_id, chosen.content_hash]
            fresh[chosen.article_id] = dataclasses.replace(origin, article=chosen)
    kept: list[CodedArticle] = []
    by_feed: dict[str, list[Article]] = {}
    for one in fresh.values():
        by_feed.setdefault(one.article.feed_id, []).append(one.article)
    for articles in by_feed.values():
        again = copies_among(named(article) for article in articles)
        kept += [fresh[article.article_id] for article in articles if article.article_id not in again]
    return sorted(kept, key=_by_article)


def _by_article(coded: CodedArticle) -> tuple[str, str, dt.datetime]:
    return coded.article.article_id, coded.article.content_hash, coded.article.fetched_at


def _by_fetch(fetch: Fetch) -> tuple[str, dt.datetime]:
    return fetch.feed_id, fetch.fetched_at


def _begin(pane: Pane) -> dt.datetime:
    """Return when the oldest of a pane came in: the start of its run, the same at every repetition."""
    return min(
        [
            *(coded.article.fetched_at for coded in pane.coded),
            *(fetch.fetched_at for fetch in pane.fetches),
            *(reject.created_at for reject in pane.rejects),
        ]
    )
