"""Run in a mount namespace of its own: a lake on a small disk that fills up, gets room, turns read-only and back.

Prints what happened as one JSON object; an assertion that fails ends it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2]))
import pyarrow.parquet as pq
from lake_workload import clock_at, make_article, records_of, run_info

from schemas.tables import TABLES
from transforms.tables import wal
from transforms.tables.compact import compact
from transforms.tables.errors import LakeError
from transforms.tables.filesystem import LocalStore
from transforms.tables.lake import Lake, init, open_lake
from transforms.tables.status import status
from transforms.tables.verify import verify


def mount(*options: str) -> None:
    subprocess.run(["mount", *options], check=True)


def rows(root: Path) -> dict[str, int]:
    """Rows of every table over all files a glob finds, each of which has to be whole."""
    return {
        name: sum(pq.read_metadata(file).num_rows for file in root.glob(f"{name}/**/*") if file.is_file())
        for name in TABLES
    }


def opened(root: Path, day: int = 0) -> Lake:
    return open_lake(LocalStore(root), clock=clock_at(day))


def publish(root: Path, number: int) -> None:
    articles = [make_article(f"n{number}-{at}") for at in range(5)]
    if number:
        articles.append(make_article(f"n{number - 1}-0", edition=2))
    opened(root).add_run(run_info(f"r{number}"), records_of(articles, run_id=f"r{number}"))


def filled(root: Path, ballast: Path) -> int:
    """Try a run on a disk with no room, then with some pages more each time, until it goes through."""
    refused = 0
    for number in range(1, 4):
        before = rows(root)
        left = 0
        while True:
            free = os.statvfs(root).f_bavail * os.statvfs(root).f_frsize
            ballast.write_bytes(bytes(max(0, free - left)))
            try:
                publish(root, number)
            except LakeError as error:
                assert "no space left" in str(error), error
                refused += 1
                now = rows(root)
                for name in ("articles", "events", "dyads"):  # all that the run adds, or nothing
                    assert now[name] - before[name] in (0, {"articles": 5, "events": 10, "dyads": 20}[name])
                ballast.unlink()
                left += 16 * 1024
                continue
            break
        ballast.unlink()
        assert rows(root)["articles"] == 5 * (number + 1)
    return refused


def read_only(root: Path, place: str) -> int:
    """The disk turns read-only between a run's shards and its commit, and before a compaction."""
    store = LocalStore(root)
    shards = [
        wal.write_shard(store, "late", TABLES[name], records)
        for name, records in records_of([make_article("late")], run_id="late").items()
    ]
    lake = opened(root)
    before = rows(root)
    mount("-o", "remount,ro", place)
    told = []
    for attempt in (
        lambda: lake.commit_run(run_info("late"), shards),
        lambda: open_lake(LocalStore(root), create=True),
        lambda: compact(open_lake(LocalStore(root), clock=clock_at(9), mend=False)),
    ):
        try:
            attempt()
        except LakeError as error:
            told.append(str(error))
    assert len(told) == 3 and all("read-only" in one for one in told), told
    assert rows(root) == before
    assert status(opened(root)).tables[0].rows == before["articles"]  # who only looks needs no writing
    mount("-o", "remount,rw", place)
    lake.commit_run(run_info("late"), shards)
    assert rows(root)["articles"] == before["articles"] + 1
    return len(told)


def main(place: str) -> None:
    mount("-t", "tmpfs", "-o", "size=3m", "tmpfs", place)
    root, ballast = Path(place, "lake"), Path(place, "ballast")
    init(LocalStore(root), clock_at(0))
    publish(root, 0)
    refused = filled(root, ballast)
    told = read_only(root, place)
    before = rows(root)
    compact(opened(root, 9))
    assert rows(root) == before
    assert verify(opened(root)).problems == ()
    sys.stdout.write(json.dumps({"refused": refused, "read_only": told}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
