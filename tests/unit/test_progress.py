"""What is shown while a run works: bars for people, lines for logs, nothing with --quiet."""

import io
import time
from pathlib import Path

import pytest
from rich.console import Console

from pipeline import progress
from pipeline.progress import TallyFile, Work, shown, working


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


def test_pace_and_end_are_told_once_they_are_known(monkeypatch):
    clock = iter([100.0, 100.0, 110.0, 110.0, 110.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    work = Work("coding", "articles", total=40)
    assert work.look().line == "coding: articles 0/40"
    work.add(articles=10, events=55)
    look = work.look()
    assert look.line == "coding: articles 10/40 · events 55 · 5.5 events/s · about 30 s left"
    assert look.rows[0].left_s == 30


def test_steps_have_neither_pace_nor_end():
    work = Work("packing", "steps", total=4)
    work.add(steps=3)
    assert work.look().line == "packing: steps 3/4"


def test_the_tallies_of_a_run_tell_pace_and_end(monkeypatch, tmp_path):
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    tallies = progress.Tallies(str(tmp_path), feeds=4)
    tallies.look()
    now[0] = 10.0
    TallyFile(str(tmp_path), "feeds").add(2)
    assert "about 10 s left" in tallies.look().line
    TallyFile(str(tmp_path), "feeds").add(2)
    TallyFile(str(tmp_path), "new").add(30)
    tallies.look()
    now[0] = 30.0
    TallyFile(str(tmp_path), "read").add(10)
    TallyFile(str(tmp_path), "events").add(40)
    line = tallies.look().line
    assert line.startswith("feeds 4/4")
    assert line.endswith("2.0 events/s · about 40 s left")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, ""), (0, ""), (0.2, "about 1 s left"), (89, "about 89 s left"), (600, "about 10 min left"),
     (7_200, "about 2 h left"), (200_000, "about 2 d left")],
)  # fmt: skip
def test_spans_in_words(seconds, words):
    assert progress.left(seconds) == words


def test_short_work_leaves_no_line(capsys):
    with working("verifying", "files", console=Console(file=io.StringIO(), force_terminal=False)) as work:
        work.add(files=3)
    assert capsys.readouterr() == ("", "")


def test_work_on_a_terminal_has_a_bar():
    screen = io.StringIO()
    with working(
        "compacting", "days", total=9, console=Console(file=screen, force_terminal=True, width=120)
    ) as work:
        work.add(days=4)
        time.sleep(0.5)
    assert "compacting" in screen.getvalue()
    assert "4/9" in screen.getvalue()


def test_a_terminal_that_cannot_move_its_cursor_gets_lines(monkeypatch, capsys):
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(progress, "PLAIN_LINE_S", 0.05)
    with working(
        "compacting", "days", total=9, console=Console(file=io.StringIO(), force_terminal=True)
    ) as work:
        work.add(days=4)
        time.sleep(0.3)
    assert capsys.readouterr().err.splitlines()[0] == "compacting: days 4/9"
