"""Where the records of a stream's job are: what each step of it took and gave, and how far its watermark has come."""

from __future__ import annotations

import contextlib
import time
import urllib.parse
from pathlib import Path
from typing import Any

import duckdb
from processes import until

COMMITTER = "OneCommitter"
COLLECTED_S = 5.0


def watermark_lag(cluster: Any, job: str) -> float:
    """Return by how many seconds the watermark at the committer is behind the clock."""
    (committer,) = (step["id"] for step in _steps(cluster, job) if COMMITTER in step["name"])
    # The first question only makes the job manager collect the answer.
    told = until(lambda: cluster.get(f"/jobs/{job}/vertices/{committer}/watermarks"), "a watermark")
    return time.time() - min(float(one["value"]) for one in told) / 1_000


def account(cluster: Any, job: str, lake: Path) -> str:
    """Return, for the message of a failure, what came into and out of every step, and what the lake has of it."""
    steps = _steps(cluster, job)
    for _again in range(2):  # the first question only makes the job manager collect the answers
        lines = [f"{step['name']}: {_in_and_out(cluster, job, step)}" for step in steps]
        time.sleep(COLLECTED_S)
    (polled,) = _row(lake, "fetches", "coalesce(sum(new_items), 0)")
    (known,) = _row(lake, "runs", "coalesce(sum(CAST(counts_json->>'articles_known' AS INTEGER)), 0)")
    (rejected,) = _row(lake, "rejects", "count(*)")
    (stored,) = _row(lake, "articles", "count(*)")
    lines.append(f"lake: {polled} new entries in polls; {stored} articles, {known} known, {rejected} rejects")
    return "\n".join(lines)


def _steps(cluster: Any, job: str) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = cluster.get(f"/jobs/{job}")["vertices"]
    return steps


def _in_and_out(cluster: Any, job: str, step: dict[str, Any]) -> str:
    told = []
    for subtask in range(step["parallelism"]):
        metrics = f"/jobs/{job}/vertices/{step['id']}/subtasks/{subtask}/metrics"
        with contextlib.suppress(OSError):  # a subtask that has just gone away tells nothing
            names = [metric["id"] for metric in cluster.get(metrics)]
            wanted = [
                name for name in names if name.endswith(("numRecordsIn", "numRecordsOut")) or "ropped" in name
            ]
            query = urllib.parse.quote(",".join(wanted))
            told += [f"{one['id']}={one['value']}" for one in cluster.get(f"{metrics}?get={query}")]
    return " ".join(told)


def _row(lake: Path, table: str, columns: str) -> tuple[Any, ...]:
    sql = f"SELECT {columns} FROM read_parquet('{lake}/{table}/**/*.parquet', hive_partitioning = true)"
    found = duckdb.connect().execute(sql).fetchone()
    assert found is not None
    return found
