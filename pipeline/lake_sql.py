"""A lake as SQL: every table a view of DuckDB, which reads the published files and writes none of them."""

from __future__ import annotations

import duckdb

from pipeline.errors import UsageError
from schemas.tables import TABLES
from transforms.open_lake import open_lake
from transforms.tables.errors import LakeError


def connect(lake: str) -> duckdb.DuckDBPyConnection:
    """Return a connection on which the six tables of a lake are views; times are shown in UTC.

    Raises:
        UsageError: there is no lake at the address, or it cannot be read.
    """
    try:
        root = open_lake(lake, mend=False).root
    except LakeError as error:
        raise UsageError(f"--lake {lake}: {error}") from error
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for name in TABLES:
        files = f"{root}/{name}/**/*.parquet".replace("'", "''")
        connection.execute(
            f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{files}', hive_partitioning = true)"
        )
    return connection
