"""Files, columns and coders of a lake: how files are written, columns added, events made anew."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.tables import TABLES, Table
from transforms.tables import lake as lake_module
from transforms.tables import parquet, paths, recode, wal
from transforms.tables.errors import LakeError, SchemaMismatch
from transforms.tables.filesystem import LocalStore
from transforms.tables.lake import init, open_lake
from transforms.tables.schema_check import schema_differences
from transforms.tables.upgrade import upgrade
from transforms.tables.verify import verify

sys.path.insert(0, str(Path(__file__).parents[1] / "crash"))
from lake_workload import (  # noqa: E402
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
