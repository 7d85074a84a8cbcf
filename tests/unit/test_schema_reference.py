"""The data dictionary and the descriptions for catalogues say what the record classes say."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import typing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from schemas.arrow import arrow_schema, from_row, to_row
from schemas.describe import croissant, datapackage
from schemas.reference import RUN_ID_EXAMPLE, columns_as_json, data_dictionary
from schemas.tables import PARTITION, TABLES

ROOT = Path(__file__).parents[2]


def test_the_data_dictionary_is_up_to_date() -> None:
    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == data_dictionary(), "run `make docs`"


def examples(table: str) -> dict[str, Any]:
    return {column["name"]: column["example"] for column in columns_as_json()["tables"][table]["columns"]}


def parsed(value: Any, kind: pa.DataType) -> Any:
    """An example as Python has it: ISO texts become times and dates."""
    if value is None:
        return None
    if pa.types.is_timestamp(kind):
        return dt.datetime.fromisoformat(value.replace("Z", "+00:00"))
    if pa.types.is_date(kind):
        return dt.date.fromisoformat(value)
    if pa.types.is_list(kind):
        return [parsed(item, kind.value_type) for item in value]
    if pa.types.is_struct(kind):
        return {field.name: parsed(value[field.name], field.type) for field in kind}
    return value


@pytest.mark.parametrize("name", TABLES)
def test_the_examples_are_a_row_of_the_table(name: str) -> None:
    table = TABLES[name]
    row = {field.name: parsed(examples(name)[field.name], field.type) for field in table.schema}
    written = pa.Table.from_pylist([row], schema=table.schema).to_pylist()[0]
    assert written == row
    record = from_row(table.record, written)
    assert {**to_row(record), "run_id": RUN_ID_EXAMPLE} == row


@pytest.mark.parametrize("name", TABLES)
def test_keys_orders_and_blooms_name_columns(name: str) -> None:
    table = TABLES[name]
    assert {*table.key, *table.sort_by, *table.bloom} <= set(table.schema.names)


def test_no_column_has_a_type_that_readers_trip_over() -> None:
    def leaves(kind: pa.DataType) -> list[pa.DataType]:
        if pa.types.is_list(kind):
            return leaves(kind.value_type)
        if pa.types.is_struct(kind):
            return [leaf for field in kind for leaf in leaves(field.type)]
        return [kind]

    found = {str(leaf) for table in TABLES.values() for field in table.schema for leaf in leaves(field.type)}
    assert found <= {"string", "int64", "double", "bool", "date32[day]", "timestamp[us, tz=UTC]"}
    assert all(PARTITION not in table.schema.names for table in TABLES.values())


def test_what_cannot_be_a_column_is_refused() -> None:
    bad = dataclasses.make_dataclass(
        "Bad",
        [("x", typing.Union[int, str], dataclasses.field(metadata={"doc": "x"}))],  # noqa: UP007
    )
    with pytest.raises(TypeError, match="one type or null"):
        arrow_schema(bad)


def test_the_data_package_has_every_column_and_true_references() -> None:
    package = datapackage()
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert list(resources) == list(TABLES)
    for name, resource in resources.items():
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert fields == [*TABLES[name].schema.names, PARTITION]
        for reference in resource["schema"].get("foreignKeys", ()):
            (column,) = reference["fields"]
            assert column in fields
            assert (
                reference["reference"]["fields"]
                == resources[reference["reference"]["resource"]]["schema"]["primaryKey"]
            )
    assert json.loads(json.dumps(package)) == package


def test_croissant_describes_every_plain_column() -> None:
    described = croissant()
    sets = {one["name"]: one for one in described["recordSet"]}
    assert list(sets) == list(TABLES)
    for name, one in sets.items():
        plain = [field.name for field in TABLES[name].schema if not pa.types.is_nested(field.type)]
        assert [field["name"] for field in one["field"]] == plain
        known = {field["@id"] for other in sets.values() for field in other["field"]}
        assert all(
            field["references"]["field"]["@id"] in known for field in one["field"] if "references" in field
        )
