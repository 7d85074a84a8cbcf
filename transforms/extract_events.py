"""ExtractEvents: articles in, events and their dyads out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.utils.windowed_value import WindowedValue

from schemas.article import Article
from schemas.event import Dyad, Event
from schemas.operations import Reject
from transforms import coding
from transforms.events.batches import BATCH_SIZE, Uncodable
from transforms.events.records import dyads_of
from transforms.failures import reject
from transforms.finishing import in_the_global_window
from transforms.shared_work import SharedWork
from transforms.tables.panes import CodedArticle

if TYPE_CHECKING:
    from transforms.events.coder import CoderInput

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
            that have no workers of their own. With more than one there is no reshuffle: helpers code while
            pages are still being fetched.
    """

    batch_size: int = BATCH_SIZE
    processes: int = 1

    def expand(self, articles: beam.PCollection[Article]) -> Extracted:
        """Wire reshuffle, batches and coder."""
        if self.processes == 1:
            articles = articles | "SpreadArticles" >> beam.Reshuffle()
        coded = (
            articles
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


class _CodeTogether(beam.DoFn):
    def process(self, batch: Sequence[Article]) -> Iterator[CodedArticle]:
        answers = coding.code([_coder_input(article) for article in batch])
        for article, answer in zip(batch, answers, strict=True):
            if isinstance(answer, Uncodable):
                yield CodedArticle(article=article, reject=_refuse(article, answer))
                continue
            _EVENTS.inc(len(answer))
            yield CodedArticle(article=article, events=answer)


class _CodeArticles(beam.DoFn):
    def __init__(self, processes: int = 1) -> None:
        self._processes = processes

    def start_bundle(self) -> None:
        self._shared: SharedWork[Sequence[Article], CoderInput, tuple[Event, ...] | Uncodable] = SharedWork(
            coding.code, self._processes, coding.SHARED_FROM
        )

    def process(self, batch: Sequence[Article]) -> Iterator[Event | beam.pvalue.TaggedOutput]:
        for articles, answers in self._shared.give(batch, [_coder_input(article) for article in batch]):
            yield from _sorted_out(articles, answers)

    def finish_bundle(self) -> Iterator[WindowedValue | beam.pvalue.TaggedOutput]:
        for articles, answers in self._shared.rest():
            yield from in_the_global_window(_sorted_out(articles, answers))


_EVENTS = Metrics.counter("communique", "events")


def _sorted_out(
    articles: Sequence[Article], answers: Sequence[tuple[Event, ...] | Uncodable]
) -> Iterator[Event | beam.pvalue.TaggedOutput]:
    for article, answer in zip(articles, answers, strict=True):
        if isinstance(answer, Uncodable):
            yield beam.pvalue.TaggedOutput(REJECTS, _refuse(article, answer))
            continue
        yield beam.pvalue.TaggedOutput(READ, article.article_id)
        _EVENTS.inc(len(answer))
        yield from answer


def _coder_input(article: Article) -> CoderInput:
    from transforms.events.coder import CoderInput  # spaCy: not before there is an article

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
