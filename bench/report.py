"""Measures the report of a large lake: how long it takes to write, how large it is, how long a browser needs.

A made-up lake is built, `communique report` run on it, and the page opened in headless Chromium with a profile
nobody has used before, and once more. Seconds are those of this machine, with everything else it does.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests" / "browser")]

from chromium import launch  # noqa: E402

from tools import synthetic_lake  # noqa: E402


def main() -> int:
    """Measure, print a line per figure and one JSON object at the end."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--events", type=int, default=500_000, metavar="N")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="fresh profiles")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="communique-bench-report-") as folder:
        found = measure(Path(folder), args.events, args.rounds)
    for name, value in found.items():
        print(f"{name:<28} {value}")
    print(json.dumps(found))
    return 0


def measure(folder: Path, events: int, rounds: int) -> dict[str, Any]:
    """Return the figures of one lake."""
    synthetic_lake.build(folder / "lake", events)
    page = folder / "report.html"
    start = time.perf_counter()
    command = [sys.executable, "-m", "pipeline", "report", "--lake", str(folder / "lake"), "--out", str(page)]
    subprocess.run([*command, "--quiet"], check=True, cwd=PROJECT)
    written = time.perf_counter() - start
    first, again = [], []
    for number in range(rounds):
        with launch(folder / f"profile-{number}") as browser:
            first.append(opened(browser, page))
            again.append(opened(browser, page))
    return {
        "events": events,
        "bytes": page.stat().st_size,
        "seconds to write": round(written, 1),
        "first open, numbers": round(statistics.median(one[0] for one in first), 2),
        "first open, all drawn": round(statistics.median(one[1] for one in first), 2),
        "later open, numbers": round(statistics.median(one[0] for one in again), 2),
        "later open, all drawn": round(statistics.median(one[1] for one in again), 2),
        "slowest first open, all drawn": round(max(one[1] for one in first), 2),
    }


def opened(browser: Any, path: Path) -> tuple[float, float]:
    """Return the seconds until the numbers stand there, and until every chart is drawn."""
    page = browser.new_page()
    start = time.perf_counter()
    page.goto(path.as_uri())
    page.wait_for_selector("#matching:not(:empty)")
    numbers = time.perf_counter() - start
    page.wait_for_selector("html[data-ready=yes]")
    drawn = time.perf_counter() - start
    page.close()
    return numbers, drawn


if __name__ == "__main__":
    raise SystemExit(main())
