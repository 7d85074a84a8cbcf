"""Coding on all cores: helper processes beside this one, started only when enough articles are waiting.

A helper costs the import and the loading of the model once, some three seconds of a core; a batch of articles
takes less than one. So a few batches are coded here, and a long queue is shared: helpers get batches ahead of
time, this process takes from the same queue, and at the end takes back what no helper has begun.
"""

from __future__ import annotations

import functools
import logging
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from schemas.event import Event
    from transforms.events.batches import Uncodable
    from transforms.events.coder import Coder, CoderInput

LOG = logging.getLogger(__name__)

START_AFTER = 3
"""Batches that have to be waiting before helpers are started."""
AHEAD = 2
"""Batches a helper is given ahead of time, so that it never waits for this process."""

Payload = TypeVar("Payload")


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@functools.cache
def _helpers(count: int) -> ProcessPoolExecutor:
    """Return the helpers of this process; they live as long as it does, `watch` uses them again."""
    # Not fork: this process has threads, and a child would inherit their locks.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(count, mp_context=context, initializer=_begin_helper)


def _begin_helper() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the parent decides what it means
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _coder()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@functools.cache
def _coder() -> Coder:
    from transforms.events.coder import Coder

    return Coder()


def _code_in_helper(inputs: Sequence[CoderInput]) -> list[tuple[Event, ...] | Uncodable]:
    from transforms.events.batches import code_each

    return list(code_each(_coder(), inputs))


class SharedCoding(Generic[Payload]):
    """Batches in, their answers out, in any order; one object for one bundle of work."""

    def __init__(
        self,
        code_here: Callable[[Sequence[CoderInput]], list[tuple[Event, ...] | Uncodable]],
        processes: int,
        start_after: int = START_AFTER,
    ) -> None:
        """Take the way to code in this process.

        Args:
            code_here: codes a batch here.
            processes: how many may work, this one included; 1 starts no helper.
            start_after: batches that have to be waiting before helpers are started.
        """
        self._code_here, self._processes, self._start_after = code_here, processes, start_after
        self._waiting: deque[tuple[Payload, Sequence[CoderInput]]] = deque()
        self._away: dict[Future, tuple[Payload, Sequence[CoderInput]]] = {}
        self._shared = False

    def give(
        self, payload: Payload, inputs: Sequence[CoderInput]
    ) -> Iterator[tuple[Payload, list[tuple[Event, ...] | Uncodable]]]:
        """Take one more batch; yield what has become ready meanwhile.

        Args:
            payload: comes back beside the answers.
            inputs: the batch.
        """
        self._waiting.append((payload, inputs))
        if self._processes > 1 and not self._shared:
            self._shared = len(self._waiting) >= self._start_after
            if not self._shared:
                return
        yield from self._ready()
        self._hand_out()
        limit = self._start_after if self._shared else 0
        while len(self._waiting) > limit:
            yield self._one_here()

    def rest(self) -> Iterator[tuple[Payload, list[tuple[Event, ...] | Uncodable]]]:
        """Finish all that was given; yield the answers that are still out."""
        while self._waiting or self._away:
            self._hand_out()
            if self._waiting or self._take_back():
                yield self._one_here()
            else:
                wait(self._away, return_when=FIRST_COMPLETED)
            yield from self._ready()

    def _hand_out(self) -> None:
        if not self._shared:
            return
        helpers = self._processes - 1
        while self._waiting and len(self._away) < helpers * AHEAD:
            batch = self._waiting.popleft()
            try:
                self._away[_helpers(helpers).submit(_code_in_helper, batch[1])] = batch
            except BrokenExecutor as error:
                self._waiting.appendleft(batch)
                self._go_on_alone(error)
                return

    def _take_back(self) -> bool:
        """Take back the batch given out last, if no helper has begun it."""
        for future in reversed(self._away):
            if future.cancel():
                self._waiting.append(self._away.pop(future))
                return True
        return False

    def _ready(self) -> Iterator[tuple[Payload, list[tuple[Event, ...] | Uncodable]]]:
        for future in [future for future in self._away if future.done()]:
            batch = self._away.pop(future)
            try:
                yield batch[0], future.result()
            except BrokenExecutor as error:
                self._waiting.append(batch)
                self._go_on_alone(error)

    def _go_on_alone(self, error: BrokenExecutor) -> None:
        LOG.warning("a helper process died (%s); its articles are coded in the main process", error)
        _helpers.cache_clear()
        self._shared, self._processes = False, 1

    def _one_here(self) -> tuple[Payload, list[tuple[Event, ...] | Uncodable]]:
        payload, inputs = self._waiting.popleft()
        return payload, self._code_here(inputs)
