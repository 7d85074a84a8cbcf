"""`watch` over many runs: memory and descriptors do not grow. 40 runs here, 500 with `make watch-500`."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from pathlib import Path
from statistics import median

import pytest

RUNS = int(os.environ.get("COMMUNIQUE_WATCH_RUNS", "40"))
WARM_UP = 10
"""Runs after which all that is made once has been made."""
GROWTH_MIB = 24.0
"""Allowed over all runs after the warm-up, by the medians of the first and the last tenth."""

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><link>https://wire.example/</link>
<item><title>Recall {n}</title><link>https://wire.example/{n}</link><guid>{n}</guid>
<description>Brazil recalled its ambassador to Israel on Monday over case {n}.</description></item></channel></rss>"""

pytestmark = pytest.mark.timeout(60 + 10 * RUNS)


def resident_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no VmRSS")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_memory_and_descriptors_stay_flat(console_script, tmp_path, capsys):
    feed = tmp_path / "one.xml"
    feed.write_text(FEED.format(n=0), "utf-8")
    (tmp_path / "feeds.txt").write_text("one.xml\n", "utf-8")
    command = [console_script, "watch", "--feeds", "feeds.txt", "--lake", "lake", "--no-full-text"]
    command += ["--every", "1s", "--runs", str(RUNS), "--force"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    memory, descriptors, lines = [], [], []
    started = time.monotonic()
    for line in process.stderr:
        lines.append(line)
        if len(lines) == RUNS:
            break
        memory.append(resident_mib(process.pid))
        descriptors.append(len(os.listdir(f"/proc/{process.pid}/fd")))
        feed.write_text(FEED.format(n=len(lines)), "utf-8")  # something new for every run
    threading.Thread(target=process.stderr.read, daemon=True).start()
    assert process.wait(timeout=180) == 0
    assert all("events" in line for line in lines), "one line a run, and no other"
    memory, descriptors = memory[WARM_UP:], descriptors[WARM_UP:]
    tenth = max(len(memory) // 10, 3)
    begin, end = median(memory[:tenth]), median(memory[-tenth:])
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what this test is for, too
            f"\nwatch, {RUNS} runs in {time.monotonic() - started:.0f} s: {begin:.1f} MiB after {WARM_UP} runs,"
            f" {end:.1f} MiB at the end; descriptors {median(descriptors[:tenth]):.0f} and"
            f" {median(descriptors[-tenth:]):.0f}, at most {max(descriptors)}"
        )
    assert end - begin <= GROWTH_MIB
    assert median(descriptors[-tenth:]) <= median(descriptors[:tenth]) + 2
