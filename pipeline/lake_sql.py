"""A lake as SQL: every table a view of DuckDB, which reads the published files and writes none of them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import duckdb

from pipeline.errors import UsageError
from schemas.tables import TABLES
from transforms.open_lake import open_lake
from transforms.tables.errors import LakeError
from transforms.tables.listing import listed_again


def ask(
    connection: duckdb.DuckDBPyConnection, statement: str, values: Sequence[object] = ()
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return names of columns and rows of a statement; Ctrl-C ends it at once.

    DuckDB works in a thread of its own meanwhile: Python hears of a signal only in the main thread, and not while
    that one computes inside DuckDB.

    Raises:
        duckdb.Error: the statement is wrong.
    """

    def answer() -> tuple[list[str], list[tuple[Any, ...]]]:
        found = connection.execute(statement, list(values))
        return [column[0] for column in found.description or []], found.fetchall()

    def answer_in_the_end() -> tuple[list[str], list[tuple[Any, ...]]]:
        return listed_again(answer, file_is_gone)

    with ThreadPoolExecutor(max_workers=1) as pool:
        answered = pool.submit(answer_in_the_end)
        try:
            return answered.result()
        except KeyboardInterrupt:
            connection.interrupt()
            raise


def file_is_gone(error: Exception) -> bool:
    """Whether DuckDB says that a file it had listed is not there any more."""
    return isinstance(error, duckdb.IOException | duckdb.HTTPException) and "No such file" in str(error)


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
