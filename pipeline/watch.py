"""Bounded runs one after the other, ended by a signal after a commit and not in the middle of one."""

from __future__ import annotations

import datetime as dt
import logging
import os
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import Protocol

from pipeline.errors import RunFailed, UsageError
from pipeline.logs import tell, tell_from_signal
from pipeline.summary import RunReport

JITTER = 0.1
"""Share of the interval by which the next start is moved, up or down, by chance."""

ABORT_GRACE_S = 5.0
"""After a second signal: time for the steps' threads to end before the process ends without them."""


class RunsOnce(Protocol):
    """What is needed of `pipeline.bounded_run.BoundedRun`."""

    def run(self, *, mode: str, now: dt.datetime) -> RunReport:
        """Run once."""


@dataclass
class Watch:
    """A loop of runs that never overlap.

    Attributes:
        bounded: does one run.
        every_s: seconds from start to start; a run that takes longer is followed by the next at once.
        runs: stop after so many, None for never.
        tell: gets the report of every run that committed.
    """

    bounded: RunsOnce
    every_s: float
    runs: int | None
    tell: Callable[[RunReport], None]
    _stop: threading.Event = field(default_factory=threading.Event)

    def until_stopped(self) -> int:
        """Run until a signal or the last run; return 0, or 1 if the last run failed."""
        before = {
            number: signal.signal(number, self._asked_to_stop) for number in (signal.SIGTERM, signal.SIGINT)
        }
        try:
            return self._loop()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _loop(self) -> int:
        done = 0
        while True:
            start = time.monotonic()
            failed = not self._run_once()
            done += 1
            if done == self.runs:
                break
            wait = self.every_s * random.uniform(1 - JITTER, 1 + JITTER) - (time.monotonic() - start)
            if self._stop.wait(max(0.0, wait)):
                break
        return 1 if failed else 0

    def _run_once(self) -> bool:
        try:
            report = self.bounded.run(mode="watch", now=dt.datetime.now(dt.timezone.utc))
        except (RunFailed, UsageError) as error:
            tell(f"{error}; trying again at the next interval", level=logging.ERROR)
            return False
        except Exception:  # noqa: BLE001 - a watch outlives what nobody expected, and shows all of it
            tell("the run failed; trying again at the next interval", level=logging.ERROR, trace=True)
            return False
        self.tell(report)
        return True

    def _asked_to_stop(self, number: int, _frame: FrameType | None) -> None:
        name = signal.Signals(number).name
        if not self._stop.is_set():
            self._stop.set()
            tell_from_signal(f"{name}: stopping after the current run; once more to stop at once")
            return
        tell_from_signal(f"{name} again: stopping at once; what is not committed will be fetched again")
        threading.Thread(target=_end_the_process, daemon=True).start()
        raise KeyboardInterrupt


def _end_the_process() -> None:
    time.sleep(ABORT_GRACE_S)
    os._exit(130)
