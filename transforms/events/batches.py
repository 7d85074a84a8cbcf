"""Coding in batches such that an article nobody can code does not take the others with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from schemas.event import Event

if TYPE_CHECKING:
    from transforms.events.coder import CoderInput

BATCH_SIZE = 64
"""Articles read together: spaCy's batches are then full, and a failure repeats little work."""


class CodesArticles(Protocol):
    """What is needed of `transforms.events.coder.Coder`."""

    def code(self, articles: Iterable[CoderInput]) -> Iterator[tuple[Event, ...]]:
        """Yield the events of each article, in order."""


class Counted:
    """A coder whose every answer is told, for whoever shows progress."""

    def __init__(self, coder: CodesArticles, told: Callable[[tuple[Event, ...]], None]) -> None:
        self._coder = coder
        self._told = told

    def code(self, articles: Iterable[CoderInput]) -> Iterator[tuple[Event, ...]]:
        """Yield the events of each article, in order."""
        for events in self._coder.code(articles):
            self._told(events)
            yield events


class Uncodable(Exception):
    """One article on which the coder failed; the message names the error, `__cause__` is the error itself."""


def code_each(
    coder: CodesArticles, articles: Sequence[CoderInput]
) -> Iterator[tuple[Event, ...] | Uncodable]:
    """Yield for each article, in order, its events or the failure that only this article suffers.

    The batch goes through in one piece; where it breaks, the articles from there on are taken one by one.
    """
    done = 0
    try:
        for events in coder.code(articles):
            yield events
            done += 1
    except Exception:  # noqa: BLE001 - which article it was shows below, with the same error again
        for article in articles[done:]:
            yield _code_alone(coder, article)
            done += 1
    if done != len(articles):
        raise RuntimeError(f"the coder answered for {done} of {len(articles)} articles")


def _code_alone(coder: CodesArticles, article: CoderInput) -> tuple[Event, ...] | Uncodable:
    try:
        (events,) = coder.code([article])
    except Exception as error:  # noqa: BLE001 - becomes a reject of this article, with the error's name and words
        failure = Uncodable(f"{type(error).__name__}: {error}")
        failure.__cause__ = error
        return failure
    return events
