"""A lake survives a death before, after and in the midst of every single change made to its storage.

`COMMUNIQUE_CRASH_KILLS` of 200 or more takes every change, fewer (the default) every fourth.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from schemas.tables import TABLES
from transforms.tables.compact import compact
from transforms.tables.expire import expire
from transforms.tables.filesystem import LocalStore
from transforms.tables.lake import init, open_lake
from transforms.tables.verify import verify

sys.path.insert(0, str(Path(__file__).parent))
from lake_workload import (  # noqa: E402
    START,
    Dead,
    MortalStore,
    clock_at,
    make_article,
    records_of,
    run_info,
)

EVERY_STEP = int(os.environ.get("COMMUNIQUE_CRASH_KILLS", "20")) >= 200

pytestmark = [pytest.mark.crash, pytest.mark.timeout(2400)]

Content = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested here is a death of the process, which needs no fsync; loss of power is not tested."""
    monkeypatch.setattr(os, "fsync", _at_once)


def _at_once(_descriptor: int) -> None:
    pass


def content(root: Path) -> Content:
    """What a reader sees, table by table over all final files: partition, article (or run), the rest."""
    columns = {
        "articles": ["article_id", "version", "run_id"], "events": ["article_id", "event_id", "run_id"],
        "dyads": ["article_id", "event_id", "actor_name", "run_id"], "fetches": ["run_id", "feed_id"],
        "rejects": ["run_id", "reason"], "runs": ["run_id"],
    }  # fmt: skip
    found: Content = {}
    for name in TABLES:
        rows = []
        for file in sorted(root.glob(f"{name}/**/*")):
            if file.is_file():
                table = pq.ParquetFile(file).read(columns=columns[name])
                rows += [(file.parent.name, *row.values()) for row in table.select(columns[name]).to_pylist()]
        found[name] = sorted(rows)
    return found


def prepared(root: Path) -> None:
    """A lake with two runs on the first day and one on the second."""
    init(LocalStore(root), clock_at(0))
    for run_id, day, names in (("r1", 0, "ab"), ("r2", 0, "cd"), ("r3", 1, "ef")):
        lake = open_lake(LocalStore(root), clock=clock_at(day))
        lake.add_run(run_info(run_id), records_of([make_article(name) for name in names], run_id=run_id))


def publish(store: LocalStore) -> None:
    """A run with new, changed and known articles, changed ones on two days."""
    articles = [
        make_article("g"), make_article("h"), make_article("a", edition=2), make_article("c", edition=2),
        make_article("e", edition=2), make_article("b"),
    ]  # fmt: skip
    lake = open_lake(store, clock=clock_at(1))
    lake.add_run(run_info("r4"), records_of(articles, run_id="r4"))


def compact_all(store: LocalStore) -> None:
    compact(open_lake(store, clock=clock_at(9)))


def expire_first_day(store: LocalStore) -> None:
    expire(open_lake(store, clock=clock_at(9)), START.date().replace(day=31))


@pytest.mark.parametrize("command", [publish, compact_all, expire_first_day])
def test_death_at_every_step(tmp_path: Path, command: Callable[[LocalStore], None]) -> None:
    origin, whole, broken = tmp_path / "origin", tmp_path / "whole", tmp_path / "broken"
    prepared(origin)
    shutil.copytree(origin, whole)
    before = content(origin)
    assert [len(before[name]) for name in TABLES] == [6, 12, 24, 3, 3, 3]
    recorder = MortalStore(str(whole))
    command(recorder)
    after = content(whole)
    assert (before != after) == (command is not compact_all)
    assert len(recorder.steps) > 20

    for number, step, when in list(moments(recorder.steps))[:: 1 if EVERY_STEP else 4]:
        shutil.copytree(origin, broken)
        store = MortalStore(str(broken), die_at=number, when=when)
        with pytest.raises(Dead):
            command(store)
        # What a reader finds right after the death: every table in a state some completed step left it in.
        seen = content(broken)
        for name in TABLES:
            assert no_half(seen[name], before[name], after[name]), (step, name, seen[name])
        # The next command repairs by itself; trying the same thing again completes it, once.
        command(LocalStore(broken))
        lake = open_lake(LocalStore(broken), clock=clock_at(9))
        assert lake.repairs == []
        assert content(broken) == after, step
        assert verify(lake).problems == (), step
        assert list(broken.glob("_[li][on]*/**/*.tmp")) == [], step
        shutil.rmtree(broken)


def moments(steps: list[str]) -> Iterator[tuple[int, str, str]]:
    """Before every step (which is after the one before it), and in the midst of those that take time."""
    for number, step in enumerate(steps):
        yield number, step, "before"
        if step.startswith(("write", "delete_folder")):
            yield number, step, "midst"
    yield len(steps) - 1, steps[-1], "after"


def no_half(seen: list[Any], before: list[Any], after: list[Any]) -> bool:
    """Every article's rows are as before or as after; what is new is there whole or not at all."""
    now, old, new = (by_article(rows) for rows in (seen, before, after))
    if any(now.get(key) not in (old.get(key), new.get(key)) for key in {*now, *old, *new}):
        return False
    return len({key in now for key in new.keys() - old.keys()}) < 2


def by_article(rows: list[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(row[:2], []).append(row)
    return found


def test_a_crash_after_commit_is_told_when_repaired(tmp_path: Path) -> None:
    prepared(tmp_path)
    recorder = MortalStore(str(tmp_path), die_at=None)
    shutil.copytree(tmp_path, tmp_path.parent / "dry")
    dry = MortalStore(str(tmp_path.parent / "dry"))
    publish(dry)
    commit = next(number for number, step in enumerate(dry.steps) if step == "create _log/00000004.json")
    recorder.die_at, recorder.when = commit, "after"
    with pytest.raises(Dead):
        publish(recorder)
    lake = open_lake(LocalStore(tmp_path), clock=clock_at(1))
    assert lake.repairs == ["finished log entry 4 (publish r4)"]
    summary = lake.summary("r4")
    assert summary is not None
    assert (summary.articles_new, summary.articles_changed, summary.articles_known) == (2, 3, 1)
