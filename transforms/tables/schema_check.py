"""Whether the files of a lake have the columns this version of the code writes."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.tables import TABLES
from transforms.tables import paths
from transforms.tables.errors import DamagedLake
from transforms.tables.parquet import UNREADABLE
from transforms.tables.store import Store


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


@dataclass(frozen=True)
class UnreadableFile:
    """A file whose columns nobody can tell."""

    path: str
    why: str

    def __str__(self) -> str:
        """Say it in words."""
        return f"{self.path}: {self.why}"


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


def read_schema(store: Store, path: str) -> pa.Schema:
    """Return the columns of a file of a lake.

    Raises:
        FileNotFoundError: it is not there.
        DamagedLake: it is no Parquet file.
    """
    data = store.map(path)
    try:
        return pq.read_schema(pa.BufferReader(data))
    except UNREADABLE as error:
        raise DamagedLake(f"{store.root}: {path} is not a readable Parquet file ({error})") from error


def schema_differences(store: Store, *, every_file: bool = False) -> list[SchemaDifference | UnreadableFile]:
    """Return in what the lake's files differ from the code's tables.

    Args:
        store: the lake.
        every_file: look into every file; by default only into the one that shows readers the schema.
    """
    found: list[SchemaDifference | UnreadableFile] = []
    for name in TABLES:
        present = [file.path for file in store.files(name)] if every_file else []
        files = sorted({paths.anchor(name), *present})
        for path in files:
            try:
                found += compare(name, read_schema(store, path), path)
            except FileNotFoundError:
                if path == paths.anchor(name):  # any other was there, and a compaction has taken it in since
                    found.append(UnreadableFile(path, "missing"))
            except DamagedLake as error:
                found.append(UnreadableFile(path, str(error).partition(f"{path} ")[2]))
    return found
