"""Typical questions to a lake, and how long they take."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import duckdb

QUERIES = {
    "count by type": "SELECT event_type, count(*) FROM {events} GROUP BY ALL",
    "ten days, one type": "SELECT status, count(*), avg(confidence) FROM {events} WHERE date_start BETWEEN "
    "DATE '2025-01-10' AND DATE '2025-01-19' AND event_type = 'CONSULT' GROUP BY ALL",
    "who meets whom": "SELECT actors[1].country, recipients[1].country, count(*) FROM {events} "
    "WHERE event_type = 'CONSULT' GROUP BY ALL ORDER BY 3 DESC LIMIT 20",
    "a word in sentences": "SELECT count(*) FROM {events} WHERE sentence ILIKE '%agreed%' AND quad = 1",
    "one event by id": "SELECT * FROM {events} WHERE event_id = '{event_id}'",
    "who acts in March": "SELECT actors[1].country, count(*) FROM {events} "
    "WHERE date_start BETWEEN DATE '2025-03-01' AND DATE '2025-03-31' AND confidence > 0.8 GROUP BY ALL",
    "a year without events": "SELECT count(*) FROM {events} WHERE date_start > DATE '2099-01-01'",
}
"""Typical questions; the last one is answered from the footers and shows what opening the files costs."""


def timed(
    action: Callable[[], Any], times: int = 7, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """Return the seconds each of several calls took, after one that does not count."""
    action()
    seconds = []
    for _ in range(times):
        start = clock()
        action()
        seconds.append(clock() - start)
    return seconds


def shown(seconds: list[float]) -> str:
    """Return median and minimum in milliseconds."""
    return f"{statistics.median(seconds) * 1000:.1f} ms ({min(seconds) * 1000:.1f})"


def query_times(files: str, event_id: str, times: int = 7) -> dict[str, float]:
    """Return the CPU seconds of each query, files in the page cache, one thread; the best of some, because
    others share the machine."""
    source = f"read_parquet('{files}', hive_partitioning = true)"
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        return {
            name: min(
                timed(
                    lambda q=query: connection.execute(q.format(events=source, event_id=event_id)).fetchall(),
                    times,
                    time.process_time,
                )
            )
            for name, query in QUERIES.items()
        }


def compared(one: dict[str, float], other: dict[str, float]) -> dict[str, str]:
    """Return two sets of query times side by side, with their ratio."""
    return {
        name: f"{one[name] * 1000:.1f} / {other[name] * 1000:.1f} ms = {one[name] / other[name]:.2f}"
        for name in QUERIES
    }
