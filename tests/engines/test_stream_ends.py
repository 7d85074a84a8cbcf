"""One stream a lake: a second is refused, and what a killed one leaves is found, told and taken over; with pages."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import engines
import page_server
import pytest
from processes import children_running, free_port, until

from pipeline.running import Cluster, stream_name
from transforms.open_lake import open_lake

pytestmark = pytest.mark.engines

ARTICLES = (len(page_server.HOSTS) - 1) * page_server.PER_HOST + 1
"""All of the page server's; the host that is broken has one."""


@pytest.fixture()
def streams() -> Iterator[Callable[[list[Any]], subprocess.Popen[str]]]:
    """Return what starts a stream that does not outlive the test."""
    started = []

    def start(command: list[Any]) -> subprocess.Popen[str]:
        started.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def texts(lake: Path) -> list[tuple[str, str]]:
    """Return address and text of the articles of a lake."""
    sql = "SELECT url, text FROM read_parquet(?, hive_partitioning = true)"
    return duckdb.connect().execute(sql, [f"{lake}/articles/**/*.parquet"]).fetchall()


def assert_pages_were_read(articles: list[tuple[str, str]]) -> None:
    """Check that every article is there once, with the text of its page where there is one."""
    assert len(articles) == len({url for url, _ in articles}) == ARTICLES
    for url, text in articles:
        a, b = page_server.parties(int(url.rpartition("/")[2]))
        if page_server.BROKEN in url:
            assert text == f"{a} recalled its ambassador."
        else:
            assert f"{b} rejected the accusations of {a}" in text


def test_a_second_stream_is_refused_and_a_killed_one_taken_over_which_reads_pages(
    console_script: str, cluster: Any, flink_options: list[str], streams: Any, tmp_path: Path
) -> None:
    feeds, place = tmp_path / "feeds.txt", tmp_path / "lake"
    feeds.write_text("https://feed.example/world.xml\n")
    name = stream_name(open_lake(str(place), create=True))
    at_flink = Cluster(cluster.master)
    command = [
        console_script, "stream", "--feeds", feeds, "--lake", place, "--quiet", "--full-text", "--allow-network",
        "127.0.0.0/8", "--host-gap", "0.1", "--commit-every", "3", "--checkpoint-every", "1", *flink_options,
    ]  # fmt: skip

    def refused() -> str:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 2, done.stderr
        return done.stderr

    first = streams(command)
    (job,) = until(lambda: at_flink.jobs(name) or first.poll(), "the first stream's job")
    try:
        assert "runs on this machine already; end it with SIGTERM" in refused()
        assert at_flink.jobs(name) == [job]

        (server,) = children_running(first.pid, engines.JOB_SERVER.name)
        first.kill()
        first.wait()
        until(lambda: not Path(f"/proc/{server}").exists(), "the end of the job server")
        told = refused()
        assert f"job {job} at {cluster.master} streams into it already" in told and "--takeover" in told

        other = open_lake(str(tmp_path / "other"), create=True)
        assert not at_flink.jobs(stream_name(other)), "jobs of other lakes are no hindrance"

        with page_server.served(free_port()) as addresses:
            feeds.write_text("\n".join(addresses))
            second = streams([*command, "--takeover"])
            until(lambda: job not in at_flink.jobs(name), "the end of the job whose command was killed")
            (successor,) = until(lambda: at_flink.jobs(name) or second.poll(), "the successor's job")
            assert successor != job
            until(lambda: len(texts(place)) >= ARTICLES or second.poll(), f"{ARTICLES} articles")
        assert_pages_were_read(texts(place))
        os.kill(second.pid, signal.SIGTERM)
        assert second.wait(timeout=90) == 0
        until(lambda: not at_flink.jobs(name), "the end of the successor's job")
    finally:
        at_flink.cancel(name)
