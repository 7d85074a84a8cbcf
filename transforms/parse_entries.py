"""ParseEntries: answers to entries, parsed where it can be killed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import apache_beam as beam
from apache_beam import pvalue

from schemas.feed import Entry, Response
from schemas.operations import Fetch, Reject
from transforms.failures import reject
from transforms.feeds.errors import FetchError
from transforms.feeds.poll import as_fetch_error
from transforms.feeds.read import ParsedFeed, read_response
from transforms.feeds.sandbox import shared_sandbox
from transforms.feeds.settings import FetchSettings
from transforms.feeds.state import after_failure

FETCHES, REJECTS = "fetches", "rejects"
BATCH = 64
# A batch is full at 64 small feeds or about 24 MB of bodies: parsing them must not hold more in memory.
BODY_UNIT = 384 << 10


class Parsed(NamedTuple):
    """What ParseEntries brings.

    Attributes:
        entries: all entries that could be read.
        fetches: one row per answer.
        rejects: answers that are no feed, and entries that could not be read.
    """

    entries: beam.PCollection[Entry]
    fetches: beam.PCollection[Fetch]
    rejects: beam.PCollection[Reject]


@dataclass
class ParseEntries(beam.PTransform):
    """Parse feeds in processes with limits of time and memory, several at a time.

    Attributes:
        settings: limits.
    """

    settings: FetchSettings

    def expand(self, responses: beam.PCollection[Response]) -> Parsed:
        """Wire batches and parser."""
        parsed = (
            responses
            | "BatchAnswers" >> beam.BatchElements(BATCH, BATCH, element_size_fn=_size)
            | "Parse"
            >> beam.ParDo(_ParseAnswers(self.settings)).with_outputs(FETCHES, REJECTS, main="entries")
        )
        return Parsed(parsed["entries"], parsed[FETCHES], parsed[REJECTS])


def _size(response: Response) -> int:
    return 1 + len(response.body) // BODY_UNIT


class _ParseAnswers(beam.DoFn):
    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings

    def setup(self) -> None:
        settings = self._settings
        self._sandbox = shared_sandbox(settings.parser_processes, settings.parse_memory_bytes)
        self._threads = ThreadPoolExecutor(settings.parser_processes, thread_name_prefix="parse")

    def teardown(self) -> None:
        self._threads.shutdown()

    def process(self, batch: Sequence[Response]) -> Iterator[Entry | pvalue.TaggedOutput]:
        for response, outcome in zip(batch, self._threads.map(self._read, batch), strict=True):
            yield from _sort_out(response, outcome, self._settings)

    def _read(self, response: Response) -> ParsedFeed | FetchError:
        try:
            return read_response(response, self._sandbox, self._settings)
        except Exception as error:  # noqa: BLE001 - whatever one feed provokes must not cost the others
            return as_fetch_error(error)


def _sort_out(
    response: Response, outcome: ParsedFeed | FetchError, settings: FetchSettings
) -> Iterator[Entry | pvalue.TaggedOutput]:
    feed = response.feed
    if isinstance(outcome, FetchError):
        fetch = after_failure(
            feed,
            response.previous,
            outcome,
            response.fetched_at,
            response.duration_ms,
            settings,
            response=response,
        )
        yield pvalue.TaggedOutput(FETCHES, fetch)
        yield pvalue.TaggedOutput(
            REJECTS,
            reject(
                "parse_entries",
                outcome.kind,
                outcome,
                feed_id=feed.feed_id,
                url=feed.url,
                payload=response.body[:8_000],
                now=response.fetched_at,
            ),
        )
        return
    yield pvalue.TaggedOutput(FETCHES, outcome.fetch)
    for reason, message in outcome.problems:
        yield pvalue.TaggedOutput(
            REJECTS,
            reject(
                "parse_entries", reason, message, feed_id=feed.feed_id, url=feed.url, now=response.fetched_at
            ),
        )
    yield from outcome.entries
