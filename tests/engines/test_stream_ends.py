"""One stream a lake: a second is refused, and what a killed one leaves is found, told and taken over."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import engines
import pytest

from pipeline.running import Cluster, stream_name
from transforms.open_lake import open_lake

pytestmark = pytest.mark.engines

PATIENCE_S = 180.0


def job_servers_of(pid: int) -> list[int]:
    """Return the living children of a process that run the job server's jar."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            command = (stat.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z" and engines.JOB_SERVER.name.encode() in command:
            found.append(int(stat.parent.name))
    return found


def until(happened: Callable[[], Any], what: str) -> Any:
    """Wait for something; return what it is."""
    ends = time.monotonic() + PATIENCE_S
    while not (found := happened()):
        assert time.monotonic() < ends, f"not within {PATIENCE_S:.0f} s: {what}"
        time.sleep(0.2)
    return found


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


def test_a_second_stream_is_refused_and_a_killed_one_taken_over(
    console_script: str, cluster: Any, flink_options: list[str], streams: Any, tmp_path: Path
) -> None:
    feeds, place = tmp_path / "feeds.txt", tmp_path / "lake"
    feeds.write_text("https://feed.example/world.xml\n")
    name = stream_name(open_lake(str(place), create=True))
    at_flink = Cluster(cluster.master)
    command = [console_script, "stream", "--feeds", feeds, "--lake", place, "--quiet", *flink_options]

    def refused() -> str:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 2, done.stderr
        return done.stderr

    first = streams(command)
    (job,) = until(lambda: at_flink.jobs(name) or first.poll(), "the first stream's job")
    try:
        assert "runs on this machine already; end it with SIGTERM" in refused()
        assert at_flink.jobs(name) == [job]

        (server,) = job_servers_of(first.pid)
        first.kill()
        first.wait()
        until(lambda: not Path(f"/proc/{server}").exists(), "the end of the job server")
        told = refused()
        assert f"job {job} at {cluster.master} streams into it already" in told and "--takeover" in told

        other = open_lake(str(tmp_path / "other"), create=True)
        assert not at_flink.jobs(stream_name(other)), "jobs of other lakes are no hindrance"

        second = streams([*command, "--takeover"])
        until(lambda: job not in at_flink.jobs(name), "the end of the job whose command was killed")
        (successor,) = until(lambda: at_flink.jobs(name) or second.poll(), "the successor's job")
        assert successor != job
        os.kill(second.pid, signal.SIGTERM)
        assert second.wait(timeout=90) == 0
        until(lambda: not at_flink.jobs(name), "the end of the successor's job")
    finally:
        at_flink.cancel(name)
