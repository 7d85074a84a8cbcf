"""Measure ingest on a loopback server with latency: ratios within one call, so that a busy machine does no
harm.

    python bench/ingest.py [--feeds 1000] [--latency 50] [--rounds 1]

1. healthy: FEEDS feeds of 20 items against `reader` with its own best number of workers;
2. unchanged: the same feeds again, all 304 (target: under 5 CPU-seconds for 1,000 feeds, start of Beam
included); 3. hostile: a feed of 100,000 items and a gzip bomb (target: peak of all processes under 700 MB);
4. parsing: what feedparser takes of the whole, and what the fast path saves.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RUNS = str(ROOT / "bench" / "ingest_runs.py")
sys.path.insert(0, str(ROOT))
READER_WORKERS = (4, 8, 16, 32)
FEW = 200


def run(*arguments: str) -> dict[str, Any]:
    """Run one measured program; adds the peak of its memory, children included, in MB."""
    child = subprocess.Popen(
        [sys.executable, RUNS, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    peak = 0
    while child.poll() is None:
        peak = max(peak, sum(memory_kb(pid) for pid in family(child.pid)))
        time.sleep(0.1)
    assert child.stdout is not None
    output = child.stdout.read()
    if child.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {child.returncode}")
    return {**json.loads(output), "peak_mb": round(peak / 1024)}


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    found = [pid]
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            text = Path(f"/proc/{pid}/task/{task}/children").read_text(encoding="ascii")
            for child in text.split():
                found += family(int(child))
    except OSError:
        pass
    return found


def memory_kb(pid: int) -> int:
    """Return the proportional share of memory of a process, 0 where it is gone."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def serve(port: int, latency_ms: float, feeds: int) -> subprocess.Popen[str]:
    """Start the server and wait until it has made its feeds."""
    server = subprocess.Popen(
        [sys.executable, str(ROOT / "bench" / "ingest_server.py"), str(port), str(latency_ms), str(feeds)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    server.stdout.readline()
    for path in ("/feed/1/100000", "/bomb"):  # made at the first request, which would look like a slow host
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
            answer.read()
    return server


def parsing(feeds: int = 100) -> dict[str, float]:
    """Return milliseconds of CPU per feed of 20 items, without and with the fast path."""
    from bench.ingest_server import feed
    from transforms.feeds.parse import parse_feed

    bodies = [feed(number, 20) for number in range(feeds)]
    result = {}
    for name, fast in (("feedparser", False), ("fast", True)):
        began = time.process_time()
        for body in bodies:
            parse_feed(body, {}, truncated=False, max_entries=2_000, fast=fast)
        result[name] = round((time.process_time() - began) / feeds * 1_000, 2)
    return result


def main() -> None:
    """Measure and print, for people and as one JSON line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--latency", type=float, default=50.0, help="milliseconds (default: 50)")
    parser.add_argument("--port", type=int, default=18_765)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = serve(options.port, options.latency, options.feeds)
        port, feeds = str(options.port), str(options.feeds)
        try:
            tries = {
                workers: run(
                    "reader", str(min(FEW, options.feeds)), port, f"{folder}/try{workers}", str(workers)
                )
                for workers in READER_WORKERS
            }
            best = min(tries, key=lambda workers: tries[workers]["seconds"])
            ours = run("ours", feeds, port, f"{folder}/lake")
            theirs = run("reader", feeds, port, f"{folder}/reader", str(best))
            unchanged = run("ours", feeds, port, f"{folder}/lake")
            hostile = run("hostile", port, f"{folder}/hostile")
        finally:
            server.terminate()
    parse = parsing()
    report = {
        "feeds": options.feeds,
        "healthy": ours,
        "reader": {**theirs, "workers": best},
        "ratio_seconds": round(theirs["seconds"] / ours["seconds"], 2),
        "ratio_cpu": round(theirs["cpu"] / ours["cpu"], 2),
        "unchanged": unchanged,
        "hostile": hostile,
        "parse_ms": parse,
        "feedparser_share": round(parse["feedparser"] * options.feeds / 1_000 / ours["cpu"], 2),
    }
    show(report)
    print(json.dumps(report))


def show(report: dict[str, Any]) -> None:
    """Print the figures for people."""
    for name in ("healthy", "reader", "unchanged", "hostile"):
        row = report[name]
        print(
            f"{name:10} {row['seconds']:7.1f} s  {row['cpu']:6.1f} CPU-s  {row['peak_mb']:5} MB "
            f" {row['articles']:6}"
        )
    print(
        f"reader needs {report['ratio_seconds']} times our seconds, {report['ratio_cpu']} times our"
        f" CPU-seconds"
    )
    print(
        f"parsing a feed of 20: {report['parse_ms']} ms; feedparser alone would be"
        f" {report['feedparser_share']:.0%} of all"
    )


if __name__ == "__main__":
    main()
