"""Whether the files of a lake have the columns this version of the code writes."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.tables import TABLES
from transforms.tables import paths
from transforms.tables.filesystem import Store


@dataclass(frozen=True)
class SchemaDifference:
    """One column that differs between a file and the code: `lake` or `code` is None where it is missing."""

    table: str
    column: str
    lake: str | None
    code: str | None
    path: str

    def __str__(self) -> str:
        """Say it in words."""
        if self.lake is None:
            return f"{self.path}: column {self.column!r} ({self.code}) is missing"
        if self.code is None:
            return f"{self.path}: column {self.column!r} ({self.lake}) is unknown to this code"
        return f"{self.path}: column {self.column!r} is {self.lake}, this code has {self.code}"


def _described(field: pa.Field) -> str:
    return f"{field.type}{'' if field.nullable else ' not null'}"


def compare(table: str, schema: pa.Schema, path: str) -> list[SchemaDifference]:
    """Return the columns in which a file's schema differs from the table's."""
    wanted = {field.name: _described(field) for field in TABLES[table].schema}
    found = {field.name: _described(field) for field in schema}
    return [
        SchemaDifference(table, name, found.get(name), wanted.get(name), path)
        for name in dict.fromkeys([*wanted, *found])
        if wanted.get(name) != found.get(name)
    ]


def schema_differences(store: Store, *, every_file: bool = False) -> list[SchemaDifference]:
    """Return in what the lake's files differ from the code's tables.

    Args:
        store: the lake.
        every_file: look into every file; by default only into the one that shows readers the schema.
    """
    found = []
    for name in TABLES:
        files = [file.path for file in store.files(name)] if every_file else [paths.anchor(name)]
        for path in files:
            found += compare(name, pq.read_schema(pa.BufferReader(store.map(path))), path)
    return found
