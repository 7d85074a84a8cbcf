"""`communique sql`: DuckDB over a lake, its tables ready as views."""

from __future__ import annotations

import argparse

from pipeline.commands.parser import add_command
from pipeline.errors import UsageError
from pipeline.tabular import FORMATS, print_rows

EXAMPLES = """\
Tables: articles, events, dyads, fetches, rejects, runs; `communique lake schema` has their columns.

examples:
  communique sql --lake lake "SELECT event_type, count(*) AS n FROM events GROUP BY ALL ORDER BY n DESC"
  communique sql --lake lake "FROM fetches WHERE error IS NOT NULL" --format csv

exit codes: 0 done; 2 the statement is wrong, or no lake there
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = add_command(commands, "sql", summary="ask a lake in SQL (DuckDB)", examples=EXAMPLES)
    parser.add_argument("statement", metavar="SQL", help="one statement in DuckDB's SQL")
    parser.add_argument("--lake", metavar="DIR", required=True, help="the lake")
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="table",
        help="what to print; json is one object a line (default: %(default)s)",
    )
    parser.set_defaults(handler=sql)


def sql(args: argparse.Namespace) -> int:
    """Print what the statement finds."""
    import duckdb

    from pipeline.lake_sql import ask, connect

    connection = connect(args.lake)
    try:
        names, rows = ask(connection, args.statement)
    except duckdb.Error as error:
        raise UsageError(f"sql: {' '.join(str(error).split())}") from error
    print_rows(names, rows, form=args.format)
    return 0
