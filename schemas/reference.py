"""The data dictionary, made from the record classes: docs/data-dictionary.md, and as JSON."""

from __future__ import annotations

import dataclasses
import json
import sys
import typing
from typing import Any

import pyarrow as pa

from schemas.columns import DOC, EXAMPLE
from schemas.tables import PARTITION, RUN_ID, SCHEMA_VERSION, TABLES, Table

RUN_ID_EXAMPLE = "20250330T081000Z-3f2a91"
PARTITION_DOC = (
    "UTC day on which the row's article was first published in the lake (in a lake by month or year, the "
    "first day of that); stands in the path, not in the file."
)


def type_name(kind: pa.DataType) -> str:
    """Return a type as the dictionary shows it; the members of structs follow as rows of their own."""
    if pa.types.is_list(kind):
        return f"list of {type_name(kind.value_type)}"
    if pa.types.is_struct(kind):
        return "struct"
    return {"timestamp[us, tz=UTC]": "timestamp (UTC, µs)", "date32[day]": "date", "double": "float64"}.get(
        str(kind), str(kind)
    )


def _record_inside(annotation: Any) -> type | None:
    """Return the record class a struct column, or a list of structs, is made of."""
    if dataclasses.is_dataclass(annotation):
        return typing.cast(type, annotation)
    for part in typing.get_args(annotation):
        found = _record_inside(part)
        if found is not None:
            return found
    return None


def example_of(record: type, name: str) -> Any:
    """Return an example value of a column: the declared one, or one made of the examples of its members.

    Raises:
        LookupError: the column declares none and has no members.
    """
    field = next(field for field in dataclasses.fields(record) if field.name == name)
    annotation = typing.get_type_hints(record)[name]
    inside = _record_inside(annotation)
    if field.metadata[EXAMPLE] is not None:
        return field.metadata[EXAMPLE]
    if inside is None:
        raise LookupError(f"{record.__name__}.{name} has no example; give it one in schemas/")
    value = {member.name: example_of(inside, member.name) for member in dataclasses.fields(inside)}
    return [value] if typing.get_origin(annotation) is tuple else value


def columns_as_json() -> dict[str, Any]:
    """Return all tables with their columns: name, type, nullability, meaning, example."""
    return {
        "schema_version": SCHEMA_VERSION,
        "partitioned_by": PARTITION,
        "tables": {name: {"doc": table.doc, "columns": _columns(table)} for name, table in TABLES.items()},
    }


def _columns(table: Table) -> list[dict[str, Any]]:
    columns = []
    for field in table.schema:
        example = RUN_ID_EXAMPLE if field.name == RUN_ID.name else example_of(table.record, field.name)
        columns.append(
            {
                "name": field.name,
                "type": type_name(field.type),
                "nullable": field.nullable,
                "doc": field.metadata[DOC.encode()].decode("utf-8"),
                "example": example,
            }
        )
    return columns


def data_dictionary() -> str:
    """Return docs/data-dictionary.md."""
    lines = [
        "# Data dictionary",
        "",
        f"Made from `schemas/` by `make docs`; schema version {SCHEMA_VERSION}. Do not edit.",
        "",
        f"Every table lies in `<lake>/<table>/{PARTITION}=YYYY-MM-DD/*.parquet`.",
        f"`{PARTITION}` (date): {PARTITION_DOC}",
        "",
    ]
    for name, table in TABLES.items():
        key = f" Key: {', '.join(f'`{column}`' for column in table.key)}." if table.key else ""
        order = ", ".join(f"`{column}`" for column in table.sort_by)
        lines += [f"## {name}", "", f"{table.doc}{key} Sorted by {order} within a file.", ""]
        lines += ["| column | type | null | meaning | example |", "|---|---|---|---|---|"]
        for column in _columns(table):
            lines.append(_row(**column))
            lines += _member_rows(table, column["name"])
        lines.append("")
    return "\n".join(lines)


def _member_rows(table: Table, name: str) -> list[str]:
    hints = typing.get_type_hints(table.record)
    inside = _record_inside(hints[name]) if name in hints else None
    if inside is None:
        return []
    kind = table.schema.field(name).type
    struct = kind.value_type if pa.types.is_list(kind) else kind
    return [
        _row(
            name=f"{name}.{member.name}",
            type=type_name(struct.field(member.name).type),
            nullable=struct.field(member.name).nullable,
            doc=member.metadata[DOC],
            example=example_of(inside, member.name),
        )
        for member in dataclasses.fields(inside)
    ]


def _row(*, name: str, type: str, nullable: bool, doc: str, example: Any) -> str:
    shown = json.dumps(example, ensure_ascii=False)
    if len(shown) > 80:
        shown = shown[:77] + "…"
    cells = (f"`{name}`", type, "yes" if nullable else "", doc, f"`{shown}`")
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def main() -> int:
    """Write the data dictionary to stdout."""
    sys.stdout.write(data_dictionary())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
