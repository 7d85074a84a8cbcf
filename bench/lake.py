"""What a lake costs: `make bench-lake`, or `python bench/lake.py SECTION…` for some of it.

Sections: commit (a small run), large and daily (2 M events in 10 and in 67 days, against one ideally sorted
file), monthly (the 67 days in a lake by month), small (a run every five minutes for ten days, before and after compaction), known (10 M known ids).
`--scale 0.1` shrinks all of them.
Prints one JSON object per section; figures are medians, with the smallest in brackets where that tells more.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from lake_queries import compared, query_times, shown, timed
from lake_rows import EVENTS_PER_ARTICLE, Rows

from schemas.tables import TABLES
from transforms.tables import known, wal
from transforms.tables.compact import compact
from transforms.tables.filesystem import LocalStore
from transforms.tables.known import KnownArticles
from transforms.tables.lake import Lake, init, open_lake
from transforms.tables.parquet import encode, join_rows
from transforms.tables.periods import DAY, MONTH
from transforms.tables.segments import SegmentFolder, digest128
from transforms.tables.wal import RunInfo, Shard

START = dt.datetime(2025, 1, 1, tzinfo=dt.timezone.utc)


def publish(lake: Lake, run_id: str, tables: dict[str, pa.Table]) -> None:
    """Write, commit and publish rows as a run."""
    lake.commit_run(*written(lake, run_id, tables))


def written(lake: Lake, run_id: str, tables: dict[str, pa.Table]) -> tuple[RunInfo, list[Shard]]:
    """Write rows as a run's shards."""
    shards = [wal.write_rows(lake.store, run_id, TABLES[name], rows) for name, rows in tables.items()]
    return RunInfo(run_id=run_id, started_at=START), shards


def day_clock(day: int) -> Callable[[], dt.datetime]:
    """Return a clock that stands `day` days after START."""

    def clock() -> dt.datetime:
        return START + dt.timedelta(days=day)

    return clock


def new_lake(root: Path, day: int = 0, period: str = DAY) -> Lake:
    """Return an empty lake."""
    init(LocalStore(root), day_clock(day), period=period)
    return open_lake(LocalStore(root), clock=day_clock(day))


def bench_commit(root: Path, scale: float) -> dict[str, Any]:
    """A small run: 30 articles, 120 events."""
    lake, rows = new_lake(root), Rows()
    opening, writing, committing = [], [], []
    for number in range(max(5, int(40 * scale))):
        tables = rows.run(30, START.date(), f"r{number}")
        marks = [time.perf_counter()]
        lake = open_lake(LocalStore(root), clock=day_clock(0))
        marks.append(time.perf_counter())
        run, shards = written(lake, f"r{number}", tables)
        marks.append(time.perf_counter())
        lake.commit_run(run, shards)
        marks.append(time.perf_counter())
        for seconds, start, end in zip((opening, writing, committing), marks, marks[1:], strict=False):
            seconds.append(end - start)
    return {"open": shown(opening), "write shards": shown(writing), "commit and publish": shown(committing)}


def bench_large(root: Path, scale: float) -> dict[str, Any]:
    """2 M events in 10 days: the lake, one file per day, against one file sorted through and through."""
    return _against_one_file(root, scale, days=10)


def bench_daily(root: Path, scale: float) -> dict[str, Any]:
    """The same in 67 days of 30,000 events: what opening many files costs."""
    return _against_one_file(root, scale, days=67)


def bench_monthly(root: Path, scale: float) -> dict[str, Any]:
    """The same 67 days in a lake by month, compacted every day."""
    return _against_one_file(root, scale, days=67, period=MONTH)


def _against_one_file(root: Path, scale: float, days: int, period: str = DAY) -> dict[str, Any]:
    per_day = int(2_000_000 * scale / days / EVENTS_PER_ARTICLE)
    lake, rows, parts = new_lake(root / "lake", period=period), Rows(), []
    start = time.perf_counter()
    spent = compacting = 0.0
    for day in range(days):
        lake = open_lake(LocalStore(root / "lake"), clock=day_clock(day))
        tables = rows.run(per_day, lake.clock().date(), f"d{day}")
        parts.append(tables["events"])
        begin = time.perf_counter()
        publish(lake, f"d{day}", tables)
        spent += time.perf_counter() - begin
        if period != DAY:
            begin = time.perf_counter()
            compact(lake)
            compacting += time.perf_counter() - begin
    compact(open_lake(LocalStore(root / "lake"), clock=day_clock(days + 31)))
    every = join_rows(TABLES["events"], parts)
    (root / "one.parquet").write_bytes(encode(TABLES["events"], every))
    event_id = every.column("event_id")[len(every) // 2].as_py()
    in_lake = query_times(f"{root}/lake/events/**/*.parquet", event_id)
    in_one = query_times(f"{root}/one.parquet", event_id)
    return {
        "events": len(every),
        "write and publish": f"{spent:.1f} s ({len(every) / spent:,.0f} events/s)",
        "made in": f"{time.perf_counter() - start:.1f} s",
        "compaction of running months": f"{compacting:.1f} s",
        "files of events": len(list(root.glob("lake/events/*/*"))) - 1,
        "bytes per event": round(sum(f.stat().st_size for f in root.glob("lake/events/*/*")) / len(every)),
        "queries, lake / one sorted file": compared(in_lake, in_one),
    }


def bench_small(root: Path, scale: float) -> dict[str, Any]:
    """A run every five minutes for ten days: 5 articles, 20 events each."""
    new_lake(root)
    rows, seconds = Rows(), []
    runs = int(288 * scale)
    for day in range(10):
        for number in range(runs):
            lake = open_lake(LocalStore(root), clock=day_clock(day))
            run, shards = written(
                lake, f"d{day}n{number}", rows.run(5, lake.clock().date(), f"d{day}n{number}")
            )
            start = time.perf_counter()
            lake.commit_run(run, shards)
            seconds.append(time.perf_counter() - start)
    event_id = f"{7:020x}-1"
    before = query_times(f"{root}/events/**/*.parquet", event_id, times=3)
    files = len(list(root.glob("events/*/*")))
    start = time.perf_counter()
    compact(open_lake(LocalStore(root), clock=day_clock(10)))
    took = time.perf_counter() - start
    after = query_times(f"{root}/events/**/*.parquet", event_id, times=3)
    return {
        "runs": len(seconds),
        "commit, first hundred": shown(seconds[:100]),
        "commit, last hundred": shown(seconds[-100:]),
        "files of events": f"{files} before, {len(list(root.glob('events/*/*')))} after compaction",
        "compaction": f"{took:.1f} s",
        "queries before / after": compared(before, after),
    }


def bench_known(root: Path, scale: float) -> dict[str, Any]:
    """10 M known articles with two names each; 30,000 look-ups, half of them known."""
    count = int(10_000_000 * scale)
    dice = np.random.default_rng(1)
    store = LocalStore(root)
    ours = [f"{number:020x}" for number in range(15_000)]
    for folder, entries in (
        (SegmentFolder(store, "_index/known", 6), count),
        (SegmentFolder(store, "_index/owners", 4), 2 * count),
    ):
        matrix = dice.integers(0, 2**64, (folder.rows, entries), dtype="u8")
        if folder.rows == 6:
            matrix[4:] = [[0], [(1 << 32) | 20_000]]  # fetched at the epoch, version 1, some day
        matrix[:2, : len(ours)] = np.array([digest128(one) for one in ours], dtype="u8").T
        folder.rewrite(np.ascontiguousarray(matrix[:, np.argsort(matrix[0])]).tobytes(), 1)
        del matrix
    wanted = ours + [f"new-{number}" for number in range(15_000)]
    memory = _resident()
    opening = timed(lambda: KnownArticles.open(store))
    index = KnownArticles.open(store)
    start = time.perf_counter()
    found = index.get_many(wanted)
    batch = time.perf_counter() - start
    start = time.perf_counter()
    singly = sum(index.get(one) is not None or index.has_name([one]) for one in wanted)
    one_by_one = time.perf_counter() - start
    assert len(found) == 15_000 and singly == 15_000
    start = time.perf_counter()
    for seq in range(2, 12):
        for path, data in known.segments_of(store, [], seq).items():
            store.write(path, data)
        known.tidy(store)
    return {
        "ids": count,
        "index on disk": f"{sum(file.size for file in store.files('_index')) / 1e6:.0f} MB",
        "open": shown(opening),
        "30,000 look-ups in one call": f"{batch * 1000:.0f} ms",
        "30,000 one by one, by id and name": f"{one_by_one:.2f} s",
        "memory touched": f"{_resident() - memory:.0f} MB",
        "ten publications' upkeep": f"{(time.perf_counter() - start) * 1000:.0f} ms",
    }


def _resident() -> float:
    """Return the memory this process holds now, in MB (Linux; elsewhere its peak)."""
    try:
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1000
    except FileNotFoundError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


SECTIONS = {
    "commit": bench_commit,
    "large": bench_large,
    "daily": bench_daily,
    "monthly": bench_monthly,
    "small": bench_small,
    "known": bench_known,
}


def main() -> int:
    """Run the sections asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sections", nargs="*", choices=[*SECTIONS, []], help="all by default")
    parser.add_argument("--scale", type=float, default=1.0, help="part of the full size (default: 1)")
    args = parser.parse_args()
    for name in args.sections or SECTIONS:
        with tempfile.TemporaryDirectory(prefix=f"bench-lake-{name}-") as folder:
            print(json.dumps({name: SECTIONS[name](Path(folder), args.scale)}, indent=1), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
