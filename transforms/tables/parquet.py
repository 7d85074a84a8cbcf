"""Rows to Parquet bytes and back, one set of choices for every file of a lake."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.arrow import to_row
from schemas.tables import TABLES, Table
from transforms.tables.errors import DamagedLake, SchemaMismatch
from transforms.tables.store import Store

ROW_GROUP = 128_000
"""Rows per row group: large enough to compress, small enough to skip."""

BLOOM_FALSE_POSITIVES = 0.01

MAGIC = b"PAR1"
"""What every Parquet file begins and ends with."""

UNREADABLE = (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError)
"""What pyarrow raises at bytes that are no whole Parquet file."""


def rows_of(table: Table, records: Iterable[Any], run_id: str) -> pa.Table:
    """Turn records into the Arrow table their files hold.

    Args:
        table: which table.
        records: instances of the table's record class.
        run_id: the run that publishes them.

    Raises:
        pyarrow.ArrowInvalid: a value does not fit its column; the message names it.
    """
    rows = [{**to_row(record), "run_id": run_id} for record in records]
    return pa.Table.from_pylist(rows, schema=table.schema)


def empty(table: Table) -> pa.Table:
    """Return a table without rows."""
    return table.schema.empty_table()


def sort_rows(table: Table, rows: pa.Table) -> pa.Table:
    """Return the rows in the order files of this table have, nulls last; ties broken by the key."""
    order = [*table.sort_by, *(name for name in (*table.key, "run_id") if name not in table.sort_by)]
    indices = pc.sort_indices(rows, sort_keys=[(name, "ascending") for name in order])
    return rows.take(indices)


def _leaf_index(schema: pa.Schema, name: str) -> int:
    """Return the number of a plain column among the leaves: Parquet counts the members of structs."""
    return sum(_leaves(field.type) for field in list(schema)[: schema.get_field_index(name)])


def _leaves(kind: pa.DataType) -> int:
    if pa.types.is_list(kind):
        return _leaves(kind.value_type)
    if pa.types.is_struct(kind):
        return sum(_leaves(field.type) for field in kind)
    return 1


def encode(table: Table, rows: pa.Table, *, after: pa.Buffer | None = None) -> pa.Buffer:
    """Return a Parquet file: sorted, zstd, with statistics, page index and bloom filters on ids.

    Args:
        table: which table.
        rows: its rows.
        after: the beginning of another Parquet file, which the new one begins with; nothing points there.
    """
    rows = sort_rows(table, rows)
    schema = rows.schema
    sink = pa.BufferOutputStream()
    blooms = {name: {"ndv": min(len(rows), ROW_GROUP), "fpp": BLOOM_FALSE_POSITIVES} for name in table.bloom}
    with pq.ParquetWriter(
        sink,
        schema,
        compression="zstd",
        compression_level=3,
        write_statistics=True,
        write_page_index=True,
        sorting_columns=[
            pq.SortingColumn(_leaf_index(schema, name), descending=False, nulls_first=False)
            for name in table.sort_by
        ],
        bloom_filter_options=blooms if len(rows) else None,
    ) as writer:
        if after is not None:
            sink.write(after.slice(len(MAGIC)))  # the writer has just written the magic itself
        writer.write_table(rows, row_group_size=ROW_GROUP)
    return sink.getvalue()


def encode_shard(rows: pa.Table) -> pa.Buffer:
    """Return a Parquet file that is read once, soon, in full: quick to write, not small, not sorted."""
    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink, compression="lz4", write_statistics=False)
    return sink.getvalue()


def decode(data: pa.Buffer | bytes, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a Parquet file's rows.

    Args:
        data: the bytes of the file.
        columns: only these columns; all of them by default.
    """
    with pq.ParquetFile(pa.BufferReader(data)) as source:
        return source.read(columns=None if columns is None else list(columns))


def load(store: Store, path: str, columns: Sequence[str] | None = None) -> pa.Table:
    """Read the rows of a file of a lake.

    Args:
        store: the lake.
        path: the file.
        columns: only these columns; all of them by default.

    Raises:
        FileNotFoundError: it is not there.
        DamagedLake: it is no Parquet file, or has not these columns.
    """
    data = store.map(path)
    try:
        return decode(data, columns)
    except UNREADABLE as error:
        raise DamagedLake(
            f"{store.root}: {path} is not a readable Parquet file ({error}); put back what was there, or take "
            "it away if it is not of this lake (`communique lake verify` knows)"
        ) from error


def conform(table: Table, rows: pa.Table, origin: str) -> pa.Table:
    """Return rows with today's columns: a column added since they were written is null.

    Args:
        table: which table.
        rows: what a file holds.
        origin: the file, for the message.

    Raises:
        SchemaMismatch: a column has another type, is missing though it must not be null, or is unknown.
    """
    schema = table.schema
    unknown = [name for name in rows.column_names if schema.get_field_index(name) < 0]
    if unknown:
        raise SchemaMismatch(f"{origin}: column {unknown[0]!r} is unknown to this version of the code")
    columns = []
    for field in schema:
        if field.name not in rows.column_names:
            if not field.nullable and len(rows):
                raise SchemaMismatch(f"{origin}: column {field.name!r} is missing and cannot be null")
            columns.append(nulls(len(rows), field.type))
            continue
        column = rows.column(field.name)
        if not column.type.equals(field.type):
            column = _cast(column, field, origin)
        columns.append(column)
    return pa.Table.from_arrays(columns, schema=schema)


def nulls(count: int, kind: pa.DataType) -> pa.Array:
    """Return a column of nulls. `pa.nulls` makes null members inside null structs, which Parquet refuses
    where the members must not be null."""
    return pa.array([None] * count, kind) if pa.types.is_nested(kind) else pa.nulls(count, kind)


def _cast(column: pa.ChunkedArray, field: pa.Field, origin: str) -> pa.ChunkedArray:
    try:
        return column.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise SchemaMismatch(
            f"{origin}: column {field.name!r} is {column.type}, this version of the code has {field.type}"
        ) from error


def join_rows(table: Table, parts: Iterable[pa.Table]) -> pa.Table:
    """Return the rows of several parts as one table."""
    tables = list(parts)
    return pa.concat_tables(tables) if tables else empty(table)


def without(rows: pa.Table, column: str, values: Iterable[str]) -> pa.Table:
    """Return the rows whose `column` holds none of the values."""
    return rows.filter(pc.invert(pc.is_in(rows.column(column), pa.array(list(values), pa.string()))))


def only(rows: pa.Table, column: str, values: Iterable[str]) -> pa.Table:
    """Return the rows whose `column` holds one of the values."""
    return rows.filter(pc.is_in(rows.column(column), pa.array(list(values), pa.string())))


def first_by(rows: pa.Table, column: str) -> pa.Table:
    """Return one row, the first, for every value of `column`."""
    seen: set[str] = set()
    keep = []
    for value in rows.column(column).to_pylist():
        keep.append(value not in seen)
        seen.add(value)
    return rows if all(keep) else rows.filter(pa.array(keep, pa.bool_()))


def checksum(data: pa.Buffer | bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def table_named(name: str) -> Table:
    """Return a table by name.

    Raises:
        KeyError: no table has this name; the message lists those there are.
    """
    if name not in TABLES:
        raise KeyError(f"no table {name!r}; there are {', '.join(TABLES)}")
    return TABLES[name]
