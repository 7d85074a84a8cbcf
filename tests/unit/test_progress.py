"""What is shown while a run works: bars for people, lines for logs, nothing with --quiet."""

import io
import time
from pathlib import Path

import pytest
from rich.console import Console

from pipeline import progress
from pipeline.progress import TallyFile, shown


def leave_tallies(directory):
    for step, count in {"feeds": 5, "articles": 26, "new": 25, "read": 25, "events": 90}.items():
        TallyFile(directory, step).add(count)


def test_plain_lines_where_nobody_watches(monkeypatch, capsys):
    monkeypatch.setattr(progress, "PLAIN_LINE_S", 0.05)
    with shown(5, quiet=False, console=Console(file=io.StringIO(), force_terminal=False)) as tallies:
        leave_tallies(tallies.directory)
        time.sleep(0.3)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == ["feeds 5/5 · articles 26, 25 new · read 25/25 · events 90 · rejects 0"]


def test_bars_on_a_terminal():
    screen = io.StringIO()
    with shown(5, quiet=False, console=Console(file=screen, force_terminal=True, width=120)) as tallies:
        leave_tallies(tallies.directory)
        time.sleep(0.5)
    assert "polling feeds" in screen.getvalue()
    assert "5/5" in screen.getvalue()
    assert "90 events" in screen.getvalue()


def test_no_color_is_honoured(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    screen = io.StringIO()
    with shown(5, quiet=False, console=Console(file=screen, force_terminal=True, width=120)) as tallies:
        leave_tallies(tallies.directory)
        time.sleep(0.3)
    assert "\x1b[3" not in screen.getvalue()


def test_quiet_shows_nothing_but_still_counts(capsys):
    with shown(5, quiet=True) as tallies:
        leave_tallies(tallies.directory)
        assert tallies["events"] == 90
    assert capsys.readouterr() == ("", "")


def test_the_folder_goes_with_the_run_even_if_it_fails(tmp_path):
    with pytest.raises(ZeroDivisionError), shown(1, quiet=True) as tallies:
        kept = tallies.directory
        raise ZeroDivisionError
    with pytest.raises(FileNotFoundError):
        Path(kept).stat()
