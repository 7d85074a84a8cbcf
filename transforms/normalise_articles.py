"""NormaliseArticles: entries to articles with stable ids, UTC times and plain text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

import apache_beam as beam
from apache_beam import pvalue
from apache_beam.utils.windowed_value import WindowedValue

from schemas.article import Article
from schemas.feed import Entry
from schemas.operations import Reject
from transforms.articles.normalise import EntryError, normalise_each
from transforms.failures import reject
from transforms.feeds.archive import RawArchive
from transforms.feeds.settings import FetchSettings
from transforms.finishing import in_the_global_window
from transforms.resolve_links import ResolveLinks
from transforms.shared_work import SharedWork
from transforms.tables.wal import Shard
from transforms.web_memory import WebMemory

REJECTS = "rejects"

BATCH = 64
SHARED_FROM = 16
"""Batches that have to be waiting before helper processes are started: 1,000 entries take a second."""


class Normalised(NamedTuple):
    """What NormaliseArticles brings.

    Attributes:
        articles: one per entry, duplicates included.
        rejects: entries that are no articles, each with its reason.
        learned: shards of what redirectors told, for later runs; None where nobody is asked.
    """

    articles: beam.PCollection[Article]
    rejects: beam.PCollection[Reject]
    learned: beam.PCollection[Shard] | None = None


@dataclass
class NormaliseArticles(beam.PTransform):
    """Turn each entry into an article; an entry that cannot be one costs nothing but itself.

    Attributes:
        settings: limits and manners for following redirector links.
        processes: how many may work at the same time on this machine, this process included; for bounded runs
            on engines that have no workers of their own.
        keep_raw: where targets of redirectors are kept; None keeps none.
        links: targets that a raw archive kept, to use instead of asking the network.
        memory: targets that earlier runs found; None remembers what this process has followed.
    """

    settings: FetchSettings = field(default_factory=FetchSettings)
    processes: int = 1
    keep_raw: RawArchive | None = None
    links: Mapping[str, str | None] | None = None
    memory: WebMemory | None = None

    def expand(self, entries: beam.PCollection[Entry]) -> Normalised:
        """Wire resolver and normaliser."""
        resolved = entries | "ResolveLinks" >> ResolveLinks(
            self.settings, self.keep_raw, self.links, self.memory
        )
        step = _NormaliseTogether(self.processes) if self.processes > 1 else _Normalise()
        normalised = resolved.entries | "Normalise" >> beam.ParDo(step).with_outputs(REJECTS, main="articles")
        return Normalised(normalised["articles"], normalised[REJECTS], resolved.learned)


class _Normalise(beam.DoFn):
    def process(self, entry: Entry) -> Iterator[Article | pvalue.TaggedOutput]:
        yield from _sorted_out([entry], normalise_each([entry]))


class _NormaliseTogether(beam.DoFn):
    def __init__(self, processes: int) -> None:
        self._processes = processes

    def start_bundle(self) -> None:
        self._entries: list[Entry] = []
        self._shared: SharedWork[Sequence[Entry], Entry, Article | EntryError] = SharedWork(
            normalise_each, self._processes, SHARED_FROM
        )

    def process(self, entry: Entry) -> Iterator[Article | pvalue.TaggedOutput]:
        self._entries.append(entry)
        if len(self._entries) == BATCH:
            batch, self._entries = self._entries, []
            for entries, answers in self._shared.give(batch, batch):
                yield from _sorted_out(entries, answers)

    def finish_bundle(self) -> Iterator[WindowedValue | pvalue.TaggedOutput]:
        yield from in_the_global_window(self._left())

    def _left(self) -> Iterator[Article | pvalue.TaggedOutput]:
        for entries, answers in chain(self._shared.give(self._entries, self._entries), self._shared.rest()):
            yield from _sorted_out(entries, answers)


def _sorted_out(
    entries: Sequence[Entry], answers: Sequence[Article | EntryError]
) -> Iterator[Article | pvalue.TaggedOutput]:
    for entry, answer in zip(entries, answers, strict=True):
        if isinstance(answer, EntryError):
            yield pvalue.TaggedOutput(REJECTS, _reject(entry, answer.reason, answer))
        else:
            yield answer


def _reject(entry: Entry, reason: str, error: str | Exception) -> Reject:
    payload = {
        name: getattr(entry, name)
        for name in ("guid", "link", "title", "summary", "published")
        if getattr(entry, name)
    }
    return reject(
        "normalise_articles",
        reason,
        error,
        feed_id=entry.feed.feed_id,
        url=entry.link or entry.feed.url,
        payload=json.dumps(payload, ensure_ascii=False),
        now=entry.fetched_at,
    )
