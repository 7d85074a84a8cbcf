"""What operators do to a lake: compaction, retention, status, and an index and a log that mend themselves."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from pipeline.__main__ import main
from schemas.tables import TABLES
from transforms.tables import manifest, paths, wal
from transforms.tables.compact import compact
from transforms.tables.expire import expire
from transforms.tables.filesystem import LocalStore
from transforms.tables.known import KnownArticles
from transforms.tables.status import status, to_json
from transforms.tables.verify import verify
from transforms.tables.wal import RunInfo

sys.path.insert(0, str(Path(__file__).parents[1] / "crash"))
from lake_workload import (  # noqa: E402
    START,
    add,
    make_article,
    opened,
    read,
)


def test_compaction_keeps_every_row_in_sorted_files(root: Path) -> None:
    add(root, "r4", [make_article("a", edition=2)], day=1)
    before = {name: sorted(map(repr, read(root, name))) for name in TABLES}
    done = compact(opened(root, day=9))
    assert done["partitions"] == 2
    assert {name: sorted(map(repr, read(root, name))) for name in TABLES} == before
    for name in TABLES:
        for day in (root / name).glob("ingest_date=2*"):
            assert len(list(day.iterdir())) == 1
    assert compact(opened(root, day=9))["partitions"] == 0
    assert verify(opened(root)).problems == ()


def test_today_is_not_compacted(root: Path) -> None:
    assert compact(opened(root, day=1))["partitions"] == 1
    assert len(list((root / "runs" / "ingest_date=2025-03-30").iterdir())) == 1


def test_what_may_still_be_corrected_can_be_left_alone(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compact(opened(root, day=9), before=START.date())["partitions"] == 0
    assert main(["lake", "compact", str(root), "--before", "2025-03-31"]) == 0
    assert "1 day compacted, 12 files became 6" in capsys.readouterr().out
    assert verify(opened(root)).problems == ()


def test_expired_articles_stay_known_even_when_the_index_is_lost(root: Path) -> None:
    assert expire(opened(root, day=9), (START + dt.timedelta(days=1)).date()) == [START.date()]
    assert {row["article_id"] for row in read(root, "articles")} == {"d"}
    shutil.rmtree(root / "_index")
    lake = opened(root, day=9)
    assert lake.repairs == [
        "rebuilt the index of known articles (4 articles)",
        "rebuilt the state of feeds (1 feeds)",
    ]
    add(root, "r5", [make_article("a"), make_article("b", edition=2), make_article("e")], day=9)
    assert {row["article_id"] for row in read(root, "articles")} == {"d", "e"}
    assert verify(opened(root)).problems == ()


def test_the_index_is_rebuilt_from_the_tables(root: Path) -> None:
    add(root, "r4", [make_article("a", edition=2)], day=1)
    kept = KnownArticles.open(LocalStore(root))
    shutil.rmtree(root / "_index" / "known")
    opened(root)
    rebuilt = KnownArticles.open(LocalStore(root))
    for name in "abcd":
        assert rebuilt.get(name) == kept.get(name)
    assert rebuilt.get("z") is None


def test_the_states_of_feeds_are_rebuilt_from_the_table(root: Path) -> None:
    """Else a lost folder would ask publishers before their time, and those that said 410 again."""
    kept = opened(root).feed_states()
    shutil.rmtree(root / "_index")
    assert opened(root).feed_states() == kept and kept["feed-a"].etag == '"r3"'
    compact(opened(root, day=9))
    shutil.rmtree(root / "_index")
    assert opened(root).feed_states() == kept


def test_a_replay_does_not_set_a_feed_back(root: Path) -> None:
    """What an archive tells of before the newest run is history; what it tells of after it counts."""
    state = opened(root).feed_states()["feed-a"]
    for name, hours, etag in (("p1", -5, '"r3"'), ("p2", 5, '"old"')):
        told = dataclasses.replace(
            state, fetched_at=state.fetched_at + dt.timedelta(hours=hours), etag='"old"'
        )
        lake = opened(root)
        lake.add_run(RunInfo(run_id=name, started_at=START, mode="replay"), {"fetches": [told]})
        assert lake.feed_states()["feed-a"].etag == etag
    assert len(read(root, "fetches")) == 5, "the table has all of them"
    # A run, unlike a replay, counts by its place in the log: a clock that was set back does no harm.
    told = dataclasses.replace(state, fetched_at=state.fetched_at - dt.timedelta(days=9), etag='"new"')
    lake.add_run(RunInfo(run_id="r9", started_at=START), {"fetches": [told]})
    assert lake.feed_states()["feed-a"].etag == '"new"'


def test_status_explains_itself(root: Path) -> None:
    shard = wal.write_shard(LocalStore(root), "dead", TABLES["articles"], [make_article("x")])
    state = status(opened(root, day=9))
    assert {table.table: table.rows for table in state.tables} == {
        "articles": 4, "events": 8, "dyads": 16, "fetches": 3, "rejects": 3, "runs": 3,
    }  # fmt: skip
    assert state.tables[0].scattered == 1
    assert state.waiting == ("dead",) and shard.rows == 1
    assert json.loads(json.dumps(to_json(state)))["last_commit"]["run_id"] == "r3"


def test_what_died_before_its_commit_is_dropped_after_a_day(root: Path) -> None:
    shard = wal.write_shard(LocalStore(root), "dead", TABLES["articles"], [make_article("x")])
    assert opened(root).repairs == []
    old = time.time() - 90_000
    os.utime(root / shard.path, (old, old))
    assert opened(root).repairs == ["dropped what run dead left when it died before it committed"]
    assert not (root / "_wal" / "dead").exists()


def test_the_log_is_summed_up_and_the_head_hint_may_lie(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "CHECKPOINT_EVERY", 2)
    for number in range(4, 8):
        add(root, f"r{number}", [make_article(f"n{number}")], day=1)
    store = LocalStore(root)
    assert (root / paths.log_checkpoint(6)).exists()
    whole = manifest.all_files(store, 7)
    for file in root.glob("_log/*.checkpoint.json"):
        file.unlink()
    assert manifest.all_files(store, 7) == whole
    for lie in ("2", "99", "", "x"):
        (root / paths.HEAD).write_text(lie)
        assert manifest.newest(store) == 7
