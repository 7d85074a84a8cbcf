"""Record classes to Arrow: types from annotations, nullability from `| None`, meaning into field metadata."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from schemas.columns import DOC

SCALARS: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    bytes: pa.binary(),
    dt.date: pa.date32(),
    dt.datetime: pa.timestamp("us", tz="UTC"),
}


def _arrow_type(annotation: Any) -> tuple[pa.DataType, bool]:
    """Return the Arrow type of an annotation and whether it may be null."""
    origin = typing.get_origin(annotation)
    if origin in (types.UnionType, typing.Union):
        inner = [a for a in typing.get_args(annotation) if a is not types.NoneType]
        if len(inner) != 1:
            raise TypeError(f"a column holds one type or null, not {annotation}")
        return _arrow_type(inner[0])[0], True
    if origin is tuple:
        item, nullable = _arrow_type(typing.get_args(annotation)[0])
        return pa.list_(pa.field("element", item, nullable=nullable)), False
    if dataclasses.is_dataclass(annotation):
        return pa.struct(list(_fields(typing.cast(type, annotation)))), False
    if annotation in SCALARS:
        return SCALARS[annotation], False
    raise TypeError(f"no Arrow type for {annotation!r}; see schemas/arrow.py SCALARS")


def _fields(record: type) -> Iterable[pa.Field]:
    hints = typing.get_type_hints(record)
    for field in dataclasses.fields(record):
        arrow_type, nullable = _arrow_type(hints[field.name])
        yield pa.field(field.name, arrow_type, nullable=nullable, metadata={DOC: field.metadata[DOC]})


@functools.cache
def arrow_schema(record: type) -> pa.Schema:
    """Return the Arrow schema of a record class, field descriptions in the metadata.

    Raises:
        TypeError: a field has an annotation that no column type stands for.
    """
    return pa.schema(list(_fields(record)))


def to_row(record: Any) -> dict[str, Any]:
    """Turn a record into nested dicts and lists, as Arrow and JSON take them."""
    kind: Any = type(record)
    return {name: _plain(getattr(record, name)) for name in _names(kind)}


@functools.cache
def _names(record: type) -> tuple[str, ...]:
    """Names of the fields of a record, () for any other class: `dataclasses.fields` is slow to ask."""
    is_record = dataclasses.is_dataclass(record)
    return tuple(field.name for field in dataclasses.fields(record)) if is_record else ()


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    kind: Any = type(value)
    return to_row(value) if _names(kind) else value


def from_row(record: type, row: Mapping[str, Any]) -> Any:
    """Build a record from a row as Arrow gives it (`Table.to_pylist`), ignoring columns it does not have."""
    hints = _field_types(record)
    return record(**{name: _typed(hints[name], value) for name, value in row.items() if name in hints})


@functools.cache
def _field_types(record: type) -> dict[str, Any]:
    """Annotations of the fields of a record; resolving them for every row would cost more than the row."""
    hints = typing.get_type_hints(record)
    return {field.name: hints[field.name] for field in dataclasses.fields(record)}


def _typed(annotation: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = typing.get_origin(annotation)
    if origin in (types.UnionType, typing.Union):
        return _typed(next(a for a in typing.get_args(annotation) if a is not types.NoneType), value)
    if origin is tuple:
        item = typing.get_args(annotation)[0]
        return tuple(_typed(item, v) for v in value)
    if dataclasses.is_dataclass(annotation):
        return from_row(typing.cast(type, annotation), value)
    return value


def to_json(value: Any) -> Any:
    """Turn a value of a row into what the json module writes: ISO 8601 dates and times, lists, dicts."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.timezone.utc).isoformat().replace("+00:00", "Z")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    return value
