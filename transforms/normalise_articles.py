"""NormaliseArticles: entries to articles with stable ids, UTC times and plain text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import apache_beam as beam
from apache_beam import pvalue

from schemas.article import Article
from schemas.feed import Entry
from schemas.operations import Reject
from transforms.articles.normalise import EntryError, normalise
from transforms.failures import reject
from transforms.feeds.archive import RawArchive
from transforms.feeds.settings import FetchSettings
from transforms.resolve_links import ResolveLinks

REJECTS = "rejects"


class Normalised(NamedTuple):
    """What NormaliseArticles brings.

    Attributes:
        articles: one per entry, duplicates included.
        rejects: entries that are no articles, each with its reason.
    """

    articles: beam.PCollection[Article]
    rejects: beam.PCollection[Reject]


@dataclass
class NormaliseArticles(beam.PTransform):
    """Turn each entry into an article; an entry that cannot be one costs nothing but itself.

    Attributes:
        settings: limits and manners for following redirector links.
        keep_raw: where targets of redirectors are kept; None keeps none.
        links: targets that a raw archive kept, to use instead of asking the network.
    """

    settings: FetchSettings = field(default_factory=FetchSettings)
    keep_raw: RawArchive | None = None
    links: Mapping[str, str | None] | None = None

    def expand(self, entries: beam.PCollection[Entry]) -> Normalised:
        """Wire resolver and normaliser."""
        resolved = entries | "ResolveLinks" >> ResolveLinks(self.settings, self.keep_raw, self.links)
        normalised = resolved | "Normalise" >> beam.ParDo(_Normalise()).with_outputs(REJECTS, main="articles")
        return Normalised(normalised["articles"], normalised[REJECTS])


class _Normalise(beam.DoFn):
    def process(self, entry: Entry) -> Iterator[Article | pvalue.TaggedOutput]:
        try:
            yield normalise(entry)
        except EntryError as error:
            yield pvalue.TaggedOutput(REJECTS, _reject(entry, error.reason, error))
        except Exception as error:  # noqa: BLE001 - an entry's surprise is reported and costs that entry only
            yield pvalue.TaggedOutput(
                REJECTS, _reject(entry, "bad_entry", f"{type(error).__name__}: {error}")
            )


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
