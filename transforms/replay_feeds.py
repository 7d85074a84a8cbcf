"""ReplayFeeds: the polls of one run of a raw archive in place of the network."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import apache_beam as beam
from apache_beam import pvalue

from schemas.feed import Response
from schemas.operations import Fetch
from transforms.failures import reject
from transforms.feeds.archived import ArchivedRun, ArchiveError, polls_of, read_poll
from transforms.feeds.poll import Failed
from transforms.feeds.settings import FetchSettings
from transforms.feeds.state import unchanged
from transforms.poll_feeds import FETCHES, REJECTS, Polled, sort_out


@dataclass
class ReplayFeeds(beam.PTransform):
    """Read how every poll of a run ended, with its original times; what follows cannot tell it from PollFeeds.

    A file that is damaged is a reject and costs nothing but itself.

    Attributes:
        archived: the run; its files are listed when the pipeline is built.
        settings: limits and manners, as far as the next poll depends on them.
        states: newest published Fetch by feed id, as PollFeeds had it.
    """

    archived: ArchivedRun
    settings: FetchSettings
    states: Mapping[str, Fetch] = field(default_factory=dict)

    def expand(self, start: beam.pvalue.PBegin) -> Polled:
        """List on the launcher, read on the workers."""
        files = [str(path) for place in self.archived.folders for path in polls_of(place)]
        read = (
            start
            | "ListPolls" >> beam.Create(files)
            | "ReadPolls"
            >> beam.ParDo(_Read(self.settings, self.states)).with_outputs(FETCHES, REJECTS, main="responses")
        )
        return Polled(read["responses"], read[FETCHES], read[REJECTS])


class _Read(beam.DoFn):
    def __init__(self, settings: FetchSettings, states: Mapping[str, Fetch]) -> None:
        self._settings, self._states = settings, dict(states)

    def process(self, path: str) -> Iterator[Response | pvalue.TaggedOutput]:
        try:
            outcome = read_poll(Path(path))
        except ArchiveError as error:
            now = dt.datetime.now(dt.timezone.utc)
            yield pvalue.TaggedOutput(
                REJECTS, reject("replay_feeds", "file_unreadable", error, url=path, now=now)
            )
            return
        yield from sort_out(self._after(outcome), self._settings)

    def _after(self, outcome: Response | Failed) -> Response | Failed:
        """The outcome with the state its feed had; an archive may begin with a 304, whose state is lost."""
        if isinstance(outcome, Failed):
            return outcome
        feed = outcome.feed
        previous = self._states.get(feed.feed_id)
        if previous is None and unchanged(outcome):
            previous = Fetch(feed_id=feed.feed_id, url=feed.url, fetched_at=outcome.fetched_at)
        return dataclasses.replace(outcome, previous=previous)
