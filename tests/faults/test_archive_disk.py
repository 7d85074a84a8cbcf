"""A raw archive that cannot be written: the run goes on, says so, and no replay takes a part for the whole."""

from __future__ import annotations

import datetime as dt
import errno
import subprocess
import sys
from pathlib import Path

import pyarrow.dataset as ds
import pytest
from fault_runs import Runs
from fault_server import FaultServer, http, item, rss

from transforms.feeds.archive import ArchiveWriter, RawArchive, RawRun
from transforms.feeds.archived import archived_runs
from transforms.feeds.feedlist import make_feed
from transforms.feeds.settings import FetchSettings
from transforms.feeds.survey import ask_once

SETTINGS = FetchSettings(allow_networks=("127.0.0.1/32",), min_gap_s=0.02, full_text=False)
START = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)
RUN = RawRun(run_id="run-1", started_at=START.isoformat(), mode="run", feeds=1)


def full(_path: Path, _data: bytes) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_fills_up_leaves_an_archive_that_no_replay_uses(
    server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    site = server.add(lambda request: [http(rss(item("One")))])
    response = ask_once(make_feed(f"{site.url}/feed.xml", "f", tmp_path), SETTINGS)
    raw = tmp_path / "raw"
    assert RawArchive(str(raw), "run-1").writer().keep_run(RUN) is not None
    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        for _ in range(3):
            assert ArchiveWriter(raw, "run-1").keep_response(response) is None
    assert caplog.text.count("No space left on device") == 1, "said once, not for every answer"
    assert ArchiveWriter(raw, "run-1").keep_response(response) is None, "there is no going back"
    (run,) = archived_runs(raw)
    assert not run.complete and not run.published and run.run == RUN
    assert [path.name for path in raw.rglob("*") if path.is_file()] == ["incomplete-.raw.zst"]
    # What another process, or the next run, keeps is its own affair.
    assert ArchiveWriter(raw, "run-2").keep_response(response) is not None


def test_a_run_whose_archive_fails_brings_its_articles(
    server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All the polls of a run, with a disk that is full from its first answer on."""
    site = server.add(lambda request: [http(rss(item("One"), item("Two")))])
    feeds = [make_feed(f"{site.url}/{n}.xml", "f", tmp_path) for n in range(3)]
    runs = Runs(str(tmp_path / "lake"), SETTINGS)
    monkeypatch.setattr(Path, "write_bytes", full)
    runs.run(feeds, keep_raw=RawArchive(str(tmp_path / "raw"), "full-disk"))
    assert {row["title"] for row in runs.rows("articles")} == {"One", "Two"}
    assert [row["error"] for row in runs.rows("fetches")] == [None] * 3


def test_the_command_ends_well_and_says_what_is_missing(server: FaultServer, tmp_path: Path) -> None:
    """The archive's folder of the day is a file: a record of the run cannot even be begun."""
    site = server.add(lambda request: [http(rss(item("One")))])
    (tmp_path / "feeds.txt").write_text(f"{site.url}/feed.xml\n")
    raw = tmp_path / "raw"
    raw.mkdir()
    for day in (0, 1):
        (raw / f"{dt.datetime.now(dt.timezone.utc) + dt.timedelta(days=day):%Y-%m-%d}").write_text("a file")
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "run", "--feeds", str(tmp_path / "feeds.txt"), "--lake",
         str(tmp_path / "lake"), "--keep-raw", str(raw), "--allow-network", "127.0.0.1/32", "--no-full-text",
         "--quiet"],
        capture_output=True, text=True, timeout=120, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = [line for line in done.stderr.splitlines() if "--keep-raw" in line]
    assert len(told) == 1 and "incomplete" in told[0], done.stderr
    assert ds.dataset(str(tmp_path / "lake" / "articles"), partitioning="hive").to_table().num_rows == 1
