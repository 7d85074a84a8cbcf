"""What operators do to a lake: each command on a lake that is whole, and on one that is not."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import errno
import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.tables import TABLES, Table
from transforms.tables import lake as lake_module
from transforms.tables import manifest, parquet, paths, publisher, recode, wal
from transforms.tables.compact import compact
from transforms.tables.errors import LakeError, NotALake, SchemaMismatch
from transforms.tables.expire import expire
from transforms.tables.filesystem import Bytes, LocalStore
from transforms.tables.known import KnownArticles
from transforms.tables.lake import Lake, init, open_lake
from transforms.tables.schema_check import schema_differences
from transforms.tables.status import status, to_json
from transforms.tables.upgrade import upgrade
from transforms.tables.verify import verify

sys.path.insert(0, str(Path(__file__).parents[1] / "crash"))
from lake_workload import START, clock_at, make_article, make_dyads, make_events, records_of, run_info  # noqa: E402


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested here is a death of the process, which needs no fsync; loss of power is not tested."""
    monkeypatch.setattr(os, "fsync", _at_once)


def _at_once(_descriptor: int) -> None:
    pass


def opened(root: Path, day: int = 0) -> Lake:
    return open_lake(LocalStore(root), clock=clock_at(day))


def add(root: Path, run_id: str, articles: list[Any], day: int = 0) -> Lake:
    lake = opened(root, day)
    lake.add_run(run_info(run_id), records_of(articles, run_id=run_id))
    return lake


def read(root: Path, table: str) -> list[dict[str, Any]]:
    files = sorted(root.glob(f"{table}/**/*.parquet"))
    return [row for file in files for row in pq.ParquetFile(file).read().to_pylist()]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A lake of three runs on two days."""
    init(LocalStore(tmp_path / "lake"), clock_at(0))
    add(tmp_path / "lake", "r1", [make_article("a"), make_article("b")])
    add(tmp_path / "lake", "r2", [make_article("c")])
    add(tmp_path / "lake", "r3", [make_article("d"), make_article("a")], day=1)
    return tmp_path / "lake"


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


def test_expired_articles_stay_known_even_when_the_index_is_lost(root: Path) -> None:
    assert expire(opened(root, day=9), (START + dt.timedelta(days=1)).date()) == [START.date()]
    assert {row["article_id"] for row in read(root, "articles")} == {"d"}
    shutil.rmtree(root / "_index")
    lake = opened(root, day=9)
    assert lake.repairs == ["rebuilt the index of known articles (4 articles)"]
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


def flip_a_bit(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 3] ^= 1
    file.write_bytes(data)


DAMAGES = {
    "bytes are not those": flip_a_bit,
    "missing": lambda file: file.unlink(),
    "not in the log": lambda file: shutil.copy(file, file.with_name("mine.parquet")),
}


@pytest.mark.parametrize("words", DAMAGES)
def test_verify_names_files_that_other_hands_changed(root: Path, words: str) -> None:
    file = next((root / "events" / "ingest_date=2025-03-30").iterdir())
    DAMAGES[words](file)
    assert any(words in problem and "events/" in problem for problem in verify(opened(root)).problems)


def bad_rows(kind: str) -> dict[str, list[Any]]:
    article = make_article("e")
    events = make_events(article)
    dyads = [dyad for event in events for dyad in make_dyads(event)]
    if kind == "lies outside the text":
        events[0] = dataclasses.replace(events[0], end=9_999)
    elif kind == "is not 'met Japan' in the text":
        events[0] = dataclasses.replace(events[0], start=events[0].start + 1, end=events[0].end + 1)
    elif kind == "is not 'Nippon' in the text":
        other = dataclasses.replace(events[0].recipients[0], text="Nippon")
        events[0] = dataclasses.replace(events[0], recipients=(other,))
    elif kind == "is there twice":
        events.append(dataclasses.replace(make_events(make_article("a"))[0], article_id="e"))
        return {"articles": [article], "events": events, "dyads": dyads}
    return {"articles": [article], "events": events, "dyads": dyads}


@pytest.mark.parametrize(
    "kind",
    [
        "lies outside the text",
        "is not 'met Japan' in the text",
        "is not 'Nippon' in the text",
        "is there twice",
    ],
)
def test_verify_names_rows_that_contradict_each_other(root: Path, kind: str) -> None:
    opened(root).add_run(run_info("r4"), bad_rows(kind))
    problems = verify(opened(root)).problems
    assert any(kind in problem for problem in problems), problems


def test_events_without_their_article_are_not_published(root: Path) -> None:
    orphan = make_events(make_article("ghost"))
    opened(root).add_run(run_info("r4"), {"events": orphan, "dyads": make_dyads(orphan[0])})
    assert "ghost" not in {row["article_id"] for row in read(root, "events")}
    assert verify(opened(root)).problems == ()


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


def test_files_are_sorted_compressed_and_searchable(tmp_path: Path) -> None:
    table = TABLES["events"]
    events = [event for n in range(40) for event in make_events(make_article(f"a{n}"))]
    data = parquet.encode(table, parquet.rows_of(table, events, "r1"))
    meta = pq.read_metadata(pa.BufferReader(data))
    group = meta.row_group(0)
    names = [group.column(at).path_in_schema for at in range(group.num_columns)]
    assert {group.column(at).compression for at in range(group.num_columns)} == {"ZSTD"}
    assert all(group.column(at).has_offset_index for at in range(group.num_columns))
    assert group.column(names.index("event_type")).statistics.min == "AGREE"
    assert [names[column.column_index] for column in group.sorting_columns] == list(table.sort_by)
    rows = parquet.decode(data).select(list(table.sort_by)).to_pylist()
    assert [tuple(row.values()) for row in rows] == sorted(tuple(row.values()) for row in rows)
    for column in table.bloom:
        assert group.column(names.index(column)).bloom_filter_offset, column
    schema = pq.read_schema(pa.BufferReader(data))
    assert schema.field("mode").metadata[b"doc"] == b"PLOVER mode, null if none fits."
    assert schema.metadata[b"communique.table"] == b"events"


def old_articles() -> Table:
    """The table articles as it was before it had the column `fingerprint`."""
    now = TABLES["articles"]
    fields = [
        (field.name, field.type, dataclasses.field(default=field.default, metadata=field.metadata))
        for field in dataclasses.fields(now.record)
        if field.name != "fingerprint"
    ]
    record = dataclasses.make_dataclass(
        "OldArticle", fields, frozen=True, kw_only=True, namespace={"__module__": now.record.__module__}
    )
    return dataclasses.replace(now, record=record)


def test_a_column_is_added_by_an_upgrade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from schemas import tables as tables_module
    from transforms.tables import description

    root = tmp_path / "lake"
    with monkeypatch.context() as past:
        old = old_articles()
        past.setitem(TABLES, "articles", old)
        tables_module.table_schema.cache_clear()
        for module in (lake_module, description, wal):
            past.setattr(module, "SCHEMA_VERSION", 0)
        init(LocalStore(root), clock_at(0))
        for number, day in enumerate((0, 1)):
            article = make_article(f"a{number}")
            values = {field.name: getattr(article, field.name) for field in dataclasses.fields(old.record)}
            records = {**records_of([article], run_id="x"), "articles": [old.record(**values)]}
            opened(root, day).add_run(run_info(f"r{number}"), records)
        stale = opened(root, 1)
    tables_module.table_schema.cache_clear()

    with pytest.raises(SchemaMismatch, match="lake schema --upgrade"):
        opened(root)
    differences = schema_differences(LocalStore(root), every_file=True)
    assert {(one.table, one.column, one.lake) for one in differences} == {("articles", "fingerprint", None)}
    assert upgrade(open_lake(LocalStore(root), clock=clock_at(1), mend=False, any_schema=True)) == 2
    assert schema_differences(LocalStore(root), every_file=True) == []
    assert [row["fingerprint"] for row in read(root, "articles")] == [None, None]
    assert verify(opened(root)).problems == ()
    add(root, "r9", [dataclasses.replace(make_article("new"), fingerprint="abc")])
    assert sorted(str(row["fingerprint"]) for row in read(root, "articles")) == ["None", "None", "abc"]
    # A process of the old version that still runs cannot publish into the upgraded lake.
    with monkeypatch.context() as past:
        for module in (lake_module, description, wal):
            past.setattr(module, "SCHEMA_VERSION", 0)
        with pytest.raises(SchemaMismatch):
            stale.add_run(run_info("late"), {"fetches": records_of([], run_id="x")["fetches"]})


def test_a_lake_of_a_newer_version_is_not_touched(root: Path) -> None:
    file = root / paths.LAKE_FILE
    file.write_text(file.read_text().replace('"schema_version": 1', '"schema_version": 99'))
    with pytest.raises(SchemaMismatch, match="update communique"):
        opened(root)


class CountingCoder:
    """Codes as the workload does, and knows what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def code(self, articles: Any) -> Any:
        for article in articles:
            self.asked.append(article.article_id)
            edition = int(article.text.split("edition ")[1].split(".")[0])
            yield tuple(make_events(make_article(article.article_id, edition=edition)))


def test_recode_makes_the_same_lake_and_goes_on_where_it_stopped(root: Path, tmp_path: Path) -> None:
    add(root, "r4", [make_article("a", edition=2)], day=1)
    init(LocalStore(tmp_path / "new"), clock_at(5))
    coder = CountingCoder()

    def again(version: str = "2") -> list[Any]:
        source, target = opened(root), opened(tmp_path / "new", 5)
        return list(recode.recode(source, target, coder, make_dyads, coder_version=version, code_version="t"))

    assert [day.articles for day in again()] == [3, 1]
    assert [day.already for day in again()] == [True, True]
    assert sorted(coder.asked) == ["a", "b", "c", "d"]
    for name, columns in (("articles", ("article_id", "version")), ("events", ("event_id", "rule"))):
        old, new = (
            [tuple(row[column] for column in columns) for row in read(at, name)]
            for at in (root, tmp_path / "new")
        )
        assert sorted(old) == sorted(new)
    assert (tmp_path / "new" / "articles" / "ingest_date=2025-03-31").is_dir()

    add(root, "r5", [make_article("b", edition=2), make_article("e")], day=1)
    assert [day.already for day in again()] == [False, False]
    assert sorted(coder.asked) == ["a", "b", "b", "c", "d", "e"]
    assert {row["article_id"]: row["version"] for row in read(tmp_path / "new", "articles")} == {
        "a": 2, "b": 2, "c": 1, "d": 1, "e": 1,
    }  # fmt: skip
    assert len(read(tmp_path / "new", "fetches")) == len(read(root, "fetches"))
    assert verify(opened(tmp_path / "new")).problems == ()
    with pytest.raises(LakeError, match="take a new directory"):
        again("3")


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
