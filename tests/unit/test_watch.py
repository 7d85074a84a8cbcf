"""When runs start and end: intervals, failures, signals. The runs themselves are stood in for by a clock."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import dataclass, field

import pytest

from pipeline.errors import RunFailed, UsageError
from pipeline.summary import RunReport
from pipeline.watch import Watch
from transforms.tables.summary import RunSummary

SUMMARY = RunSummary(
    run_id="r", seq=1, lake="lake", started_at="2025-03-30T08:00:00+00:00",
    finished_at="2025-03-30T08:00:01+00:00", published_at="2025-03-30T08:00:02+00:00",
)  # fmt: skip


@dataclass
class Runs:
    """Takes its time, and fails as often as it is told."""

    takes_s: float = 0.0
    failures: list[Exception | None] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)

    def run(self, *, mode, now):
        assert mode == "watch"
        assert now.utcoffset().total_seconds() == 0
        self.starts.append(time.monotonic())
        time.sleep(self.takes_s)
        self.ends.append(time.monotonic())
        if self.failures and (failure := self.failures.pop(0)):
            raise failure
        return RunReport(SUMMARY, engine="clock")


def watch(runs, *, every_s=0.05, count=3):
    reports = []
    code = Watch(runs, every_s=every_s, runs=count, tell=reports.append).until_stopped()
    return code, reports


def test_runs_start_an_interval_apart_give_or_take_a_tenth():
    runs = Runs()
    code, reports = watch(runs, every_s=0.2, count=4)
    gaps = [later - earlier for earlier, later in zip(runs.starts, runs.starts[1:], strict=False)]
    assert code == 0
    assert len(reports) == 4
    assert all(0.17 < gap < 0.35 for gap in gaps), gaps


def test_runs_that_take_longer_than_the_interval_never_overlap():
    runs = Runs(takes_s=0.1)
    watch(runs, every_s=0.02)
    assert all(start >= end for end, start in zip(runs.ends, runs.starts[1:], strict=False))


@pytest.mark.parametrize(
    "failure", [RunFailed("no space"), UsageError("feeds.txt: gone"), ZeroDivisionError("a bug")], ids=type
)
def test_a_failed_run_is_told_and_the_next_one_comes(failure, capsys):
    code, reports = watch(Runs(failures=[None, failure, None]))
    assert code == 0
    assert len(reports) == 2
    assert str(failure) in capsys.readouterr().err


def test_the_exit_code_is_that_of_the_last_run(capsys):
    code, _ = watch(Runs(failures=[None, RunFailed("no space")]), count=2)
    assert code == 1
    assert "trying again" in capsys.readouterr().err


def send(number, after_s):
    timer = threading.Timer(after_s, os.kill, (os.getpid(), number))
    timer.start()
    return timer


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_current_run_end(number, capfd):
    runs = Runs(takes_s=0.3)
    send(number, 0.1)
    code, reports = watch(runs, every_s=60, count=None)
    assert code == 0
    assert len(reports) == len(runs.ends) == 1
    assert "stopping after the current run" in capfd.readouterr().err


def test_a_signal_between_runs_ends_at_once():
    start = time.monotonic()
    send(signal.SIGTERM, 0.1)
    assert watch(Runs(), every_s=60, count=None)[0] == 0
    assert time.monotonic() - start < 30, "it waited for the next run"


def test_handlers_are_put_back():
    before = signal.getsignal(signal.SIGTERM)
    watch(Runs(), count=1)
    assert signal.getsignal(signal.SIGTERM) is before
