"""ResolveLinks: follow redirector links before anything is identified by them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import apache_beam as beam
from apache_beam import pvalue
from apache_beam.metrics import Metrics

from schemas.feed import Entry
from transforms.articles.redirectors import TARGETS, follow, opaque_link, with_target
from transforms.feeds.http import Client
from transforms.feeds.politeness import GATE, Lease, dispatch
from transforms.feeds.redirects import host_key
from transforms.feeds.settings import FetchSettings

OPAQUE = "opaque"


@dataclass
class ResolveLinks(beam.PTransform):
    """Give entries whose link is an opaque redirector the address it leads to; all others pass untouched.

    Part of NormaliseArticles. A link that cannot be followed stays as it is: the article is then known by it.

    Attributes:
        settings: limits and manners.
    """

    settings: FetchSettings

    def expand(self, entries: beam.PCollection[Entry]) -> beam.PCollection[Entry]:
        """Split off the few entries that need it, group them by host, follow."""
        if not self.settings.resolve_redirectors:
            return entries
        split = entries | "FindRedirectors" >> beam.ParDo(_Split()).with_outputs(OPAQUE, main="plain")
        followed = (
            split[OPAQUE]
            | "SameRedirectors" >> beam.GroupByKey()
            | "Follow" >> beam.ParDo(_Follow(self.settings)).with_output_types(Entry)
        )
        return (split["plain"], followed) | "AllEntries" >> beam.Flatten()


class _Split(beam.DoFn):
    def process(self, entry: Entry) -> Iterator[Entry | pvalue.TaggedOutput]:
        link = opaque_link(entry)
        if link is None:
            yield entry
        elif (target := TARGETS.get(link)) is not None:
            yield with_target(entry, target)
        else:
            shard = zlib.crc32(host_key(link).encode()) % 4
            yield pvalue.TaggedOutput(OPAQUE, (f"redirectors-{shard}", entry))


class _Follow(beam.DoFn):
    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings

    def setup(self) -> None:
        self._client = Client(self._settings)

    def teardown(self) -> None:
        self._client.close()

    def process(self, element: tuple[str, Iterable[Entry]]) -> Iterator[Entry]:
        settings = self._settings
        jobs = [(host_key(opaque_link(entry) or ""), entry) for entry in element[1]]
        followed: Iterator[Entry] = dispatch(
            jobs,
            self._follow,
            gate=GATE,
            gap_s=settings.min_gap_s,
            concurrency=settings.host_concurrency,
            slow_after_s=settings.slow_after_s,
        )
        yield from followed

    def _follow(self, entry: Entry, lease: Lease) -> Entry:
        target = follow(opaque_link(entry) or "", lease, self._client)
        Metrics.counter("communique", "redirectors_followed" if target else "redirectors_dead").inc()
        return with_target(entry, target) if target else entry
