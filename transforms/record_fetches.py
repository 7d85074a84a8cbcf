"""RecordFetches: one row per poll, with the number of articles it brought that were new."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import apache_beam as beam

from schemas.article import Article
from schemas.operations import Fetch


@dataclass
class RecordFetches(beam.PTransform):
    """Join polls with the count of fresh articles per feed.

    Input is the tuple (fetches of PollFeeds, fetches of ParseEntries, fresh articles of DropKnown).
    """

    def expand(
        self, inputs: tuple[beam.PCollection[Fetch], beam.PCollection[Fetch], beam.PCollection[Article]]
    ) -> beam.PCollection[Fetch]:
        """Group by feed."""
        polled, parsed, fresh = inputs
        fetches = (
            (polled, parsed)
            | "AllFetches" >> beam.Flatten()
            | "FetchByFeed" >> beam.Map(_by_feed).with_output_types(tuple[str, Fetch])
        )
        counts = (
            fresh
            | "FeedOfArticle" >> beam.Map(_feed_of).with_output_types(str)
            | "NewPerFeed" >> beam.combiners.Count.PerElement()
        )
        return (
            {"fetches": fetches, "new": counts}
            | "JoinByFeed" >> beam.CoGroupByKey()
            | "WithNewItems" >> beam.FlatMap(_with_new_items).with_output_types(Fetch)
        )


def _by_feed(fetch: Fetch) -> tuple[str, Fetch]:
    return fetch.feed_id, fetch


def _feed_of(article: Article) -> str:
    return article.feed_id


def _with_new_items(element: tuple[str, Mapping[str, Iterable]]) -> Iterator[Fetch]:
    new = sum(element[1]["new"])
    for fetch in element[1]["fetches"]:
        yield dataclasses.replace(fetch, new_items=new)
        new = 0
