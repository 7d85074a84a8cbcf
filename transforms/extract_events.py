"""ExtractEvents: articles in, events and their dyads out."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.transforms.window import GlobalWindows
from apache_beam.utils.windowed_value import WindowedValue

from schemas.article import Article
from schemas.event import Dyad, Event
from schemas.operations import Reject
from transforms.coding_pool import SharedCoding
from transforms.events.batches import BATCH_SIZE, Uncodable, code_each
from transforms.events.coder import Coder, CoderInput, dyads_of
from transforms.failures import reject
from transforms.tables.panes import CodedArticle

READ, REJECTS = "read", "rejects"


class Extracted(NamedTuple):
    """What ExtractEvents brings.

    Attributes:
        events: every event of every article that could be read.
        dyads: the same events, one flat row per ordered pair of parties.
        read: ids of the articles that were read, with or without events in them.
        rejects: articles on which the coder failed, each with the error.
    """

    events: beam.PCollection[Event]
    dyads: beam.PCollection[Dyad]
    read: beam.PCollection[str]
    rejects: beam.PCollection[Reject]


@dataclass
class ExtractEvents(beam.PTransform):
    """Read articles in full batches, spread over the workers, and find the events in them.

    Attributes:
        batch_size: articles that go through the language model together. Batches of one size, because Beam's
            own growth (1, 1, 2, 4, …) starves the model; the reshuffle before them spreads a large feed.
        processes: how many may code at the same time on this machine, this process included; for engines
            that have no workers of their own.
    """

    batch_size: int = BATCH_SIZE
    processes: int = 1

    def expand(self, articles: beam.PCollection[Article]) -> Extracted:
        """Wire reshuffle, batches and coder."""
        coded = (
            articles
            | "SpreadArticles" >> beam.Reshuffle()
            | "BatchArticles" >> beam.BatchElements(self.batch_size, self.batch_size)
            | "CodeArticles"
            >> beam.ParDo(_CodeArticles(self.processes)).with_outputs(READ, REJECTS, main="events")
        )
        dyads = coded["events"] | "PairParties" >> beam.FlatMap(dyads_of).with_output_types(Dyad)
        return Extracted(coded["events"], dyads, coded[READ], coded[REJECTS])


@dataclass
class CodeArticles(beam.PTransform):
    """ExtractEvents for a stream: every article comes out together with its events.

    What is published at different times must not be torn apart on the way: an event is worth nothing in a
    commit without its article.

    Attributes:
        batch_size: articles that go through the language model together, as far as so many are waiting.
    """

    batch_size: int = BATCH_SIZE

    def expand(self, articles: beam.PCollection[Article]) -> beam.PCollection[CodedArticle]:
        """Wire reshuffle, batches and coder."""
        return (
            articles
            | "SpreadArticles" >> beam.Reshuffle()
            | "BatchArticles" >> beam.BatchElements(self.batch_size, self.batch_size)
            | "CodeArticles" >> beam.ParDo(_CodeTogether()).with_output_types(CodedArticle)
        )


class _Coding(beam.DoFn):
    """Hold the process's coder and hand it one batch at a time."""

    def setup(self) -> None:
        self._coder = _process_coder()
        self._events = Metrics.counter("communique", "events")

    def _code(self, inputs: Sequence[CoderInput]) -> list[tuple[Event, ...] | Uncodable]:
        with _LOCK:
            return list(code_each(self._coder, inputs))


class _CodeTogether(_Coding):
    def process(self, batch: Sequence[Article]) -> Iterator[CodedArticle]:
        answers = self._code([_coder_input(article) for article in batch])
        for article, answer in zip(batch, answers, strict=True):
            if isinstance(answer, Uncodable):
                yield CodedArticle(article=article, reject=_refuse(article, answer))
                continue
            self._events.inc(len(answer))
            yield CodedArticle(article=article, events=answer)


class _CodeArticles(_Coding):
    def __init__(self, processes: int = 1) -> None:
        self._processes = processes

    def start_bundle(self) -> None:
        self._shared: SharedCoding[Sequence[Article]] = SharedCoding(self._code, self._processes)

    def process(self, batch: Sequence[Article]) -> Iterator[Event | beam.pvalue.TaggedOutput]:
        for articles, answers in self._shared.give(batch, [_coder_input(article) for article in batch]):
            yield from self._sorted_out(articles, answers)

    def finish_bundle(self) -> Iterator[WindowedValue | beam.pvalue.TaggedOutput]:
        # What is read here was given in a bounded run, whose one window is the global one.
        for articles, answers in self._shared.rest():
            for output in self._sorted_out(articles, answers):
                if isinstance(output, beam.pvalue.TaggedOutput):
                    yield beam.pvalue.TaggedOutput(output.tag, GlobalWindows.windowed_value(output.value))
                else:
                    yield GlobalWindows.windowed_value(output)

    def _sorted_out(
        self, articles: Sequence[Article], answers: Sequence[tuple[Event, ...] | Uncodable]
    ) -> Iterator[Event | beam.pvalue.TaggedOutput]:
        for article, answer in zip(articles, answers, strict=True):
            if isinstance(answer, Uncodable):
                yield beam.pvalue.TaggedOutput(REJECTS, _refuse(article, answer))
                continue
            yield beam.pvalue.TaggedOutput(READ, article.article_id)
            self._events.inc(len(answer))
            yield from answer


_LOCK = threading.Lock()


@functools.cache
def _load_coder() -> Coder:
    return Coder()


def _process_coder() -> Coder:
    """Return the coder of this process: loading takes seconds, and `watch` runs many pipelines in it.

    One thread uses it at a time: under the interpreter's lock more threads win nothing, and the model's
    string store is not made for them.
    """
    with _LOCK:
        return _load_coder()


def _coder_input(article: Article) -> CoderInput:
    return CoderInput(
        article_id=article.article_id, title=article.title, text=article.text, published=article.published_at
    )


def _refuse(article: Article, failure: Uncodable) -> Reject:
    return reject(
        "extract_events",
        "extraction_failed",
        str(failure),
        feed_id=article.feed_id,
        url=article.url,
        article_id=article.article_id,
        payload=article.title,
        now=article.fetched_at,
    )
