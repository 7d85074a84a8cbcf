"""Our own commands read beside a compaction: a name that is gone is looked for again, not told to the user."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from pipeline.lake_sql import ask, connect
from schemas.operations import Reject
from transforms.articles.stories import fingerprint
from transforms.group_stories import lake_members
from transforms.tables.compact import compact
from transforms.tables.filesystem import LocalStore
from transforms.tables.lake import init, open_lake
from transforms.tables.listing import listed_again
from transforms.tables.recent import recent_rejects
from transforms.tables.rests import STAGE, rest_payload, resting_hosts

sys.path.insert(0, str(Path(__file__).parents[1] / "crash"))
from lake_workload import START, add, clock_at, make_article, opened, records_of, run_info  # noqa: E402

WORDS = " ".join(f"Ministers met on the {number}th floor and agreed to meet again." for number in range(40))
UNTIL = START + dt.timedelta(hours=5)


@pytest.fixture(params=["day", "month"])
def rested(tmp_path: Path, request: pytest.FixtureRequest, no_waiting_for_the_disk: None) -> Path:
    """Two runs of one day, each with a host that asked for rest, in a lake of days and in one of months."""
    root = tmp_path / "lake"
    init(LocalStore(root), clock_at(0), period=request.param)
    for number in range(2):
        reject = Reject(
            stage=STAGE, reason="rests", retryable=True, error="429", url=f"https://h{number}.example/", created_at=START,
            payload=rest_payload(f"h{number}.example", UNTIL),
        )  # fmt: skip
        article = dataclasses.replace(make_article(f"a{number}"), fingerprint=fingerprint(WORDS))
        records = records_of([article], run_id=f"r{number}")
        opened(root).add_run(run_info(f"r{number}"), {**records, "rejects": [reject]})
    return root


class CompactedMeanwhile(LocalStore):
    """A store in which everything is compacted between the first listing of data and its reading."""

    compacted = False

    def map(self, path: str) -> pa.Buffer:
        if not self.compacted:
            self.compacted = True
            assert compact(open_lake(LocalStore(self.root), clock=clock_at(400)))["partitions"] == 1
        return super().map(path)


@pytest.mark.parametrize(
    ("read", "found"),
    [
        (
            lambda store: resting_hosts(store, START, dt.timedelta(hours=24)),
            {"h0.example": UNTIL, "h1.example": UNTIL},
        ),
        (lambda store: len(recent_rejects(store, START)), 2),
        (lambda store: sorted(one.article_id for one in lake_members(store, START)), ["a0", "a1"]),
    ],
    ids=["hosts that rest", "rejects", "stories"],
)
def test_a_run_that_begins_while_its_lake_is_compacted(
    rested: Path, read: Callable[[LocalStore], object], found: object
) -> None:
    store = CompactedMeanwhile(rested)
    assert read(store) == found
    assert store.compacted


def test_sql_beside_one_compaction_after_the_other(root: Path) -> None:
    """A reader that never pauses meets nearly every second exchange in the midst of a query."""
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        least = 4
        with connect(str(root)) as connection:
            while not done.is_set():
                try:
                    _, [(count,)] = ask(connection, "SELECT count(DISTINCT article_id) FROM articles")
                except duckdb.Error as error:
                    wrong.append(str(error))
                    return
                if count < least:
                    wrong.append((count, least))
                least = count

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(8):
            for day in range(2):
                add(root, f"n{number}-{day}", [make_article(f"n{number}-{day}")], day=day)
            assert compact(opened(root, 400))["partitions"] == 2
    finally:
        done.set()
        reader.join()
    assert wrong == []


def test_a_name_that_stays_gone_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "broken.parquet").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError):
        listed_again(lambda: (tmp_path / "broken.parquet").read_bytes())
    with duckdb.connect() as connection, pytest.raises(duckdb.Error, match="nowhere"):
        ask(connection, "SELECT * FROM nowhere")
