"""A correction keeps the name of the file: whoever listed, or read the footer, before it reads on rightly."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.tables import TABLES
from transforms.tables import inplace
from transforms.tables.filesystem import LocalStore
from transforms.tables.lake import init, open_lake
from transforms.tables.parquet import decode, encode, rows_of
from transforms.tables.verify import verify

sys.path.insert(0, str(Path(__file__).parents[1] / "crash"))
from lake_workload import clock_at, make_article, make_events, records_of, run_info  # noqa: E402

EVENTS = TABLES["events"]


def event_rows(names: list[str], edition: int = 1) -> pa.Table:
    events = [event for name in names for event in make_events(make_article(name, edition=edition))]
    return rows_of(EVENTS, events, f"r{edition}")


def middles(data: pa.Buffer) -> list[int]:
    footer = pq.read_metadata(pa.BufferReader(data))
    groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
    return [
        group.column(0).dictionary_page_offset
        + sum(group.column(at).total_compressed_size for at in range(group.num_columns)) // 2
        for group in groups
    ]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8), min_size=2, max_size=6))
def test_old_footers_find_old_rows_in_newer_files(editions: list[list[str]]) -> None:
    """Of any two versions: footer of the older, bytes of the newer; and the footer where the old size says."""
    versions = [(event_rows(editions[0]), inplace.with_room(encode(EVENTS, event_rows(editions[0]))))]
    for number, names in enumerate(editions[1:], 2):
        rows = event_rows(names, number)
        data = inplace.rewritten(EVENTS, rows, versions[-1][1])
        assert data is not None or number > 5
        if data is not None:
            versions.append((rows, data))
    first = len(versions[0][1])
    for at, (rows, old) in enumerate(versions):
        assert sorted(decode(old).to_pylist(), key=repr) == sorted(rows.to_pylist(), key=repr)
        assert max(middles(old)) < first  # or Spark, which knew the first size, would not see the row group
        footer = pq.read_metadata(pa.BufferReader(old))
        tail = inplace.footer_size(old)
        for _, newer in versions[at + 1 :]:
            with pq.ParquetFile(pa.BufferReader(newer), metadata=footer) as mixed:
                assert mixed.read().equals(decode(old))
            assert newer.slice(len(old) - tail, tail).equals(old.slice(len(old) - tail))


def test_pages_blooms_and_statistics_are_found_behind_old_bytes() -> None:
    old = inplace.with_room(encode(EVENTS, event_rows(["a", "b"])))
    data = inplace.rewritten(EVENTS, event_rows(["a", "b"], 2), old)
    assert data is not None
    group = pq.read_metadata(pa.BufferReader(data)).row_group(0)
    assert group.column(0).has_offset_index
    assert group.column(0).bloom_filter_offset > group.column(0).data_page_offset > 4
    frame = polars.scan_parquet(data.to_pybytes()).filter(polars.col("article_id") == "b").collect()
    assert frame.height == 2
    query = "SELECT count(*) FROM read_parquet(?) WHERE event_id = ?"
    event_id = frame["event_id"][0]
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        file.write(data.to_pybytes())
        file.flush()
        with duckdb.connect() as connection:
            assert connection.execute(query, [file.name, event_id]).fetchone() == (1,)
            assert connection.execute(query, [file.name, "nothing"]).fetchone() == (0,)


def test_rows_that_find_no_room_are_refused() -> None:
    old = inplace.with_room(encode(EVENTS, event_rows(["a"])))
    assert inplace.rewritten(EVENTS, event_rows([f"a{n}" for n in range(3_000)], 2), old) is None
    assert inplace.rewritten(EVENTS, event_rows(["a"], 2), encode(EVENTS, event_rows(["a"]))) is None


def rows_in_the_midst(name: str, old: pa.Buffer, new: pa.Buffer) -> tuple[list[str], list[str]]:
    """Read column after column as one who has the old footer and now gets new bytes: columns with a value that is
    not the old one, columns that say they are broken."""
    footer, other, broken = pq.read_metadata(pa.BufferReader(old)), [], []
    was = decode(old)
    for column in TABLES[name].schema.names:
        with pq.ParquetFile(pa.BufferReader(new), metadata=footer) as mixed:
            try:
                found = mixed.read(columns=[column])
            except OSError:
                broken.append(column)
            else:
                other += [] if found.column(column).equals(was.column(column)) else [column]
    return other, broken


@pytest.mark.parametrize("name", ["articles", "events", "dyads"])
@pytest.mark.parametrize("count", [3, 40, 3_000])
def test_who_is_in_the_midst_of_an_object_written_afresh_is_told(name: str, count: int) -> None:
    """Texts of equal length, so that most columns of a plain new file would stand just where the old ones stood."""
    table = TABLES[name]
    names = [f"a{number}" for number in range(count)]
    versions = [
        rows_of(table, records_of([make_article(one, edition=e) for one in names], run_id="r")[name], "r")
        for e in range(1, 6)
    ]
    old = encode(table, versions[0])
    if name == "articles":
        assert {"version", "text"} <= set(rows_in_the_midst(name, old, encode(table, versions[1]))[0])
    for rows in versions[1:]:
        new = inplace.displaced(table, rows, old)
        assert decode(new).equals(decode(encode(table, rows)))
        assert max(middles(new)) < len(old)  # see above: Spark
        assert rows_in_the_midst(name, old, new) == ([], table.schema.names)
        old = new


def test_an_object_whose_room_is_used_up_is_written_apart_from_all_its_versions() -> None:
    rows = [event_rows(["a", "b"], edition) for edition in range(1, 40)]
    versions = [inplace.with_room(encode(EVENTS, rows[0]))]
    for one in rows[1:]:
        data = inplace.rewritten(EVENTS, one, versions[-1])
        if data is None:
            break
        versions.append(data)
    data = inplace.with_room(inplace.displaced(EVENTS, rows[len(versions)], versions[-1]))
    assert inplace.rewritten(EVENTS, rows[-1], data) is not None
    for older in versions:
        assert rows_in_the_midst("events", older, data) == ([], EVENTS.schema.names)
    nothing = inplace.displaced(EVENTS, EVENTS.schema.empty_table(), data)
    assert decode(nothing).num_rows == 0
    assert rows_in_the_midst("events", data, nothing) == ([], EVENTS.schema.names)


def test_the_room_lasts_for_some_corrections_and_not_for_ever() -> None:
    data: pa.Buffer | None = inplace.with_room(encode(EVENTS, event_rows(["a", "b"])))
    done = 0
    while data is not None and done < 100:
        data = inplace.rewritten(EVENTS, event_rows(["a", "b"], done + 2), data)
        done += 1
    assert 4 < done < 30


def test_room_takes_no_space_on_the_disk(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    data = inplace.with_room(encode(EVENTS, event_rows([f"a{n}" for n in range(300)])))
    store.write("file", data)
    assert store.read("file").equals(data)
    used = (tmp_path / "file").stat().st_blocks * 512
    assert used < len(data) / 2
    for content in (b"", bytes(4096), bytes(5000), b"x" * 4096 + bytes(4096), bytes(4096) + b"x"):
        store.write("file", content)
        assert store.read("file").to_pybytes() == content


def test_large_files_get_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    data = encode(EVENTS, event_rows(["a"]))
    monkeypatch.setattr(inplace, "ROOM_UP_TO", 10)
    assert inplace.with_room(data).equals(data)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    init(LocalStore(tmp_path), clock_at(0))
    publish(tmp_path, "r1", [make_article("a"), make_article("b")])
    publish(tmp_path, "r2", [make_article("c")])
    return tmp_path


def publish(root: Path, run_id: str, articles: list[Any]) -> None:
    open_lake(LocalStore(root), clock=clock_at(0)).add_run(
        run_info(run_id), records_of(articles, run_id=run_id)
    )


def names(root: Path, table: str) -> set[str]:
    return {file.name for file in root.glob(f"{table}/**/*.parquet")}


def test_a_correction_takes_no_name_away(root: Path) -> None:
    before = {table: names(root, table) for table in TABLES}
    publish(root, "r3", [make_article("a", edition=2), make_article("d")])
    publish(root, "r4", [make_article("a", edition=3)])
    for table in TABLES:
        assert before[table] <= names(root, table), table
    assert verify(open_lake(LocalStore(root), clock=clock_at(0))).problems == ()


def test_readers_that_listed_before_a_correction_read_after_it(root: Path) -> None:
    """Tools that plan first and read later hold names, sizes and the first footers all the while."""
    dataset = ds.dataset(root / "events", partitioning="hive")
    for fragment in dataset.get_fragments():
        fragment.ensure_complete_metadata()
    lazy = polars.scan_parquet(f"{root}/events/**/*.parquet", hive_partitioning=True)
    assert lazy.collect_schema()["event_id"] == polars.String
    before = sorted(dataset.to_table(columns=["article_id", "rule"]).to_pylist(), key=repr)
    publish(root, "r3", [make_article("a", edition=2)])
    publish(root, "r4", [make_article("a", edition=3), make_article("c", edition=2)])
    # pyarrow holds the old footers: the old rows. Polars may hold some of them.
    assert sorted(dataset.to_table(columns=["article_id", "rule"]).to_pylist(), key=repr) == before
    found = lazy.select("article_id", "rule").collect().rows()
    assert len(found) == 6
    for name, edition in (("a", 3), ("b", 1), ("c", 2)):
        rules = {rule for article_id, rule in found if article_id == name}
        assert len(rules) == 1
        assert rules <= {make_article(name, edition=one).content_hash[:6] for one in (1, edition)}
