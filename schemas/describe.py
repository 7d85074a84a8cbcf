"""Descriptions of a lake that catalogues read: a Data Package (Frictionless) and Croissant (MLCommons)."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from schemas.columns import DOC
from schemas.reference import PARTITION_DOC, columns_as_json
from schemas.tables import PARTITION, SCHEMA_VERSION, TABLES

TITLE = "Diplomatic events from news feeds"
DESCRIPTION = (
    "Records of diplomatic events (who did what to whom, when, where, planned, done or denied, in which "
    "words), extracted by Communiqué from articles of news feeds."
)
REFERENCES = {
    "events": (("article_id", "articles"),),
    "dyads": (("event_id", "events"), ("article_id", "articles")),
}
"""Columns that point at the key of another table."""


def glob_of(table: str) -> str:
    """Return the pattern that matches all files of a table, relative to the lake."""
    return f"{table}/**/*.parquet"


def datapackage() -> dict[str, Any]:
    """Return `datapackage.json` of every lake: https://datapackage.org (version 2)."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "communique-lake",
        "title": TITLE,
        "description": DESCRIPTION,
        "version": str(SCHEMA_VERSION),
        "resources": [_resource(name) for name in TABLES],
    }


def _resource(name: str) -> dict[str, Any]:
    table = TABLES[name]
    columns = columns_as_json()["tables"][name]["columns"]
    fields = [
        {
            "name": column["name"],
            "type": _frictionless_type(table.schema.field(column["name"]).type),
            "description": column["doc"],
            "examples": [column["example"]],
            "constraints": {"required": not column["nullable"]},
        }
        for column in columns
    ]
    fields.append({"name": PARTITION, "type": "date", "description": PARTITION_DOC})
    schema: dict[str, Any] = {"fields": fields}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if name in REFERENCES:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": [column]}}
            for column, other in REFERENCES[name]
        ]
    return {
        "name": name,
        "description": table.doc,
        "path": glob_of(name),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": schema,
    }


def _frictionless_type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return "array"
    if pa.types.is_struct(kind):
        return "object"
    names = {
        "string": "string",
        "int64": "integer",
        "double": "number",
        "bool": "boolean",
        "date32[day]": "date",
    }
    return names.get(str(kind), "datetime")


_CROISSANT_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant() -> dict[str, Any]:
    """Return `croissant.json` of every lake: http://mlcommons.org/croissant (version 1.0).

    Columns of plain types are described; lists of structs (actors, recipients) are in the Data Package.
    """
    return {
        "@context": _CROISSANT_CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "communique-lake",
        "description": DESCRIPTION,
        "version": f"{SCHEMA_VERSION}.0.0",
        "isLiveDataset": True,
        "distribution": [
            {
                "@type": "cr:FileSet",
                "@id": f"{name}-files",
                "name": f"{name}-files",
                "description": table.doc,
                "encodingFormat": "application/x-parquet",
                "includes": glob_of(name),
            }
            for name, table in TABLES.items()
        ],
        "recordSet": [_record_set(name) for name in TABLES],
    }


def _record_set(name: str) -> dict[str, Any]:
    table = TABLES[name]
    fields = [_croissant_field(name, field) for field in table.schema if not pa.types.is_nested(field.type)]
    found: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": table.doc,
        "field": fields,
    }
    if table.key:
        found["key"] = [{"@id": f"{name}/{column}"} for column in table.key]
    return found


def _croissant_field(table: str, field: pa.Field) -> dict[str, Any]:
    types = {"string": "sc:Text", "int64": "sc:Integer", "double": "sc:Float", "bool": "sc:Boolean"}
    found: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table}/{field.name}",
        "name": field.name,
        "description": field.metadata[DOC.encode()].decode("utf-8"),
        "dataType": types.get(str(field.type), "sc:Date"),
        "source": {"fileSet": {"@id": f"{table}-files"}, "extract": {"column": field.name}},
    }
    for column, other in REFERENCES.get(table, ()):
        if column == field.name:
            found["references"] = {"field": {"@id": f"{other}/{column}"}}
    return found
