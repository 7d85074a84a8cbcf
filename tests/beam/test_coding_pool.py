"""Coding on several cores: helpers start only for a long queue, and nothing is lost with them."""

from __future__ import annotations

import datetime as dt
import os
import signal

import pytest

from transforms import coding_pool
from transforms.coding_pool import SharedCoding
from transforms.events.batches import Uncodable, code_each
from transforms.events.coder import Coder, CoderInput

DAY = dt.datetime(2025, 5, 14, 9, tzinfo=dt.timezone.utc)


@pytest.fixture(scope="module")
def coder():
    return Coder()


@pytest.fixture()
def helpers():
    """Give the cached helpers back at the end, also those a test has killed."""
    coding_pool._helpers.cache_clear()
    yield
    if coding_pool._helpers.cache_info().currsize:
        coding_pool._helpers(1).shutdown(cancel_futures=True)
    coding_pool._helpers.cache_clear()


def batch(number: int, size: int = 8) -> list[CoderInput]:
    text = "Brazil recalled its ambassador to Israel on Monday. Case {} was not closed."
    return [CoderInput(f"{number}-{n}", "Recall", text.format(n), DAY) for n in range(size)]


def answered(shared: SharedCoding, count: int) -> dict[int, list]:
    found = {}
    for number in range(count):
        found.update(shared.give(number, batch(number)))
    found.update(shared.rest())
    return found


def expected(coder: Coder, count: int) -> dict[int, list]:
    return {number: list(code_each(coder, batch(number))) for number in range(count)}


def test_a_short_queue_starts_no_helper(coder, helpers):
    shared = SharedCoding(lambda inputs: list(code_each(coder, inputs)), processes=2, start_after=3)
    assert answered(shared, 2) == expected(coder, 2)
    assert coding_pool._helpers.cache_info().currsize == 0


def test_a_long_queue_is_shared_and_gives_the_same_events(coder, helpers):
    here = []

    def code_here(inputs):
        here.append(inputs[0].article_id)
        return list(code_each(coder, inputs))

    shared = SharedCoding(code_here, processes=2, start_after=3)
    coding_pool._helpers(1).submit(coding_pool._code_in_helper, batch(0)).result()  # it has loaded the model
    found = answered(shared, 40)
    assert found == expected(coder, 40)
    assert 0 < len(here) < 40


def test_a_helper_that_dies_takes_no_article_with_it(coder, helpers):
    shared = SharedCoding(lambda inputs: list(code_each(coder, inputs)), processes=2, start_after=2)
    found = {}
    for number in range(12):
        found.update(shared.give(number, batch(number)))
        if number == 5:
            for process in coding_pool._helpers(1)._processes.values():
                os.kill(process.pid, signal.SIGKILL)
    found.update(shared.rest())
    assert found == expected(coder, 12)


def test_what_cannot_be_coded_comes_back_with_its_error_from_a_helper(helpers):
    broken = CoderInput("x", "Recall", None, DAY)  # type: ignore[arg-type]
    (answer,) = coding_pool._helpers(1).submit(coding_pool._code_in_helper, [broken]).result()
    assert isinstance(answer, Uncodable)
    assert str(answer)
