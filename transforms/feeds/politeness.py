"""One request at a time and a pause between requests, per host, for everything that is fetched."""

from __future__ import annotations

import heapq
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from transforms.feeds.errors import FetchError
from transforms.feeds.host_slots import HostSlots

Item = TypeVar("Item")
Result = TypeVar("Result")

DOWN_AFTER = 2
"""Connection failures in a row after which a host is not tried again for a while."""
DOWN_AFTER_SILENCE = 5
"""The same for hosts that are reached but do not answer in time: some of their addresses may be well."""
DOWN_FOR_S = 300.0
HOST_WAIT_S = 120.0
REST_S = 60.0
"""Rest of a host that said 429 and not for how long."""
TICK_S = 0.2
UNREACHABLE = frozenset({"dns", "connect_refused", "connect_timeout", "connect_failed"})
SILENT = frozenset({"read_timeout", "total_timeout"})


@dataclass
class _Host:
    busy: bool = False
    next_at: float = 0.0
    failures: int = 0
    silences: int = 0
    down_until: float = 0.0
    reason: str = ""
    rests_until: float = 0.0


class HostGate:
    """Who may ask which host when. One instance per process serves feeds, robots.txt and pages alike.

    Args:
        clock: seconds.
        shared: what holds over the processes of the machine; None keeps to this process.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, shared: HostSlots | None = None) -> None:
        self._hosts: dict[str, _Host] = {}
        self._changed = threading.Condition()
        self._clock = clock
        self._shared = shared

    def try_enter(self, host: str) -> float:
        """Take the host if it is free: 0.0 when taken, else seconds after which to ask again."""
        with self._changed:
            state = self._hosts.setdefault(host, _Host())
            if state.busy:
                return 0.25
            wait = state.next_at - self._clock()
            if wait <= 0 and self._shared is not None:
                wait = self._shared.take(host)
            if wait > 0:
                return wait
            state.busy = True
            return 0.0

    def enter(self, host: str, seconds: float = HOST_WAIT_S) -> None:
        """Wait for the host and take it.

        Raises:
            FetchError: `host_busy` after `seconds`.
        """
        ends = self._clock() + seconds
        while True:
            wait = self.try_enter(host)
            if wait == 0.0:
                return
            left = ends - self._clock()
            if left <= 0:
                raise FetchError("host_busy", f"{host} was occupied for {seconds:.0f} s")
            with self._changed:
                self._changed.wait(min(wait, left))

    def leave(self, host: str, gap_s: float) -> None:
        """Give the host back; the next request waits `gap_s` seconds from now."""
        with self._changed:
            state = self._hosts[host]
            state.busy = False
            state.next_at = max(state.next_at, self._clock() + gap_s)
            if self._shared is not None:
                self._shared.give_back(host, state.next_at - self._clock())
            self._changed.notify_all()

    def pause(self, host: str, seconds: float) -> None:
        """Let the host rest, because it asked for it."""
        with self._changed:
            state = self._hosts.setdefault(host, _Host())
            state.next_at = max(state.next_at, self._clock() + seconds)
            if self._shared is not None and not state.busy:
                self._shared.postpone(host, seconds)

    def rest(self, host: str, seconds: float, reason: str) -> None:
        """Note that a host wants to be left alone; `check_rest` tells those that need not ask it now."""
        with self._changed:
            state = self._hosts.setdefault(host, _Host())
            state.rests_until = max(state.rests_until, self._clock() + seconds)
            state.reason = reason

    def check_rest(self, host: str) -> None:
        """Refuse a host that wants to be left alone.

        Raises:
            FetchError: `rate_limited`.
        """
        with self._changed:
            state = self._hosts.get(host)
            if state is not None and state.rests_until > self._clock():
                raise FetchError("rate_limited", f"{host} asked to be left alone: {state.reason}")

    def report(self, host: str, kind: str | None, message: str = "") -> None:
        """Note how a request ended: hosts that cannot be reached are left alone for a while."""
        with self._changed:
            state = self._hosts.setdefault(host, _Host())
            state.silences = state.silences + 1 if kind in SILENT else 0
            state.failures = state.failures + 1 if kind in UNREACHABLE else 0
            if state.failures >= DOWN_AFTER or state.silences >= DOWN_AFTER_SILENCE or kind == "dns":
                state.down_until = self._clock() + DOWN_FOR_S
                state.reason = message

    def check(self, host: str) -> None:
        """Refuse a host that failed repeatedly.

        Raises:
            FetchError: `host_down`.
        """
        with self._changed:
            state = self._hosts.get(host)
            if state is not None and state.down_until > self._clock():
                raise FetchError("host_down", f"{host} is not asked again for now: {state.reason}")

    def forget_failures(self) -> None:
        """Give every host a new chance (at the start of a run)."""
        with self._changed:
            for state in self._hosts.values():
                state.failures, state.silences, state.down_until = 0, 0, 0.0


GATE = HostGate(shared=HostSlots())
"""The gate of this process; it lives longer than a bundle or a run, and pauses hold over processes."""


class Lease:
    """The right to ask one host, moved along redirects. A host is given back before the next one is taken:
    two chains that cross must not wait for each other."""

    def __init__(self, gate: HostGate, host: str, gap_s: float) -> None:
        self._gate, self._gap_s = gate, gap_s
        self.host: str | None = host
        self.asked = False
        """Whether a request reached the present host; one that never left needs no pause after it."""

    def move(self, host: str) -> None:
        """Give the present host back and wait for `host`, also if it is the same one."""
        self.release()
        self._gate.enter(host)
        self.host, self.asked = host, False

    def release(self) -> None:
        """Give the present host back."""
        if self.host is not None:
            self._gate.leave(self.host, self._gap_s if self.asked else 0.0)
            self.host = None


@dataclass(frozen=True)
class Again(Generic[Item]):
    """What work returns to be called once more, after `delay_s` seconds."""

    item: Item
    delay_s: float


@dataclass(order=True)
class _Ready:
    at: float
    order: int
    host: str = field(compare=False)


def dispatch(
    jobs: Iterable[tuple[str, Item]],
    work: Callable[[Item, Lease], Result | Again[Item]],
    *,
    gate: HostGate,
    gap_s: float,
    concurrency: int,
    slow_after_s: float,
    backlog: int = 64,
) -> Iterator[Result]:
    """Do `work` on all items, hosts side by side, the items of one host one after the other.

    A request that takes longer than `slow_after_s` no longer counts against `concurrency`, up to eight
    times as
    many threads: hosts that hang cannot starve those that answer. Work is not begun while `backlog` results
    wait to be taken, so that memory is bounded by the consumer's pace. Results come in order of completion.

    Raises:
        Whatever `work` raises: expected trouble is a result, not an exception.
    """
    waiting: dict[str, deque[Item]] = {}
    ready: list[_Ready] = []
    order = 0
    remaining = 0
    for host, item in jobs:
        if host not in waiting:
            waiting[host] = deque()
            ready.append(_Ready(0.0, order, host))
            order += 1
        waiting[host].append(item)
        remaining += 1
    heapq.heapify(ready)
    results: queue.SimpleQueue[tuple[str, Result | Again[Item] | None, BaseException | None]] = (
        queue.SimpleQueue()
    )
    running: dict[str, float] = {}
    pool = _Threads(concurrency * 8)

    def run(host: str, item: Item) -> None:
        lease = Lease(gate, host, gap_s)
        try:
            try:
                outcome = work(item, lease)
            finally:
                lease.release()
        except BaseException as error:  # noqa: BLE001 - handed to the consumer, who raises it
            results.put((host, None, error))
            return
        results.put((host, outcome, None))

    try:
        while remaining:
            now = time.monotonic()
            active = sum(1 for started in running.values() if now - started < slow_after_s)
            while (
                ready
                and ready[0].at <= now
                and active < concurrency
                and len(running) < pool.size
                and results.qsize() < backlog
            ):
                host = heapq.heappop(ready).host
                blocked = gate.try_enter(host)
                if blocked:
                    heapq.heappush(ready, _Ready(now + blocked, order, host))
                    order += 1
                    continue
                running[host] = now
                active += 1
                pool.submit(run, host, waiting[host].popleft())
            # Wake when a host's pause ends, or when a request may have turned slow and made room.
            wait = TICK_S
            if ready and active < concurrency:
                wait = min(wait, max(0.0, ready[0].at - now))
            try:
                host, outcome, error = results.get(timeout=max(wait, 0.001))
            except queue.Empty:
                continue
            running.pop(host, None)
            if error is not None:
                raise error
            not_before = 0.0
            if isinstance(outcome, Again):
                waiting[host].appendleft(outcome.item)
                not_before = time.monotonic() + outcome.delay_s
            else:
                remaining -= 1
            if waiting[host]:
                heapq.heappush(ready, _Ready(not_before, order, host))
                order += 1
            if not isinstance(outcome, Again) and outcome is not None:
                yield outcome
    finally:
        pool.close()


class _Threads:
    """Threads made when needed and used again; daemons, so that a hung look-up never holds up the exit."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._tasks: queue.SimpleQueue[tuple[Callable[..., None], tuple[object, ...]] | None] = (
            queue.SimpleQueue()
        )
        self._idle = threading.Semaphore(0)
        self._made = 0

    def submit(self, task: Callable[..., None], *args: object) -> None:
        """Run `task(*args)` in a thread."""
        if not self._idle.acquire(blocking=False):
            self._made += 1
            threading.Thread(target=self._serve, name=f"fetch-{self._made}", daemon=True).start()
        self._tasks.put((task, args))

    def _serve(self) -> None:
        while (entry := self._tasks.get()) is not None:
            task, args = entry
            task(*args)
            self._idle.release()

    def close(self) -> None:
        """Let the threads end when they are done."""
        for _ in range(self._made):
            self._tasks.put(None)
