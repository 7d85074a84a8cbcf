"""ExtractEvents with the real coder: batches, pairs, and the article that breaks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from schemas.article import Article
from transforms import coding
from transforms.events.coder import Coder
from transforms.extract_events import ExtractEvents

pytestmark = pytest.mark.model
PROCESSES = ["--direct_running_mode=multi_processing", "--direct_num_workers=2"]
PUBLISHED = dt.datetime(2025, 3, 30, 8, tzinfo=dt.timezone.utc)
RECALL = "Brazil recalled its ambassador to Israel on Monday after a dispute over remarks by its president."
WEATHER = "Rain is expected over the weekend, with mild temperatures along the coast."


def article(number: int, text: str) -> Article:
    return Article(
        article_id=f"{number:020x}",
        version=1,
        story_id="s",
        feed_id="f",
        url=f"https://wire.example/{number}",
        canonical_url=f"https://wire.example/{number}",
        title="From the wires",
        text=text,
        source_domain="wire.example",
        published_at=PUBLISHED,
        fetched_at=PUBLISHED,
        content_hash=f"{number:032x}",
    )


def run(articles, check, flags=()):
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner", *flags])) as pipeline:
        check((pipeline | beam.Create(articles)) | ExtractEvents())


def has_recall(events):
    found = [event for event in events if event.sentence == RECALL]
    assert found, events
    for event in found:
        assert [party.country for party in event.actors] == ["BRA"]
        assert [party.country for party in event.recipients] == ["ISR"]
        assert event.date_start == dt.date(2025, 3, 24)
        document = f"From the wires\n\n{RECALL}"
        assert document[event.start : event.end] == event.evidence


def pair_brazil_and_israel(dyads):
    assert {(dyad.actor_country, dyad.recipient_country) for dyad in dyads} == {("BRA", "ISR")}


@pytest.mark.parametrize("flags", [[], PROCESSES], ids=["in-process", "multi-processing"])
def test_events_pairs_and_ids_of_what_was_read(flags):
    articles = [article(1, RECALL), article(2, WEATHER)]

    def check(extracted):
        assert_that(extracted.events, has_recall, "events")
        assert_that(extracted.dyads, pair_brazil_and_israel, "dyads")
        assert_that(extracted.read, equal_to([a.article_id for a in articles]), "read")
        assert_that(extracted.rejects, equal_to([]), "rejects")

    run(articles, check, flags)


@dataclass
class BreaksOnPoison:
    """The real coder, with a bug."""

    coder: Coder

    def code(self, articles):
        for article in articles:
            if "poison" in article.text:
                raise ZeroDivisionError("no such share")
            yield from self.coder.code([article])


def told_about_the_poison(rejects):
    [refused] = rejects
    assert (refused.stage, refused.reason) == ("extract_events", "extraction_failed")
    assert refused.article_id == article(2, "").article_id
    assert refused.url == "https://wire.example/2"
    assert refused.error == "ZeroDivisionError: no such share"


def test_an_article_that_breaks_the_coder_costs_itself_alone(monkeypatch):
    coder = BreaksOnPoison(Coder())
    monkeypatch.setattr(coding, "process_coder", lambda: coder)

    def check(extracted):
        assert_that(extracted.events, has_recall, "events")
        assert_that(extracted.rejects, told_about_the_poison, "rejects")
        assert_that(extracted.read, equal_to([article(n, "").article_id for n in (1, 3)]), "read")

    run([article(1, RECALL), article(2, "poison"), article(3, RECALL)], check)


def test_no_articles_is_no_trouble():
    run([], lambda extracted: assert_that(extracted.events, equal_to([])))


def test_one_coder_serves_all_runs_of_a_process():
    assert coding.process_coder() is coding.process_coder()
