"""Files and columns of a lake: how files are written, what tells that columns differ, and how one is added."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.tables import TABLES, Table
from transforms.tables import lake as lake_module
from transforms.tables import parquet, paths, wal
from transforms.tables.errors import SchemaMismatch
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
