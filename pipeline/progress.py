"""What a run shows while it works: bars on a terminal, plain lines elsewhere, nothing with --quiet.

Beam's local engine reports metrics only when a run is over. So the graph leaves tallies: each step of
interest appends one byte per element to a file in a folder of this machine, and the size of the file is the
count. That works alike for threads and worker processes; on a remote engine the folder does not exist and
nothing is written.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from pipeline.logs import speaks_json, tell

STEPS = ("feeds", "articles", "new", "read", "events", "rejects")
"""Tallies the graph leaves, in the order of its sentence."""

REDRAW_S = 0.2
PLAIN_LINE_S = 5.0


class Tallies:
    """The counts of one run, as its steps have left them so far."""

    def __init__(self, directory: str) -> None:
        self.directory = directory

    def __getitem__(self, step: str) -> int:
        try:
            return Path(self.directory, step).stat().st_size
        except FileNotFoundError:
            return 0

    def line(self, feeds: int) -> str:
        """Return all counts in one line."""
        return (
            f"feeds {self['feeds']}/{feeds} · articles {self['articles']}, {self['new']} new"
            f" · read {self['read']}/{self['new']} · events {self['events']} · rejects {self['rejects']}"
        )


def stderr_console() -> Console:
    """Return a console on stderr that follows NO_COLOR and TERM (rich reads both)."""
    return Console(stderr=True, highlight=False)


@contextlib.contextmanager
def shown(feeds: int, *, quiet: bool, console: Console | None = None) -> Iterator[Tallies]:
    """Show progress on stderr until the block ends, and give it the tallies its graph writes to.

    Args:
        feeds: feeds in the list.
        quiet: show nothing.
        console: where to show it; stderr by default.
    """
    console = console or stderr_console()
    with tempfile.TemporaryDirectory(prefix="communique-progress-") as directory:
        tallies = Tallies(directory)
        if quiet:
            yield tallies
            return
        show = _show_bars if console.is_terminal and not speaks_json() else _show_lines
        done = threading.Event()
        thread = threading.Thread(target=show, args=(tallies, feeds, console, done), daemon=True)
        thread.start()
        try:
            yield tallies
        finally:
            done.set()
            thread.join()


def _show_bars(tallies: Tallies, feeds: int, console: Console, done: threading.Event) -> None:
    columns = (
        TextColumn("{task.description:<14}"),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        TextColumn("[dim]{task.fields[note]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, refresh_per_second=1 / REDRAW_S) as progress:
        polling = progress.add_task("polling feeds", total=feeds, note="")
        reading = progress.add_task("reading", total=None, note="")
        while not done.wait(REDRAW_S):
            _redraw(progress, polling, reading, tallies)
        _redraw(progress, polling, reading, tallies)


def _redraw(progress: Progress, polling: TaskID, reading: TaskID, tallies: Tallies) -> None:
    articles, new, events = tallies["articles"], tallies["new"], tallies["events"]
    progress.update(polling, completed=tallies["feeds"], note=f"{articles} articles, {new} new")
    progress.update(reading, completed=tallies["read"], total=new or None, note=f"{events} events")


def _show_lines(tallies: Tallies, feeds: int, console: Console, done: threading.Event) -> None:
    last = ""
    while not done.wait(PLAIN_LINE_S):
        if (line := tallies.line(feeds)) != last:
            _tell_progress(line, tallies)
            last = line
    if (line := tallies.line(feeds)) != last:
        _tell_progress(line, tallies)


def _tell_progress(line: str, tallies: Tallies) -> None:
    # Not through rich: it would wrap the line to a terminal's width that a log file does not have.
    tell(line, progress={step: tallies[step] for step in STEPS})


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
