"""What long work shows on stderr: bars on a terminal, plain lines elsewhere, nothing with --quiet.

Beam's local engine reports metrics only when a run is over. So the graph leaves tallies: each step of
interest appends one byte per element to a file in a folder of this machine, and the size of the file is the
count. That works alike for threads and worker processes; on a remote engine the folder does not exist and
nothing is written. Work in one process counts in memory (`Work`).
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipeline.logs import speaks_json, tell

STEPS = ("feeds", "articles", "new", "read", "events", "rejects")
"""Tallies the graph leaves, in the order of its sentence."""

REDRAW_S = 0.2
PLAIN_LINE_S = 5.0
BELIEVED_S = 1.0
"""A pace measured over less than this says nothing."""


class Pace:
    """How fast something goes, measured from the first look at it that saw work begun."""

    def __init__(self) -> None:
        self._began: float | None = None

    def begin(self) -> None:
        """Start the clock, once."""
        if self._began is None:
            self._began = time.monotonic()

    def per_second(self, count: int) -> float | None:
        """Return count per second; None while it is too early to tell."""
        seconds = self._seconds()
        return count / seconds if count and seconds >= BELIEVED_S else None

    def left_s(self, done: int, total: int | None) -> float | None:
        """Return the seconds that the rest takes at this pace; None while nobody can know."""
        seconds = self._seconds()
        if not done or total is None or seconds < BELIEVED_S:
            return None
        return max(0, total - done) * seconds / done

    def _seconds(self) -> float:
        return 0.0 if self._began is None else time.monotonic() - self._began


@dataclass(frozen=True)
class Row:
    """One kind of work as a bar.

    Attributes:
        name: what is done.
        done: how much of it.
        total: of how much; None if nobody knows.
        note: what else was counted.
        left_s: seconds to the end, None if nobody knows.
    """

    name: str
    done: int
    total: int | None
    note: str
    left_s: float | None


@dataclass(frozen=True)
class Look:
    """Work at one moment: bars for a terminal, one line and counts by name for a log."""

    rows: tuple[Row, ...]
    line: str
    counts: Mapping[str, int]


class Tallies:
    """The counts of one run, as its steps have left them so far.

    Attributes:
        directory: where the steps leave them.
        feeds: feeds in the list.
    """

    def __init__(self, directory: str, feeds: int = 0) -> None:
        self.directory = directory
        self.feeds = feeds
        self._polling, self._reading = Pace(), Pace()

    def __getitem__(self, step: str) -> int:
        try:
            return Path(self.directory, step).stat().st_size
        except FileNotFoundError:
            return 0

    def look(self) -> Look:
        """Return what has been done so far, how fast, and how long the rest will take."""
        now = {step: self[step] for step in STEPS}
        self._polling.begin()
        if now["new"]:
            self._reading.begin()
        polling_s = self._polling.left_s(now["feeds"], self.feeds)
        reading_s = self._reading.left_s(now["read"], now["new"])
        pace = rate(self._reading.per_second(now["events"]), "events")
        # What is new is known when the feeds are read; until then only the polling has an end to tell.
        left_s = polling_s if now["feeds"] < self.feeds else reading_s
        line = _joined(
            f"feeds {now['feeds']}/{self.feeds}", f"articles {now['articles']}, {now['new']} new",
            f"read {now['read']}/{now['new']}", f"events {now['events']}", f"rejects {now['rejects']}",
            pace, left(left_s),
        )  # fmt: skip
        found = f"{now['articles']} articles, {now['new']} new"
        rows = (
            Row("polling feeds", now["feeds"], self.feeds, found, polling_s),
            Row(
                "reading",
                now["read"],
                now["new"] or None,
                _joined(f"{now['events']} events", pace),
                reading_s,
            ),
        )
        return Look(rows, line, now)


@dataclass
class Work:
    """Work of this process, counted as it is done.

    Attributes:
        name: what is done at the moment, as in "coding".
        unit: what is counted, in the plural; steps are too unequal to tell a pace or an end.
        total: how much there is in all; None if nobody knows.
        counts: how much is done, by unit; `unit` is the one with a total.
    """

    name: str
    unit: str
    total: int | None = None
    counts: Counter[str] = field(default_factory=Counter)
    _pace: Pace = field(default_factory=Pace)

    def add(self, **counts: int) -> None:
        """Count what was just done."""
        self.counts.update(counts)

    def look(self) -> Look:
        """Return what has been done so far, how fast, and how long the rest will take."""
        self._pace.begin()
        now = dict(self.counts)
        done = now.get(self.unit, 0)
        others = [f"{unit} {count:,}" for unit, count in now.items() if unit != self.unit]
        fast = "events" if "events" in now else self.unit
        pace, left_s = "", None
        if self.unit != "steps":
            pace = rate(self._pace.per_second(now.get(fast, 0)), fast)
            left_s = self._pace.left_s(done, self.total)
        share = f"{done:,}" if self.total is None else f"{done:,}/{self.total:,}"
        line = f"{self.name}: " + _joined(f"{self.unit} {share}", *others, pace, left(left_s))
        return Look((Row(self.name, done, self.total, _joined(*others, pace), left_s),), line, now)


def rate(per_second: float | None, unit: str) -> str:
    """Return a pace in words, empty if it is not known."""
    if per_second is None:
        return ""
    return f"{per_second:.0f} {unit}/s" if per_second >= 10 else f"{per_second:.1f} {unit}/s"


def left(seconds: float | None) -> str:
    """Return the time to the end in words, empty if it is not known or over."""
    if not seconds:
        return ""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size * 1.5:
            return f"about {seconds / size:.0f} {unit} left"
    return f"about {max(1, round(seconds))} s left"


def stderr_console() -> Console:
    """Return a console on stderr that follows NO_COLOR and TERM (rich reads both)."""
    return Console(stderr=True, highlight=False)


@contextlib.contextmanager
def shown(
    feeds: int, *, quiet: bool, every_s: float | None = None, last_line: bool = True, console: Console | None = None
) -> Iterator[Tallies]:  # fmt: skip
    """Show the progress of a run on stderr until the block ends, and give it the tallies its graph writes to.

    Args:
        feeds: feeds in the list.
        quiet: show nothing.
        every_s: seconds between two plain lines; PLAIN_LINE_S by default.
        last_line: end plain lines with one that has the final counts.
        console: where to show it; stderr by default.
    """
    with tempfile.TemporaryDirectory(prefix="communique-progress-") as directory:
        tallies = Tallies(directory, feeds)
        with _watched(tallies.look, quiet=quiet, every_s=every_s, last_line=last_line, console=console):
            yield tallies


@contextlib.contextmanager
def working(
    name: str, unit: str, *, total: int | None = None, quiet: bool = False, console: Console | None = None
) -> Iterator[Work]:
    """Show work of this process on stderr until the block ends; the block counts on what it is given.

    Work that is over before the first plain line leaves none.
    """
    work = Work(name, unit, total)
    with _watched(work.look, quiet=quiet, every_s=None, last_line=False, console=console):
        yield work


@contextlib.contextmanager
def _watched(
    look: Callable[[], Look], *, quiet: bool, every_s: float | None, last_line: bool, console: Console | None
) -> Iterator[None]:
    if quiet:
        yield
        return
    console = console or stderr_console()
    done = threading.Event()
    if console.is_terminal and not console.is_dumb_terminal and not speaks_json():
        target, arguments = _show_bars, (look, console, done)
    else:
        target, arguments = _show_lines, (look, every_s or PLAIN_LINE_S, last_line, done)  # type: ignore[assignment]
    thread = threading.Thread(target=target, args=arguments, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _show_bars(look: Callable[[], Look], console: Console, done: threading.Event) -> None:
    columns = (
        TextColumn("{task.description:<14}"),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        TextColumn("[dim]{task.fields[note]}"),
        TextColumn("{task.fields[left]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, refresh_per_second=1 / REDRAW_S) as progress:
        tasks = [progress.add_task(row.name, total=row.total, note="", left="") for row in look().rows]
        over = False
        while not over:
            over = done.wait(REDRAW_S)
            for task, row in zip(tasks, look().rows, strict=True):
                progress.update(
                    task, description=row.name, completed=row.done, total=row.total, note=row.note,
                    left=left(row.left_s),
                )  # fmt: skip


def _show_lines(look: Callable[[], Look], every_s: float, last_line: bool, done: threading.Event) -> None:
    told: Mapping[str, int] = {}
    over = False
    look()
    while not over:
        over = done.wait(every_s)
        now = look()
        if now.counts != told and (last_line or not over):
            # Not through rich: it would wrap the line to a terminal's width that a log file does not have.
            tell(now.line, progress=now.counts)
            told = now.counts


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


class TallyFile:
    """A step's tally, open for adding; nothing where the folder is not (a worker on another machine)."""

    def __init__(self, directory: str, step: str) -> None:
        """Open the file.

        Args:
            directory: the folder of a `Tallies`.
            step: name of the step.
        """
        # Unbuffered, and closed with the object: a bundle that fails does not come to its end.
        self._file: FileIO | None = None
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            self._file = FileIO(os.path.join(directory, step), "a")

    def add(self, count: int) -> None:
        """Add to the tally; whoever looks at the file's size sees it at once."""
        if self._file is not None:
            self._file.write(b"." * count)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
