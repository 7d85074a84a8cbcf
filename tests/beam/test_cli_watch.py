"""`watch` as a process: real runs, real signals, real feeds that come and go."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import pytest

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><link>https://wire.example/</link>
<item><title>{title}</title><link>https://wire.example/{title}</link><guid>{title}</guid>
<pubDate>Sun, 30 Mar 2025 08:00:00 GMT</pubDate>
<description>Brazil recalled its ambassador to Israel on Monday.</description></item></channel></rss>"""


@pytest.fixture
def place(tmp_path):
    (tmp_path / "one.xml").write_text(FEED.format(title="First"), "utf-8")
    (tmp_path / "feeds.txt").write_text("one.xml\n", "utf-8")
    return tmp_path


def start(console_script, place: Path, *options: str) -> subprocess.Popen[str]:
    command = [console_script, "watch", "--feeds", "feeds.txt", "--lake", "lake", "--no-full-text", *options]
    return subprocess.Popen(command, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for_runs(place: Path, count: int) -> None:
    deadline = time.monotonic() + 180
    while len(list((place / "lake" / "runs").glob("ingest_date=2*/*.parquet"))) < count:
        assert time.monotonic() < deadline, "the runs did not come"
        time.sleep(0.1)


def wait_for_words(log: Path, words: str, times: int = 1) -> None:
    deadline = time.monotonic() + 180
    while log.read_text("utf-8").count(words) < times:
        assert time.monotonic() < deadline, log.read_text("utf-8")
        time.sleep(0.1)


def titles(place: Path) -> list[str]:
    return [
        t
        for (t,) in duckdb.sql(
            f"SELECT title FROM '{place}/lake/articles/**/*.parquet' ORDER BY 1"
        ).fetchall()
    ]


def test_runs_follow_each_other_and_pick_up_what_changed(console_script, place):
    process = start(console_script, place, "--every", "2s", "--runs", "3", "--json", "--force")
    wait_for_runs(place, 1)
    (place / "two.xml").write_text(FEED.format(title="Second"), "utf-8")
    (place / "feeds.txt").write_text("one.xml\ntwo.xml\n", "utf-8")
    out, err = process.communicate(timeout=180)
    assert process.returncode == 0, err
    reports = [json.loads(line) for line in out.splitlines()]
    assert [report["mode"] for report in reports] == ["watch"] * 3
    assert sum(report["articles"]["new"] for report in reports) == 2
    assert reports[0]["feeds"]["listed"] == 1
    assert reports[-1]["feeds"]["listed"] == 2
    assert len(err.splitlines()) == 3
    assert titles(place) == ["First", "Second"]


@contextlib.contextmanager
def logged(console_script, place: Path, *options: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """Run a watch whose stderr goes to a file; it does not outlive the test."""
    log = place / "log"
    command = [console_script, "watch", "--feeds", "feeds.txt", "--lake", "lake", "--no-full-text", "--force"]
    with log.open("w") as sink:
        process = subprocess.Popen([*command, "--every", "1s", *options], cwd=place, stderr=sink)
    try:
        yield process, log
    finally:
        process.kill()
        process.wait()


def test_feeds_that_vanish_and_come_back_do_not_end_it(console_script, place):
    with logged(console_script, place) as (process, log):
        wait_for_runs(place, 1)
        (place / "feeds.txt").rename(place / "away")
        wait_for_words(log, "no such feed list; trying again")
        (place / "one.xml").write_text(FEED.format(title="Second"), "utf-8")
        (place / "away").rename(place / "feeds.txt")
        wait_for_words(log, "1 new articles", times=2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=180) == 0
    assert "Traceback" not in log.read_text("utf-8")
    assert titles(place) == ["First", "Second"]


class OneFeed(BaseHTTPRequestHandler):
    body = b""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def network(port: int, title: str) -> Iterator[int]:
    """Serve the feed on loopback until the block ends; then nobody answers there."""
    handler = type("Handler", (OneFeed,), {"body": FEED.format(title=title).encode()})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def test_a_network_that_goes_away_and_comes_back_is_one_line_a_run(console_script, place):
    with contextlib.ExitStack() as until_the_end:
        with network(0, "First") as port:
            (place / "feeds.txt").write_text(f"http://127.0.0.1:{port}/feed.xml\n", "utf-8")
            options = ["--allow-network", "127.0.0.0/8", "--host-gap", "0.1"]
            process, log = until_the_end.enter_context(logged(console_script, place, *options))
            wait_for_words(log, "0 failed; 1 new articles")
        wait_for_words(log, "1 of 1 feeds polled, 1 failed; 0 new articles", times=2)
        with network(port, "Second"):
            wait_for_words(log, "0 failed; 1 new articles", times=2)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=180) == 0
    lines = log.read_text("utf-8").splitlines()
    assert all("feeds polled" in line or "SIGTERM" in line for line in lines), lines
    assert titles(place) == ["First", "Second"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_after_a_commit(console_script, place, number):
    process = start(console_script, place, "--every", "1h")
    wait_for_runs(place, 1)
    process.send_signal(number)
    _, err = process.communicate(timeout=180)
    assert process.returncode == 0, err
    assert "stopping after the current run" in err
    assert titles(place) == ["First"]


class HeldFeed(OneFeed):
    """Answers only when it may: until then a run is in progress."""

    asked: threading.Event
    may_answer: threading.Event

    def do_GET(self) -> None:
        self.asked.set()
        self.may_answer.wait(120)
        with contextlib.suppress(ConnectionError):  # who asked may have ended
            super().do_GET()


@pytest.fixture
def held(place):
    """Serve a feed that holds its answer back; gives its handler."""
    events = {"asked": threading.Event(), "may_answer": threading.Event()}
    handler = type("Handler", (HeldFeed,), {"body": FEED.format(title="First").encode(), **events})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (place / "feeds.txt").write_text(f"http://127.0.0.1:{server.server_port}/feed.xml\n", "utf-8")
    yield handler
    handler.may_answer.set()
    server.shutdown()
    server.server_close()


HERE = ("--allow-network", "127.0.0.0/8")


def test_a_signal_in_the_middle_of_a_run_lets_it_commit_and_no_other_begin(console_script, place, held):
    with logged(console_script, place, *HERE) as (process, log):
        assert held.asked.wait(180)
        process.send_signal(signal.SIGTERM)
        wait_for_words(log, "SIGTERM: stopping after the current run")
        assert process.poll() is None, "it ended in the middle of a run"
        held.may_answer.set()
        assert process.wait(timeout=180) == 0
    assert titles(place) == ["First"]
    runs = duckdb.sql(f"SELECT mode, articles FROM '{place}/lake/runs/**/*.parquet'").fetchall()
    assert runs == [("watch", 1)], "the current run committed, and no other followed"


def test_a_second_signal_ends_it_at_once_and_the_lake_stays_right(console_script, place, held):
    with logged(console_script, place, *HERE) as (process, log):
        assert held.asked.wait(180)
        process.send_signal(signal.SIGTERM)
        wait_for_words(log, "SIGTERM: stopping after the current run")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=180) == 130
    told = log.read_text("utf-8")
    assert "SIGTERM again: stopping at once" in told
    assert "Traceback" not in told
    assert titles(place) == [], "nothing of the run is visible"
    verified = subprocess.run([console_script, "lake", "verify", "lake", "--quiet"], cwd=place, check=False)
    assert verified.returncode == 0
    held.may_answer.set()
    with logged(console_script, place, "--runs", "1", *HERE) as (process, _log):
        assert process.wait(timeout=180) == 0
    assert titles(place) == ["First"]


def test_what_cannot_work_is_said_before_the_first_run(console_script, place):
    for options, word in (
        (["--every", "0.1s"], "--every"),
        (["--runs", "0"], "--runs"),
        (["--laek"], "--laek"),
    ):
        process = start(console_script, place, *options)
        _, err = process.communicate(timeout=180)
        assert process.returncode == 2
        assert word in err
        assert len(err.splitlines()) == 1
    assert not (place / "lake").exists()
