"""A stream that is killed with -9 leaves no job server behind."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Any

import engines
import pytest

pytestmark = pytest.mark.engines


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


def test_a_killed_stream_takes_its_job_server_with_it(
    console_script: str, flink_options: list[str], tmp_path: Path
) -> None:
    (tmp_path / "feeds.txt").write_text("https://feed.example/world.xml\n")
    command: list[Any] = [
        console_script,
        "stream",
        "--feeds",
        tmp_path / "feeds.txt",
        "--lake",
        tmp_path / "lake",
    ]
    stream = subprocess.Popen([*command, *flink_options], stderr=subprocess.DEVNULL)
    try:
        ends = time.monotonic() + 90
        while not (servers := job_servers_of(stream.pid)):
            assert stream.poll() is None and time.monotonic() < ends, "no job server was started"
            time.sleep(0.05)
    finally:
        stream.kill()
        stream.wait()
    ends = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in servers):
        assert time.monotonic() < ends, "the job server lives on"
        time.sleep(0.05)
