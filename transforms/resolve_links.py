"""ResolveLinks: follow redirector links before anything is identified by them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import apache_beam as beam
from apache_beam import pvalue
from apache_beam.metrics import Metrics

from schemas.feed import Entry
from transforms.articles.redirectors import TARGETS, follow, opaque_link, with_target
from transforms.feeds.archive import RawArchive
from transforms.feeds.facts import Fact
from transforms.feeds.http import Client
from transforms.feeds.politeness import GATE, Lease, dispatch
from transforms.feeds.redirects import host_key
from transforms.feeds.settings import FetchSettings
from transforms.same_worker import SameWorker
from transforms.tables.wal import Shard
from transforms.web_memory import WebMemory

OPAQUE, LEARNED = "opaque", "learned"


class Resolved(NamedTuple):
    """What ResolveLinks brings.

    Attributes:
        entries: all that came in.
        learned: shards of what later runs need not ask again; None where nobody is asked.
    """

    entries: beam.PCollection[Entry]
    learned: beam.PCollection[Shard] | None


@dataclass
class ResolveLinks(beam.PTransform):
    """Give entries whose link is an opaque redirector the address it leads to; all others pass untouched.

    Part of NormaliseArticles. A link that cannot be followed stays as it is: the article is then known by it.

    Attributes:
        settings: limits and manners.
        keep_raw: where targets are kept; None keeps none.
        links: targets that a raw archive kept, None where a link led nowhere; given, nobody is asked.
        memory: targets that earlier runs found; None remembers what this process has followed.
    """

    settings: FetchSettings
    keep_raw: RawArchive | None = None
    links: Mapping[str, str | None] | None = None
    memory: WebMemory | None = None

    def expand(self, entries: beam.PCollection[Entry]) -> Resolved:
        """Split off the few entries that need it, group them by host, follow."""
        if not self.settings.resolve_redirectors:
            return Resolved(entries, None)
        if self.links is not None:
            archived = entries | "AsArchived" >> beam.Map(_as_archived, self.links).with_output_types(Entry)
            return Resolved(archived, None)
        split = entries | "FindRedirectors" >> beam.ParDo(
            _Split(self.settings, self.keep_raw, self.memory)
        ).with_outputs(OPAQUE, main="plain")
        followed = (
            split[OPAQUE]
            | "ByRedirector" >> beam.Map(_with_redirectors).with_output_types(tuple[str, Entry])
            | "Follow"
            >> beam.ParDo(_Follow(self.settings, self.keep_raw, self.memory)).with_outputs(
                LEARNED, main="followed"
            )
        )
        together = (split["plain"], followed["followed"]) | "AllEntries" >> beam.Flatten()
        return Resolved(together, followed[LEARNED])


def _as_archived(entry: Entry, links: Mapping[str, str | None]) -> Entry:
    target = links.get(opaque_link(entry) or "")
    return with_target(entry, target) if target else entry


class _Split(beam.DoFn):
    def __init__(
        self, settings: FetchSettings, keep_raw: RawArchive | None, memory: WebMemory | None
    ) -> None:
        self._settings, self._keep_raw, self._memory = settings, keep_raw, memory

    def process(self, entry: Entry) -> Iterator[Entry | pvalue.TaggedOutput]:
        link = opaque_link(entry)
        if link is None:
            yield entry
            return
        if self._memory is not None:
            self._memory.recall(self._settings)
        if (target := TARGETS.get(link)) is not None:
            if self._keep_raw is not None:  # each run's archive tells all its links
                self._keep_raw.writer().keep_link(link, target, entry.fetched_at)
            yield with_target(entry, target)
        else:
            yield pvalue.TaggedOutput(OPAQUE, entry)


def _with_redirectors(entry: Entry) -> tuple[str, Entry]:
    return f"redirectors-{zlib.crc32(host_key(opaque_link(entry) or '').encode()) % 4}", entry


class _Follow(SameWorker):
    def __init__(
        self, settings: FetchSettings, keep_raw: RawArchive | None, memory: WebMemory | None
    ) -> None:
        self._settings, self._keep_raw, self._memory = settings, keep_raw, memory

    def setup(self) -> None:
        self._client = Client(self._settings)

    def teardown(self) -> None:
        self._client.close()

    def together(self, values: Sequence[Entry]) -> Iterator[Entry | pvalue.TaggedOutput]:
        settings = self._settings
        if self._memory is not None:
            self._memory.recall(settings)
        jobs = [(host_key(opaque_link(entry) or ""), entry) for entry in values]
        learned: list[Fact] = []
        for entry, fact in dispatch(
            jobs,
            self._follow,
            gate=GATE,
            gap_s=settings.min_gap_s,
            concurrency=settings.host_concurrency,
            slow_after_s=settings.slow_after_s,
        ):
            if fact is not None:
                learned.append(fact)
            yield entry
        if self._memory is not None and (shard := self._memory.keep(learned)) is not None:
            yield pvalue.TaggedOutput(LEARNED, shard)

    def _follow(self, entry: Entry, lease: Lease) -> tuple[Entry, Fact | None]:
        link = opaque_link(entry) or ""
        followed = follow(link, lease, self._client)
        target = followed.target
        if self._keep_raw is not None:
            self._keep_raw.writer().keep_link(link, target, entry.fetched_at)
        Metrics.counter("communique", "redirectors_followed" if target else "redirectors_dead").inc()
        return (with_target(entry, target) if target else entry), followed.learned
