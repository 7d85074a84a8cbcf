"""One object corrected as fast as it goes while tools read it: old rows, new rows or an error, never a mixture.

Only in `make test-crash`: the answer is in how often what happens, which takes a while to see.
"""

from __future__ import annotations

import json
import multiprocessing
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import lake_processes as processes  # noqa: E402
import object_readers  # noqa: E402
from lake_workload import clock_at, make_article, records_of  # noqa: E402
from object_servers import ObjectServer  # noqa: E402
from test_crash_objects import EVERY_STEP, server  # noqa: E402, F401 - a fixture

from schemas.tables import TABLES  # noqa: E402
from transforms.open_lake import open_store  # noqa: E402
from transforms.tables import inplace, parquet  # noqa: E402
from transforms.tables.lake import init  # noqa: E402

TRIES = 100
OBJECT = "articles/ingest_date=2025-03-30/00000001-r.parquet"

pytestmark = [
    pytest.mark.crash,
    pytest.mark.timeout(2400),
    pytest.mark.skipif(not EVERY_STEP, reason="minutes of reading: make test-crash has it"),
]

context = multiprocessing.get_context("forkserver")


def correct_until(root: str, has_room: bool, stop: str, report: str) -> None:
    """Write edition after edition of 120 articles under one name, as a lake does."""
    store, table, old, edition = open_store(root), TABLES["articles"], None, 0
    while not Path(stop).exists():
        edition += 1
        articles = [make_article(f"a{number}", edition=edition) for number in range(120)]
        rows = parquet.rows_of(table, records_of(articles, run_id="r")["articles"], "r")
        data: pa.Buffer | None = None if old is None else inplace.rewritten(table, rows, old)
        if data is None:
            data = parquet.encode(table, rows) if old is None else inplace.displaced(table, rows, old)
            data = inplace.with_room(data) if has_room else data
        store.write(OBJECT, data)
        old = data
        time.sleep(0.02)
    Path(report).write_text(json.dumps(edition), encoding="utf-8")


def read_often(root: str, tool: str, report: str) -> None:
    """Read with one tool, so many times; note wrong answers, and errors by what they say."""
    read = object_readers.READERS[root.partition("://")[0]][tool]
    seen: dict[str, Any] = {"right": 0, "wrong": [], "errors": Counter()}
    for _ in range(TRIES):
        try:
            rows = read(root, "articles", ("article_id", "version", "text"))
        except Exception as error:  # noqa: BLE001 - a reader's error is what we are here to see
            seen["errors"][re.sub(r"\d+", "N", f"{type(error).__name__}: {error}")[:120]] += 1
            continue
        mixed = [row for row in rows if f"edition {row[1]}." not in row[2]]
        if mixed or len(rows) != 120 or len({row[1] for row in rows}) != 1:
            seen["wrong"].append(repr((len(rows), mixed[:1])))
        else:
            seen["right"] += 1
    Path(report).write_text(json.dumps(seen), encoding="utf-8")


@pytest.mark.parametrize("has_room", [True, False], ids=["room", "afresh"])
def test_who_reads_in_the_midst_of_corrections_gets_no_mixture(
    server: ObjectServer,  # noqa: F811
    tmp_path: Path,
    has_room: bool,
) -> None:
    address, stop, editions = server.address(f"midst-{has_room}"), tmp_path / "stop", tmp_path / "editions"
    store = open_store(address)
    init(store, clock_at(0))
    reports = {tool: tmp_path / f"{tool}.json" for tool in object_readers.READERS[server.scheme]}

    def start(target: Callable[..., None], *args: object) -> multiprocessing.process.BaseProcess:
        process = context.Process(
            target=processes.within, args=(server.environment, target, *args), daemon=True
        )
        process.start()
        return process

    writer = start(correct_until, address, has_room, str(stop), str(editions))
    while store.size(OBJECT) is None:
        assert writer.is_alive()
        time.sleep(0.1)
    readers = [start(read_often, address, tool, str(report)) for tool, report in reports.items()]
    for process in readers:
        process.join(1000)
    stop.touch()
    writer.join(100)
    assert [process.exitcode for process in (writer, *readers)] == [0] * (1 + len(readers))
    seen = {tool: json.loads(report.read_text(encoding="utf-8")) for tool, report in reports.items()}
    sys.stderr.write(
        f"\n{server.scheme}, {'room' if has_room else 'afresh'}: {editions.read_text(encoding='utf-8')} editions; "
        + "; ".join(
            f"{tool} {one['right']} right, {len(one['wrong'])} wrong, {sum(one['errors'].values())} errors"
            for tool, one in seen.items()
        )
        + "\n"
    )
    assert all(one["wrong"] == [] for one in seen.values()), seen
    assert all(one["right"] for one in seen.values()), seen
