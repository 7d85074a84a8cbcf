"""What a run leaves behind that fails between its shards and its end."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest

from pipeline.launch import Launcher
from pipeline.request import request_run
from schemas.tables import TABLES
from transforms.feeds.settings import FetchSettings
from transforms.open_lake import open_lake
from transforms.tables import wal
from transforms.tables.wal import Shard
from transforms.write_tables import WriteTables

sys.path.insert(0, str(Path(__file__).parents[1] / "crash"))
from lake_workload import make_article  # noqa: E402

REQUEST = request_run(
    (), FetchSettings(), mode="run", code_version="test", now=dt.datetime(2025, 3, 30, tzinfo=dt.timezone.utc)
)
RUN = REQUEST.info.run_id


def fail(_shards: list[Shard]) -> None:
    raise ZeroDivisionError("a bug after the shards")


def commit_and_fail(shards: list[Shard], root: str) -> None:
    store = open_lake(root).store
    wal.commit(store, REQUEST.info, shards, finished_at=REQUEST.info.started_at)
    raise ZeroDivisionError("a bug after the commit")


def launch(lake: Any, then: Any, *args: Any) -> None:
    def build(pipeline: beam.Pipeline, _tallies: str) -> None:
        rows = {
            name: pipeline | name >> beam.Create([make_article("a")] if name == "articles" else [])
            for name in TABLES
            if name != "runs"
        }
        shards = rows | WriteTables(lake.root, RUN)
        _ = (
            pipeline
            | beam.Create([0])
            | beam.Map(lambda _, every: then(every, *args), beam.pvalue.AsList(shards))
        )

    with pytest.raises(Exception, match="a bug after"):
        Launcher(lake, quiet=True).launch(REQUEST, build, source="feeds")


def test_shards_of_a_run_that_failed_go_at_once(tmp_path: Path) -> None:
    lake = open_lake(str(tmp_path / "lake"), create=True)
    launch(lake, fail)
    assert lake.store.files(wal.paths.wal(RUN)) == []
    assert open_lake(lake.root).repairs == []


def test_a_run_that_failed_after_its_commit_is_published_by_the_next_command(tmp_path: Path) -> None:
    lake = open_lake(str(tmp_path / "lake"), create=True)
    launch(lake, commit_and_fail, lake.root)
    repairs = open_lake(lake.root).repairs
    assert repairs == [f"published run {RUN}, which had committed but was interrupted"]
    summary = lake.summary(RUN)
    assert summary is not None and summary.articles_new == 1
