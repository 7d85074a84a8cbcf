"""FollowFeeds: the unbounded source. Every feed is asked on its own clock, kept in keyed state and timers.

Feeds are kept in groups of hosts. A group is one key, so at any time one worker has it: the pause between two
requests to a host holds on a whole cluster. Each group's state holds the newest poll of its feeds, what the
publishers asked for included, and a timer is set to the next feed that is due.

Ticks come from a splittable source that never ends. They bring the feed list once per life of a worker, and
they carry the watermark, which stays `lag` behind the clock: what a publisher puts out now is seen up to that
much later without being late.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import sys
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam import pvalue
from apache_beam.coders import PickleCoder
from apache_beam.io.restriction_trackers import OffsetRange, OffsetRestrictionTracker
from apache_beam.io.watermark_estimators import ManualWatermarkEstimator
from apache_beam.metrics import Metrics
from apache_beam.transforms.core import RestrictionProvider
from apache_beam.transforms.timeutil import TimeDomain
from apache_beam.transforms.userstate import ReadModifyWriteStateSpec, TimerSpec, on_timer
from apache_beam.transforms.window import TimestampedValue
from apache_beam.utils.timestamp import Duration, Timestamp

from schemas.feed import Entry, Feed, Response
from schemas.operations import Fetch, Reject
from transforms.failures import reject
from transforms.feeds.archive import RawArchive
from transforms.feeds.asking import ask_all
from transforms.feeds.clock import Followed, Group, due, follow, next_due, unseen
from transforms.feeds.http import Client
from transforms.feeds.poll import Failed, Poll, as_fetch_error
from transforms.feeds.read import read_response
from transforms.feeds.sandbox import Sandbox, shared_sandbox
from transforms.feeds.settings import FetchSettings
from transforms.feeds.sharing import Addresses, known_by_address, owners
from transforms.feeds.state import after_failure, after_unchanged, unchanged
from transforms.open_lake import open_lake

FETCHES, REJECTS = "fetches", "rejects"

TICK_S = 2.0
PUBLISHED_AGAIN_S = 60.0
"""How old what is known of the feeds of other groups may be: they are heard of through the lake."""
POLLS_AT_ONCE = 64
"""Feeds of a group that are asked in one go: a bundle that asks more would hold up a checkpoint for long."""

FeedGroup = tuple[str, tuple[Feed, ...] | None]
"""Name of a group, with its feeds where the list has just been read."""


class FollowedFeeds(NamedTuple):
    """What FollowFeeds brings, without end.

    Attributes:
        entries: entries that the feed's answer before did not have.
        fetches: one row per poll.
        rejects: polls that failed, answers that are no feed, entries that could not be read.
    """

    entries: beam.PCollection[Entry]
    fetches: beam.PCollection[Fetch]
    rejects: beam.PCollection[Reject]


@dataclass
class FollowFeeds(beam.PTransform):
    """Poll and parse feeds for as long as the pipeline runs.

    Attributes:
        settings: limits and manners; the bounds of the polling interval are among them.
        feeds: the feed list.
        lake: address of the lake; a feed goes on from its newest published poll.
        groups: how many groups the hosts are divided into; the most workers that can poll.
        lag_s: seconds by which the watermark is behind the clock.
        keep_raw: where bodies are kept as they came; None keeps none.
    """

    settings: FetchSettings
    feeds: Sequence[Feed]
    lake: str
    groups: int = 8
    lag_s: float = 60.0
    keep_raw: RawArchive | None = None

    def expand(self, start: beam.pvalue.PBegin) -> FollowedFeeds:
        """Ticks into groups, groups into polls."""
        states = open_lake(self.lake, mend=False).feed_states()
        ticks = (
            start
            | "Start" >> beam.Impulse()
            | "Tick"
            >> beam.ParDo(_Tick(grouped(self.feeds, self.groups, states), self.lag_s)).with_output_types(
                tuple[str, Any]
            )
        )
        return ticks | "AskFeeds" >> AskFeeds(self.settings, self.lake, self.keep_raw, self.feeds)


@dataclass
class AskFeeds(beam.PTransform):
    """The keyed half of FollowFeeds: groups of feeds in, what their polls bring out.

    Attributes:
        settings: limits and manners.
        lake: address of the lake.
        keep_raw: where bodies are kept as they came; None keeps none.
        feeds: the whole feed list: no feed is asked at the address of another one.
    """

    settings: FetchSettings
    lake: str
    keep_raw: RawArchive | None = None
    feeds: Sequence[Feed] = ()

    def expand(self, groups: beam.PCollection[FeedGroup]) -> FollowedFeeds:
        """Wire the keyed step."""
        asked = groups | "Ask" >> beam.ParDo(
            _Ask(self.settings, self.lake, self.keep_raw, self.feeds)
        ).with_outputs(FETCHES, REJECTS, main="entries")
        return FollowedFeeds(asked["entries"], asked[FETCHES], asked[REJECTS])


def grouped(
    feeds: Sequence[Feed], groups: int, states: Mapping[str, Fetch] | None = None
) -> tuple[tuple[str, tuple[Feed, ...]], ...]:
    """Divide feeds into groups such that the feeds of a host are together, that have moved there included."""
    found: dict[str, list[Feed]] = {f"hosts-{number}": [] for number in range(groups)}
    for feed in feeds:
        host = Poll(feed, (states or {}).get(feed.feed_id)).host
        found[f"hosts-{zlib.crc32(host.encode()) % groups}"].append(feed)
    return tuple((name, tuple(members)) for name, members in found.items())


class _NoEnd(RestrictionProvider):
    def initial_restriction(self, element: bytes) -> OffsetRange:
        return OffsetRange(0, sys.maxsize)

    def create_tracker(self, restriction: OffsetRange) -> OffsetRestrictionTracker:
        return OffsetRestrictionTracker(restriction)

    def restriction_size(self, element: bytes, restriction: OffsetRange) -> int:
        return 1

    def truncate(self, element: bytes, restriction: OffsetRange) -> None:
        """A job that is drained ends here."""


class _Tick(beam.DoFn):
    def __init__(self, groups: tuple[tuple[str, tuple[Feed, ...]], ...], lag_s: float) -> None:
        self._groups, self._lag_s = groups, lag_s

    def setup(self) -> None:
        self._told = False

    @beam.DoFn.unbounded_per_element()
    def process(
        self,
        _start: bytes,
        tracker: Any = beam.DoFn.RestrictionParam(_NoEnd()),
        watermark: Any = beam.DoFn.WatermarkEstimatorParam(ManualWatermarkEstimator.default_provider()),
    ) -> Iterator[TimestampedValue]:
        if not tracker.try_claim(tracker.current_restriction().start):
            return
        now = Timestamp.now() - Duration(self._lag_s)
        for name, feeds in self._groups:
            yield TimestampedValue((name, None if self._told else feeds), now)
        # A worker that starts anew, perhaps from a savepoint and with another feed list, tells it again.
        self._told = True
        if watermark.current_watermark() is None or now > watermark.current_watermark():
            watermark.set_watermark(now)
        tracker.defer_remainder(Duration(TICK_S))


class _Ask(beam.DoFn):
    """Keep a group of feeds, and ask those that are due."""

    GROUP = ReadModifyWriteStateSpec("group", PickleCoder())
    WAKE = TimerSpec("wake", TimeDomain.REAL_TIME)

    def __init__(
        self, settings: FetchSettings, lake: str, keep_raw: RawArchive | None, listed: Sequence[Feed]
    ) -> None:
        self._settings, self._lake, self._keep_raw = settings, lake, keep_raw
        self._listed = tuple(listed)
        self._published: Mapping[str, Fetch] = {}
        self._read_at = -math.inf

    def setup(self) -> None:
        settings = self._settings
        self._client = Client(settings)
        self._sandbox: Sandbox = shared_sandbox(settings.parser_processes, settings.parse_memory_bytes)

    def teardown(self) -> None:
        self._client.close()

    def process(
        self,
        element: FeedGroup,
        state: Any = beam.DoFn.StateParam(GROUP),
        wake: Any = beam.DoFn.TimerParam(WAKE),
    ) -> Iterator[Any]:
        name, feeds = element
        group: Group | None = state.read()
        if feeds is not None:
            states = known_by_address(feeds, self._states())
            group = follow(group or {}, feeds, states)
            state.write(group)
        # Set at every tick: the timer holds back the watermark to the time of the tick that set it last.
        self._set(wake, group or {})
        return iter(())

    @on_timer(WAKE)
    def wake(
        self,
        state: Any = beam.DoFn.StateParam(GROUP),
        wake: Any = beam.DoFn.TimerParam(WAKE),
    ) -> Iterator[Any]:
        group: dict[str, Followed] = dict(state.read() or {})
        ready = due(group, _now(), POLLS_AT_ONCE)
        jobs = [Poll(followed.feed, followed.fetch) for followed in ready]
        addresses = Addresses(self._owners(group))
        for outcome in ask_all(jobs, self._client, self._settings, self._keep_raw, addresses):
            Metrics.counter("communique", "feeds_polled").inc()
            yield from self._sort_out(outcome, group)
        state.write(group)
        self._set(wake, group)

    def _owners(self, group: Group) -> dict[str, str]:
        """Who is asked where, of all groups: one another's feeds they know by their published polls."""
        fresh = {feed_id: followed.fetch for feed_id, followed in group.items() if followed.fetch}
        feeds = {feed.feed_id: feed for feed in self._listed}
        feeds.update((followed.feed.feed_id, followed.feed) for followed in group.values())
        return owners(feeds.values(), {**self._states(), **fresh})

    def _states(self) -> Mapping[str, Fetch]:
        if time.monotonic() - self._read_at > PUBLISHED_AGAIN_S:
            self._published = open_lake(self._lake, mend=False).feed_states()
            self._read_at = time.monotonic()
        return self._published

    def _set(self, wake: Any, group: Group) -> None:
        now = _now()
        soonest = next_due(group, now)
        if soonest is not None:
            wake.set(Timestamp.from_utc_datetime(max(soonest, now).astimezone(dt.timezone.utc)))

    def _sort_out(self, outcome: Response | Failed, group: dict[str, Followed]) -> Iterator[Any]:
        if isinstance(outcome, Failed):
            fetch = outcome.fetch
            _remember(group, fetch)
            yield pvalue.TaggedOutput(FETCHES, fetch)
            yield _refused("poll_feeds", outcome.error.kind, outcome.error, fetch)
            return
        if unchanged(outcome):
            fetch = after_unchanged(outcome, self._settings)
            _remember(group, fetch)
            yield pvalue.TaggedOutput(FETCHES, fetch)
            return
        yield from self._read(outcome, group)

    def _read(self, response: Response, group: dict[str, Followed]) -> Iterator[Any]:
        feed_id = response.feed.feed_id
        try:
            parsed = read_response(response, self._sandbox, self._settings)
        except Exception as caught:  # noqa: BLE001 - whatever one feed provokes must not cost the others
            error = as_fetch_error(caught)
            fetch = after_failure(
                response.feed, response.previous, error, response.fetched_at, response.duration_ms,
                self._settings, response=response,
            )  # fmt: skip
            _remember(group, fetch)
            yield pvalue.TaggedOutput(FETCHES, fetch)
            yield _refused("parse_entries", error.kind, error, fetch, response.body[:8_000])
            return
        fresh, seen = unseen(parsed.entries, group[feed_id].seen)
        if response.truncated:
            seen |= group[feed_id].seen
        fetch = dataclasses.replace(parsed.fetch, new_items=len(fresh))
        group[feed_id] = Followed(response.feed, fetch, seen)
        yield pvalue.TaggedOutput(FETCHES, fetch)
        for reason, message in parsed.problems:
            yield _refused("parse_entries", reason, message, fetch)
        yield from fresh


def _remember(group: dict[str, Followed], fetch: Fetch) -> None:
    group[fetch.feed_id] = dataclasses.replace(group[fetch.feed_id], fetch=fetch)


def _refused(
    stage: str, reason: str, error: str | Exception, fetch: Fetch, payload: bytes | None = None
) -> pvalue.TaggedOutput:
    return pvalue.TaggedOutput(
        REJECTS,
        reject(
            stage, reason, error, feed_id=fetch.feed_id, url=fetch.url, payload=payload, now=fetch.fetched_at
        ),
    )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.timezone.utc)
