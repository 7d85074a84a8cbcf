"""Work on several cores: helpers start only for a long queue, and nothing is lost with them."""

from __future__ import annotations

import datetime as dt
import os
import signal
import threading
import time

import apache_beam as beam
import pytest
from apache_beam.testing.util import assert_that, equal_to

from schemas.feed import Entry, Feed
from transforms import coding, shared_work
from transforms.articles.normalise import EntryError, normalise_each
from transforms.events.batches import Uncodable
from transforms.events.coder import CoderInput
from transforms.normalise_articles import BATCH, SHARED_FROM, NormaliseArticles
from transforms.shared_work import SharedWork

DAY = dt.datetime(2025, 5, 14, 9, tzinfo=dt.timezone.utc)


@pytest.fixture()
def helpers():
    """Give the cached helpers back at the end, also those a test has killed."""
    shared_work._helpers.cache_clear()
    yield
    if shared_work._helpers.cache_info().currsize:
        shared_work._helpers(1).shutdown(cancel_futures=True)
    shared_work._helpers.cache_clear()


def batch(number: int, size: int = 8) -> list[CoderInput]:
    text = "Brazil recalled its ambassador to Israel on Monday. Case {} was not closed."
    return [CoderInput(f"{number}-{n}", "Recall", text.format(n), DAY) for n in range(size)]


def answered(shared: SharedWork, count: int) -> dict[int, list]:
    found = {}
    for number in range(count):
        found.update(shared.give(number, batch(number)))
    found.update(shared.rest())
    return found


def expected(count: int) -> dict[int, list]:
    return {number: coding.code(batch(number)) for number in range(count)}


def test_a_short_queue_starts_no_helper(helpers):
    shared = SharedWork(coding.code, processes=2, start_after=3)
    assert answered(shared, 2) == expected(2)
    assert shared_work._helpers.cache_info().currsize == 0


def test_one_process_answers_at_once_and_starts_no_helper(helpers):
    shared = SharedWork(coding.code, processes=1, start_after=3)
    for number in range(5):
        assert dict(shared.give(number, batch(number))) == {number: coding.code(batch(number))}
    assert list(shared.rest()) == []
    assert shared_work._helpers.cache_info().currsize == 0


def test_a_long_queue_is_shared_and_gives_the_same_events(helpers):
    here = []

    def code_here(inputs):
        here.append(inputs[0].article_id)
        return coding.code(inputs)

    shared = SharedWork(coding.code, processes=2, start_after=3, work_here=code_here)
    shared_work._helpers(1).submit(coding.load).result()
    found = answered(shared, 40)
    assert found == expected(40)
    assert 0 < len(here) < 40


def test_who_gives_does_not_have_to_wait(helpers):
    """Pages are fetched while helpers code: this process codes only when no more is to come."""
    here = []
    shared = SharedWork(
        coding.code, processes=2, start_after=3, work_here=lambda inputs: here.append(1) or []
    )
    for number in range(20):
        list(shared.give(number, batch(number)))
    assert here == []


def test_a_helper_that_dies_takes_no_article_with_it(helpers):
    shared = SharedWork(coding.code, processes=2, start_after=2)
    found = {}
    for number in range(12):
        found.update(shared.give(number, batch(number)))
        if number == 5:
            for process in shared_work._helpers(1)._processes.values():
                os.kill(process.pid, signal.SIGKILL)
    found.update(shared.rest())
    assert found == expected(12)


def test_what_cannot_be_coded_comes_back_with_its_error_from_a_helper(helpers):
    broken = CoderInput("x", "Recall", None, DAY)  # type: ignore[arg-type]
    (answer,) = shared_work._helpers(1).submit(coding.code, [broken]).result()
    assert isinstance(answer, Uncodable)
    assert str(answer)


def test_helpers_get_ready_only_for_a_long_queue(helpers):
    coding.get_ready(processes=2, articles=100)
    coding.get_ready(processes=1, articles=10_000)
    assert shared_work._helpers.cache_info().currsize == 0
    coding.get_ready(processes=2, articles=1_000)
    assert shared_work._helpers.cache_info().currsize == 1
    loaded = shared_work._helpers(1).submit(_has_the_coder)
    assert loaded.result()


def _has_the_coder() -> bool:
    return coding.process_coder.cache_info().currsize == 1


def test_helpers_end_with_their_parent(helpers, tmp_path):
    program = (
        "import os, time\n"
        "from transforms import shared_work\n"
        "if __name__ == '__main__':\n"
        "    print(shared_work._helpers(1).submit(os.getpid).result(), flush=True)\n"
        "    time.sleep(60)\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(program)
    import subprocess
    import sys

    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, env=environment)
    assert parent.stdout is not None
    helper = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    ends = time.monotonic() + 60
    while os.path.exists(f"/proc/{helper}"):
        assert time.monotonic() < ends, "the helper lives on"
        time.sleep(0.05)


def entries(count: int) -> list[Entry]:
    feed = Feed(feed_id="f", url="https://wire.example/feed")
    return [
        Entry(
            feed=feed, feed_url=feed.url, position=n, title=f"Recall {n}" if n % 100 else None,
            link=f"https://wire.example/{n}" if n % 100 else None, fetched_at=DAY,
        )
        for n in range(count)
    ]  # fmt: skip


def test_entries_that_helpers_normalise_are_the_same_articles_and_rejects(helpers):
    many = entries(BATCH * SHARED_FROM * 2 + 7)
    answers = normalise_each(many)
    articles = [answer for answer in answers if not isinstance(answer, EntryError)]
    reasons = [answer.reason for answer in answers if isinstance(answer, EntryError)]
    assert articles and reasons
    with beam.Pipeline(runner="FnApiRunner") as pipeline:
        normalised = pipeline | beam.Create(many, reshuffle=False) | NormaliseArticles(processes=2)
        assert_that(normalised.articles, equal_to(articles), "articles")
        found = normalised.rejects | beam.Map(lambda reject: reject.reason)
        assert_that(found, equal_to(reasons), "reasons")
    assert shared_work._helpers.cache_info().currsize == 1
    assert threading.active_count() < 100
