"""What a lake takes in: news, corrections, retries, runs of others, and storage that refuses."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import errno
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.tables import TABLES
from transforms.tables import paths, publisher, wal
from transforms.tables.compact import compact
from transforms.tables.errors import LakeError, NotALake
from transforms.tables.filesystem import LocalStore
from transforms.tables.lake import init, open_lake
from transforms.tables.status import status
from transforms.tables.store import Bytes, StoredFile
from transforms.tables.verify import verify

sys.path.insert(0, str(Path(__file__).parents[1] / "crash"))
from lake_workload import (  # noqa: E402
    START,
    add,
    clock_at,
    make_article,
    make_dyads,
    make_events,
    opened,
    read,
    records_of,
    run_info,
)


def test_an_empty_lake_answers_every_glob(tmp_path: Path) -> None:
    assert init(LocalStore(tmp_path), clock_at(0))
    assert not init(LocalStore(tmp_path), clock_at(0))
    for name, table in TABLES.items():
        files = list(tmp_path.glob(f"{name}/**/*.parquet"))
        assert [len(pq.read_table(file, partitioning=None)) for file in files] == [0]
        assert pq.read_schema(files[0]).equals(table.schema)
    assert status(opened(tmp_path)).commits == 0
    assert verify(opened(tmp_path)).problems == ()


def test_opening_what_is_no_lake_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotALake, match="communique lake init"):
        open_lake(LocalStore(tmp_path / "nowhere"))
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "mine.txt").write_text("mine")
    with pytest.raises(LakeError, match="choose another place"):
        open_lake(LocalStore(tmp_path), create=True)
    assert (tmp_path / "articles" / "mine.txt").read_text() == "mine"
    (tmp_path / "file").write_text("")
    with pytest.raises(LakeError, match="a file stands where a directory is needed"):
        open_lake(LocalStore(tmp_path / "file"), create=True)


class RefusingStore(LocalStore):
    """A disk that refuses writes with one error, from the n-th on."""

    def __init__(self, root: Path, code: int, after: int = 0) -> None:
        super().__init__(root)
        self.code = code
        self.left = after

    def _write(self, path: str, data: Bytes, *, durable: bool) -> None:
        self.left -= 1
        if self.left < 0:
            raise OSError(self.code, "refused", path)
        super()._write(path, data, durable=durable)


@pytest.mark.parametrize(("code", "words"), [(errno.EROFS, "read-only"), (errno.EACCES, "not permitted")])
def test_a_lake_that_cannot_be_written_is_refused_at_once(root: Path, code: int, words: str) -> None:
    with pytest.raises(LakeError, match=words):
        open_lake(RefusingStore(root, code), create=True)
    # Reading needs no writing.
    assert status(open_lake(RefusingStore(root, code))).commits == 3


@pytest.mark.parametrize("after", range(0, 20, 3))
def test_a_full_disk_loses_nothing_and_shows_nothing(root: Path, after: int) -> None:
    lake = open_lake(RefusingStore(root, errno.ENOSPC, after), clock=clock_at(1))
    records = records_of([make_article("e"), make_article("a", edition=2)], run_id="r4")
    before = {name: len(read(root, name)) for name in TABLES}
    with pytest.raises(LakeError, match="no space left"):
        lake.add_run(run_info("r4"), records)
    now = {name: len(read(root, name)) for name in TABLES}
    assert now in (
        before,
        {**before, "articles": 5, "events": 10, "dyads": 20, "fetches": 4, "rejects": 4, "runs": 4},
    )
    # Room again: the same run goes through.
    opened(root, 1).add_run(run_info("r4"), records)
    assert {name: len(read(root, name)) for name in TABLES} == {
        "articles": 5, "events": 10, "dyads": 20, "fetches": 4, "rejects": 4, "runs": 4,
    }  # fmt: skip
    assert verify(opened(root)).problems == ()


def test_a_clock_that_jumps_back_puts_rows_into_an_old_day_and_nothing_else(root: Path) -> None:
    compact(opened(root, day=9))
    add(root, "r4", [make_article("e"), make_article("d", edition=2)], day=-400)
    assert opened(root).feed_states()["feed-a"].etag == '"r4"'
    assert (
        root / "articles" / paths.partition("articles", (START - dt.timedelta(days=400)).date()).split("/")[1]
    ).is_dir()
    assert {row["article_id"]: row["version"] for row in read(root, "articles")} == {
        "a": 1,
        "b": 1,
        "c": 1,
        "d": 2,
        "e": 1,
    }
    assert verify(opened(root)).problems == ()


def test_a_correction_stays_in_the_day_of_the_first_version(root: Path) -> None:
    add(root, "r4", [make_article("a", edition=2)], day=1)
    day = root / paths.partition("articles", START.date())
    found = {
        row["article_id"]: row["version"]
        for file in day.glob("*")
        for row in pq.ParquetFile(file).read().to_pylist()
    }
    assert found == {"a": 2, "b": 1, "c": 1}
    editions = {row["article_id"]: row["rule"] for row in read(root, "events")}
    assert editions["a"] == make_article("a", edition=2).content_hash[:6]


def test_only_the_feed_that_brought_an_article_corrects_it(root: Path) -> None:
    lake = add(root, "r4", [make_article("a", edition=2, feed="feed-b")], day=1)
    summary = lake.summary("r4")
    assert summary is not None
    assert (summary.articles_new, summary.articles_changed, summary.articles_known) == (0, 0, 1)
    assert {row["version"] for row in read(root, "articles")} == {1}


def test_of_two_corrections_at_once_the_later_fetch_wins(root: Path) -> None:
    """Both runs saw version 1; the older fetch comes to publication last and must not win."""
    newer = dataclasses.replace(make_article("a", edition=3), version=2)
    older = make_article("a", edition=2)
    add(root, "r4", [newer], day=1)
    add(root, "r5", [older], day=1)
    (row,) = [row for row in read(root, "articles") if row["article_id"] == "a"]
    assert (row["version"], row["text"]) == (2, newer.text)


def test_an_article_is_known_under_another_address_by_its_guid(root: Path) -> None:
    moved = dataclasses.replace(
        make_article("a"),
        article_id="moved",
        url="https://wire.example/x",
        canonical_url="https://wire.example/x",
    )
    add(root, "r4", [moved])
    assert sorted(row["article_id"] for row in read(root, "articles")) == ["a", "b", "c", "d"]


def test_a_retry_of_a_run_changes_nothing_even_long_after(root: Path) -> None:
    first = opened(root).summary("r1")
    for number in range(4, 9):
        add(root, f"r{number}", [])
    again = opened(root).add_run(run_info("r1"), records_of([make_article("new")], run_id="r1"))
    assert again == first
    assert "new" not in {row["article_id"] for row in read(root, "articles")}
    assert not list((root / "_wal").glob("*/*"))


def test_a_run_that_cannot_be_read_is_set_aside_and_others_go_on(root: Path) -> None:
    store = LocalStore(root)
    shard = wal.write_shard(store, "bad", TABLES["articles"], [make_article("x")])
    wal.commit(store, run_info("bad"), [shard], finished_at=START)
    (root / shard.path).write_bytes(b"PAR1 not parquet" + b"." * (shard.bytes - 16))
    lake = add(root, "r4", [make_article("e")])
    assert "run bad cannot be read and was set aside" in lake.repairs[0]
    assert status(opened(root)).set_aside == ("bad",)
    assert any("set aside" in problem for problem in verify(opened(root)).problems)
    assert {row["article_id"] for row in read(root, "articles")} == set("abcde")


def test_events_without_their_article_are_not_published(root: Path) -> None:
    orphan = make_events(make_article("ghost"))
    opened(root).add_run(run_info("r4"), {"events": orphan, "dyads": make_dyads(orphan[0])})
    assert "ghost" not in {row["article_id"] for row in read(root, "events")}
    assert verify(opened(root)).problems == ()


def test_publishing_does_not_depend_on_clean_up(root: Path) -> None:
    """Leftovers of attempts that lost or died are swept by the next one."""
    (root / "_staging" / "00000002-dead").mkdir(parents=True)
    (root / "_staging" / "00000002-dead" / "x").write_text("x")
    add(root, "r4", [make_article("e")])
    assert not (root / "_staging").exists() or not list((root / "_staging").rglob("*.parquet"))
    assert publisher.roll_forward(LocalStore(root), list[str]().append) == 4


class Overtaken(LocalStore):
    """Storage without a lock: another publisher does all the work between two reads of ours."""

    def __init__(self, root: Path, at: str) -> None:
        super().__init__(root)
        self.at = at

    def map(self, path: str) -> pa.Buffer:
        if self.at and path.startswith(self.at):
            self.at = ""
            publisher.publish_pending(LocalStore(self.root), clock_at(1), list[str]().append)
        return super().map(path)

    def lock(self) -> Any:
        return contextlib.nullcontext()


@pytest.mark.parametrize("at", ["_wal/r4/articles", "_wal/r4/rejects", "events/"])
def test_a_run_that_another_publisher_publishes_meanwhile(root: Path, at: str) -> None:
    lake = open_lake(Overtaken(root, at), clock=clock_at(1))
    summary = lake.add_run(
        run_info("r4"), records_of([make_article("e"), make_article("a", edition=2)], run_id="r4")
    )
    assert (summary.seq, summary.articles_new, summary.articles_changed) == (4, 1, 1)
    assert lake.repairs == [] and status(opened(root)).set_aside == ()
    assert sorted(row["article_id"] for row in read(root, "articles")) == list("abcde")
    assert verify(opened(root)).problems == ()


def test_what_the_index_lost_since_it_was_looked_at_is_no_news(tmp_path: Path) -> None:
    """Where there is no lock another publisher may make the index anew, as of before the newest entry."""

    class Thinned(LocalStore):
        listings = 0

        def files(self, folder: str) -> list[StoredFile]:
            if folder == paths.KNOWN:
                self.listings += 1
                if self.listings == 4:  # repair, publisher, tidying; now it is opened
                    self.delete(super().files(folder)[-1].path)
            return super().files(folder)

    root = tmp_path / "lake"
    init(LocalStore(root), clock_at(0))
    add(root, "r1", [make_article("a"), make_article("b")])
    store = Thinned(root)
    lake = open_lake(store, clock=clock_at(0))
    articles = [make_article("a", edition=2), make_article("b")]
    report = lake.add_run(run_info("r2"), records_of(articles, run_id="r2"))
    assert store.listings > 4
    assert (report.articles_new, report.articles_changed, report.articles_known) == (0, 1, 1)
    assert lake.repairs == ["rebuilt the index of known articles (2 articles)"]
    assert {row["article_id"]: row["version"] for row in read(root, "articles")} == {"a": 2, "b": 1}
