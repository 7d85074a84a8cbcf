"""Work on all cores: helper processes beside this one, started only when enough work is waiting.

Beam's local engine runs a graph in one process, and threads win nothing for Python code. A helper costs half a
second of a core to start, and two more before it can code; a batch of work takes less than one. So a few batches
are done here, and a long queue is shared: helpers get batches ahead of time, this process takes from the same
queue, and at the end takes back what no helper has begun.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from typing import Generic, TypeVar

LOG = logging.getLogger(__name__)

AHEAD = 4
"""Batches a helper is given ahead of time, so that it never waits for this process."""
MOST_WAITING = 256
"""Batches that may wait while more are given; beyond it this process works before it takes another."""

Payload = TypeVar("Payload")
In = TypeVar("In")
Out = TypeVar("Out")


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


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def prepare(processes: int, task: Callable[[], object]) -> None:
    """Let every helper do something that it will need, while it has nothing else to do.

    Args:
        processes: how many may work, this one included; 1 has no helper.
        task: a function of a module, which helpers import; its answer is dropped.
    """
    for _ in range(processes - 1):
        with contextlib.suppress(BrokenExecutor):  # found out, and told, when there is work
            _helpers(processes - 1).submit(task)


class SharedWork(Generic[Payload, In, Out]):
    """Batches in, their answers out, in any order; one object for one bundle of work."""

    def __init__(
        self,
        work: Callable[[Sequence[In]], list[Out]],
        processes: int,
        start_after: int,
        *,
        work_here: Callable[[Sequence[In]], list[Out]] | None = None,
    ) -> None:
        """Name the work.

        Args:
            work: answers a batch; a function of a module, which helpers import.
            processes: how many may work, this one included; 1 starts no helper.
            start_after: batches that have to be waiting before helpers are started.
            work_here: the same in this process, where that is another function.
        """
        self._work, self._work_here = work, work_here or work
        self._processes, self._start_after = processes, start_after
        self._waiting: deque[tuple[Payload, Sequence[In]]] = deque()
        self._away: dict[Future, tuple[Payload, Sequence[In]]] = {}
        self._shared = False

    def give(self, payload: Payload, batch: Sequence[In]) -> Iterator[tuple[Payload, list[Out]]]:
        """Take one more batch; yield what has become ready meanwhile.

        While more is to come, helpers alone work: who gives may be fetching pages, and should not have to wait.

        Args:
            payload: comes back beside the answers.
            batch: the work.
        """
        self._waiting.append((payload, batch))
        if self._processes > 1 and len(self._waiting) >= self._start_after:
            self._shared = True
        yield from self._ready()
        self._hand_out()
        while len(self._waiting) > (MOST_WAITING if self._processes > 1 else 0):
            yield self._one_here()

    def rest(self) -> Iterator[tuple[Payload, list[Out]]]:
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
                self._away[_helpers(helpers).submit(self._work, batch[1])] = batch
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

    def _ready(self) -> Iterator[tuple[Payload, list[Out]]]:
        for future in [future for future in self._away if future.done()]:
            batch = self._away.pop(future)
            try:
                yield batch[0], future.result()
            except BrokenExecutor as error:
                self._waiting.append(batch)
                self._go_on_alone(error)

    def _go_on_alone(self, error: BrokenExecutor) -> None:
        LOG.warning("a helper process died (%s); its work is done in the main process", error)
        _helpers.cache_clear()
        self._shared, self._processes = False, 1

    def _one_here(self) -> tuple[Payload, list[Out]]:
        payload, batch = self._waiting.popleft()
        return payload, self._work_here(batch)
