"""Three tools that read a lake in an object store, each with its own client and no help from ours."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

Rows = list[tuple[Any, ...]]


def file_system(address: str) -> Any:
    """pyarrow's own access to the store of an address."""
    import pyarrow.fs as fs

    if address.startswith("s3://"):
        # Three seconds, its own limit, pass on a busy machine without anything being wrong.
        return fs.S3FileSystem(
            endpoint_override=os.environ["AWS_ENDPOINT_URL_S3"],
            region="us-east-1",
            request_timeout=120,
            connect_timeout=120,
        )
    host = os.environ["STORAGE_EMULATOR_HOST"].removeprefix("http://")
    return fs.GcsFileSystem(anonymous=True, scheme="http", endpoint_override=host)


def read_pyarrow(root: str, table: str, columns: tuple[str, ...]) -> Rows:
    import pyarrow.dataset as ds

    place = f"{root.partition('://')[2]}/{table}"
    found = ds.dataset(place, filesystem=file_system(root), partitioning="hive").to_table(
        columns=list(columns)
    )
    return list(zip(*(column.to_pylist() for column in found.columns), strict=True))


def read_polars(root: str, table: str, columns: tuple[str, ...]) -> Rows:
    import polars

    options = {"allow_http": "true", "timeout": "120s", "connect_timeout": "120s"}
    if root.startswith("gs://"):
        options["google_service_account_key"] = json.dumps(
            {"gcs_base_url": os.environ["STORAGE_EMULATOR_HOST"], "disable_oauth": True,
             "client_email": "", "private_key": "", "private_key_id": ""}
        )  # fmt: skip
    frame = polars.scan_parquet(
        f"{root}/{table}/**/*.parquet", hive_partitioning=True, storage_options=options
    )
    return frame.select(columns).collect().rows()


def read_duckdb(root: str, table: str, columns: tuple[str, ...]) -> Rows:
    """DuckDB through fsspec: its own S3 client is an extension that has to be downloaded."""
    import duckdb
    from fsspec.implementations.arrow import ArrowFSWrapper

    class S3(ArrowFSWrapper):
        protocol = "s3"

    with duckdb.connect() as connection:
        connection.register_filesystem(S3(file_system(root)))
        glob = f"{root}/{table}/**/*.parquet"
        query = f"SELECT {', '.join(columns)} FROM read_parquet('{glob}', hive_partitioning = true)"
        return connection.execute(query).fetchall()


READERS: dict[str, dict[str, Callable[[str, str, tuple[str, ...]], Rows]]] = {
    "s3": {"duckdb": read_duckdb, "pyarrow": read_pyarrow, "polars": read_polars},
    "gs": {"pyarrow": read_pyarrow, "polars": read_polars},
}

REPLACED: dict[tuple[str, str], str] = {
    # Opened, and asked for its size a request later: a correction in between made the object larger.
    ("s3", "duckdb"): r"Failed to read \d+ bytes from Python file at offset \d+: only \d+ bytes returned",
    # Insists on the generation that it saw first.
    ("gs", "pyarrow"): r"Cannot read from closed file|NOT_FOUND",
}
"""How a tool says that a correction has replaced an object in the midst of its read. Others do not notice: what an
old footer points to is still there."""
