"""PollFeeds: ask every feed that is due, politely, side by side, and only for what is new."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import apache_beam as beam
from apache_beam import pvalue
from apache_beam.metrics import Metrics

from schemas.feed import Feed, Response
from schemas.operations import Fetch, Reject
from transforms.failures import reject
from transforms.feeds.archive import RawArchive
from transforms.feeds.asking import ask_all
from transforms.feeds.feedlist import is_local
from transforms.feeds.http import Client
from transforms.feeds.politeness import GATE
from transforms.feeds.poll import Failed, Poll
from transforms.feeds.settings import FetchSettings
from transforms.feeds.sharing import Addresses
from transforms.feeds.state import after_unchanged, not_due, unchanged
from transforms.same_worker import SameWorker

FETCHES, REJECTS = "fetches", "rejects"


class Polled(NamedTuple):
    """What PollFeeds brings.

    Attributes:
        responses: answers with a body that is not the one of last time.
        fetches: one row per poll that ends here: unchanged feeds and failures.
        rejects: failures, each with its class.
    """

    responses: beam.PCollection[Response]
    fetches: beam.PCollection[Fetch]
    rejects: beam.PCollection[Reject]


@dataclass
class PollFeeds(beam.PTransform):
    """Poll feeds with one request at a time per host.

    Attributes:
        settings: limits and manners.
        started_at: start of the run; decides which feeds are due.
        states: newest published Fetch by feed id; feeds without one are asked for the first time.
        shards: groups of hosts that may be polled on different workers. A host is always in one group, so the
            pause between its requests holds on any engine; within a group all hosts are asked side by side.
        keep_raw: where bodies are kept as they came; None keeps none.
        owners: feed ids by address, where several feeds may lead to one; see `transforms.feeds.sharing`.
    """

    settings: FetchSettings
    started_at: dt.datetime
    states: Mapping[str, Fetch] = field(default_factory=dict)
    shards: int = 1
    keep_raw: RawArchive | None = None
    owners: Mapping[str, str] = field(default_factory=dict)

    def expand(self, feeds: beam.PCollection[Feed]) -> Polled:
        """Key by host, so that each host is one worker's business, and poll."""
        polled = (
            feeds
            | "ByHost" >> beam.ParDo(_ByHost(self.states, self.shards)).with_output_types(tuple[str, Poll])
            | "Poll"
            >> beam.ParDo(
                _PollHosts(self.settings, self.started_at, self.keep_raw, self.owners)
            ).with_outputs(FETCHES, REJECTS, main="responses")
        )
        return Polled(polled["responses"], polled[FETCHES], polled[REJECTS])


class _ByHost(beam.DoFn):
    def __init__(self, states: Mapping[str, Fetch], shards: int) -> None:
        self._states, self._shards = dict(states), shards

    def process(self, feed: Feed) -> Iterator[tuple[str, Poll]]:
        job = Poll(feed, self._states.get(feed.feed_id))
        yield f"hosts-{zlib.crc32(job.host.encode()) % self._shards}", job


class _PollHosts(SameWorker):
    """Poll the feeds of a group of hosts; answers leave as they come, so what follows works meanwhile."""

    def __init__(
        self,
        settings: FetchSettings,
        started_at: dt.datetime,
        keep_raw: RawArchive | None,
        owners: Mapping[str, str],
    ) -> None:
        self._settings, self._started_at, self._keep_raw = settings, started_at, keep_raw
        self._owners = dict(owners)

    def setup(self) -> None:
        self._client = Client(self._settings)
        self._addresses = Addresses(self._owners)
        GATE.forget_failures()

    def teardown(self) -> None:
        self._client.close()

    def together(self, values: Sequence[Poll]) -> Iterator[Response | pvalue.TaggedOutput]:
        settings = self._settings
        due = []
        for job in values:
            why = not_due(job.previous, self._started_at, settings, local=is_local(job.feed))
            Metrics.counter("communique", f"feeds_{why or 'polled'}").inc()
            if why is None:
                due.append(job)
        for outcome in ask_all(due, self._client, settings, self._keep_raw, self._addresses):
            yield from sort_out(outcome, settings)


def sort_out(outcome: Response | Failed, settings: FetchSettings) -> Iterator[Response | pvalue.TaggedOutput]:
    """Return answers to be read; of polls that end here the row of `fetches`, and a reject where they failed."""
    if isinstance(outcome, Failed):
        fetch, error = outcome.fetch, outcome.error
        yield pvalue.TaggedOutput(FETCHES, fetch)
        yield pvalue.TaggedOutput(
            REJECTS,
            reject(
                "poll_feeds", error.kind, error, feed_id=fetch.feed_id, url=fetch.url, now=fetch.fetched_at
            ),
        )
    elif unchanged(outcome):
        yield pvalue.TaggedOutput(FETCHES, after_unchanged(outcome, settings))
    else:
        yield outcome
