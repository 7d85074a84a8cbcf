"""Real processes, really killed: at every named step, and at random while three write and three read.

`COMMUNIQUE_CRASH_KILLS` says how many random kills there are; from 200 on every named step is taken as well,
below (the default) a sample of them, for a quick run.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import lake_processes as processes  # noqa: E402
from lake_workload import MortalStore, clock_at, make_article, records_of, run_info  # noqa: E402

from transforms.open_lake import open_store  # noqa: E402
from transforms.tables import paths  # noqa: E402
from transforms.tables.filesystem import LocalStore  # noqa: E402
from transforms.tables.lake import Lake, init, open_lake  # noqa: E402
from transforms.tables.verify import verify  # noqa: E402

KILLS = int(os.environ.get("COMMUNIQUE_CRASH_KILLS", "20"))
WRITERS = 3

pytestmark = [pytest.mark.crash, pytest.mark.timeout(2400)]

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["lake_processes", "duckdb", "pandas", "polars"])


def prepared(root: Path) -> None:
    init(LocalStore(root), clock_at(0))
    for run_id, day, names in (("r1", 0, "ab"), ("r2", 0, "cd"), ("r3", 1, "ef")):
        lake = open_lake(LocalStore(root), clock=clock_at(day))
        lake.add_run(run_info(run_id), records_of([make_article(name) for name in names], run_id=run_id))


def rows(root: Path, table: str, columns: list[str]) -> list[tuple]:
    found = ds.dataset(str(root / table), partitioning="hive").to_table(columns=[*columns, "ingest_date"])
    return sorted(tuple(map(str, row.values())) for row in found.to_pylist())


def content(root: Path) -> dict[str, list[tuple]]:
    columns = {
        "articles": ["article_id", "version"], "events": ["event_id"], "dyads": ["event_id", "actor_name"],
        "fetches": ["run_id"], "rejects": ["run_id"], "runs": ["run_id"],
    }  # fmt: skip
    return {table: rows(root, table, names) for table, names in columns.items()}


def expect_whole(lake: Lake, found: dict[str, list[tuple]]) -> int:
    """Every run that was published is there, once, with all its rows; return how many there are."""
    published = dict.fromkeys(range(WRITERS), 0)
    for run_id, _ in found["runs"]:
        published[int(run_id[1])] += 1
    for writer, count in published.items():
        assert all(lake.summary(processes.run_id_of(writer, number)) for number in range(count))
    expected = processes.expected_articles(published)
    assert [row[:2] for row in found["articles"]] == sorted((key, str(one)) for key, one in expected.items())
    assert len(found["events"]) == len(expected) * 2
    assert len(found["dyads"]) == len(expected) * 4
    assert len(found["runs"]) == sum(published.values())
    assert verify(lake).problems == ()
    return sum(published.values())


def seconds_to_a_run(address: str) -> float:
    """How long the writers need to publish a run; who kills much faster than that only kills imports."""
    store, start = open_store(address), time.monotonic()
    while not store.files(f"{paths.LOG}/runs"):
        assert time.monotonic() - start < 300, "no writer has published anything"
        time.sleep(0.05)
    return time.monotonic() - start


def reports_of(files: dict[str, Path]) -> dict[str, dict[str, Any]]:
    """What the readers saw; nothing of it may be wrong."""
    seen = {tool: json.loads(file.read_text(encoding="utf-8")) for tool, file in files.items()}
    assert all(one["wrong"] == [] for one in seen.values()), seen
    return seen


@pytest.mark.parametrize("command", processes.COMMANDS)
def test_killed_at_named_steps(tmp_path: Path, command: str) -> None:
    origin, whole, broken = tmp_path / "origin", tmp_path / "whole", tmp_path / "broken"
    prepared(origin)
    shutil.copytree(origin, whole)
    recorder = MortalStore(str(whole))
    processes.COMMANDS[command](recorder)
    steps = list(enumerate(recorder.steps))
    chosen = steps if KILLS >= 200 else steps[3 :: max(1, len(steps) // 6)]

    for number, step in chosen:
        shutil.copytree(origin, broken)
        when = random.Random(number).choice(["before", "midst", "after"])
        child = context.Process(
            target=processes.die_at, args=(str(broken), command, number, when), daemon=True
        )
        child.start()
        child.join(300)
        assert child.exitcode == -signal.SIGKILL, step
        processes.COMMANDS[command](LocalStore(broken))
        assert content(broken) == content(whole), (step, when)
        assert verify(open_lake(LocalStore(broken), clock=clock_at(9))).problems == (), (step, when)
        shutil.rmtree(broken)


def test_three_writers_killed_at_random_while_three_tools_read(tmp_path: Path) -> None:
    root, stop, dice = tmp_path / "lake", tmp_path / "stop", random.Random(4)
    init(LocalStore(root), clock_at(0))
    reports = {tool: tmp_path / f"{tool}.json" for tool in processes.READERS}
    readers = [
        context.Process(
            target=processes.read_until, args=(str(root), tool, str(stop), str(report)), daemon=True
        )
        for tool, report in reports.items()
    ]
    jobs = {n: (processes.write_until, (str(root), n, str(stop))) for n in range(WRITERS)}
    jobs[WRITERS] = (processes.compact_until, (str(root), str(stop)))

    def start(job: int) -> multiprocessing.process.BaseProcess:
        target, args = jobs[job]
        process = context.Process(target=target, args=args, daemon=True)
        process.start()
        return process

    for reader in readers:
        reader.start()
    running = {job: start(job) for job in jobs}
    kills, longest = 0, min(4.0, max(0.8, seconds_to_a_run(str(root))))
    deadline = time.monotonic() + 300 + KILLS * (1.5 + longest)
    while kills < KILLS and time.monotonic() < deadline:
        time.sleep(dice.uniform(0.0, longest))
        job = dice.choice(list(running))
        running[job].kill()
        running[job].join()
        assert running[job].exitcode in (-signal.SIGKILL, 0), "a writer failed of itself"
        kills += running[job].exitcode == -signal.SIGKILL
        running[job] = start(job)
    # Every writer takes up the run it was killed in, finishes it and ends; nobody repairs anything by hand.
    stop.touch()
    for process in [*running.values(), *readers]:
        process.join(600)
        assert process.exitcode == 0
    assert kills >= KILLS

    published = expect_whole(open_lake(LocalStore(root), clock=clock_at(0)), content(root))
    seen = reports_of(reports)
    vanished = sum(one["told"] for one in seen.values())
    sys.stderr.write(
        f"\n{kills} kills, {published} runs published, 0 lost, 0 double, 0 half; "
        + ", ".join(f"{tool} {one['reads']} reads" for tool, one in seen.items())
        + f"; 0 wrong, {vanished} met a name that a compaction had taken away\n"
    )
    assert all(one["reads"] > 2 for one in seen.values()), seen  # two come after the last kill
