"""`communique lake`: make, look at and look after a lake."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.commands.parser import add_command
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from transforms.tables.lake import Lake

EXAMPLES = """\
examples:
  communique lake init lake                    make an empty lake; every glob works at once
  communique lake status lake                  rows, files, days, what waits
  communique lake schema                       the columns of all tables
  communique lake schema lake --check          exit 1 if the lake's columns are not this version's

DIR is a directory, s3://bucket/prefix or gs://bucket/prefix
exit codes: 0 done or in order; 1 something is wrong, listed on stdout; 2 bad usage
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and what it can do."""
    parser = add_command(commands, "lake", summary="make, look at and look after a lake", examples=EXAMPLES)
    actions = parser.add_subparsers(title="actions", dest="action", metavar="ACTION")

    init = actions.add_parser("init", help="make an empty lake", description="Make an empty lake.")
    init.add_argument("lake", metavar="DIR", help="where; made if it does not exist")
    init.set_defaults(handler=init_lake)

    status = actions.add_parser(
        "status",
        help="show what the lake holds",
        description="Show what the lake holds and whether anything waits.",
    )
    status.add_argument("lake", metavar="DIR", help="the lake")
    status.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    status.set_defaults(handler=show_status)

    schema = actions.add_parser(
        "schema",
        help="show the columns, or check a lake's",
        description="Show the columns of all tables; with a lake, compare its files with this version.",
    )
    schema.add_argument("lake", metavar="DIR", nargs="?", help="a lake to compare with")
    schema.add_argument("--check", action="store_true", help="look into every file; exit 1 on any difference")
    schema.add_argument("--json", action="store_true", help="print one JSON object")
    schema.set_defaults(handler=show_schema)


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """Turn what is wrong with a lake into a message without traceback."""
    from transforms.tables.errors import LakeError

    try:
        yield
    except LakeError as error:
        raise UsageError(str(error)) from error


def opened(address: str, *, mend: bool = True) -> Lake:
    """Open a lake for a command, telling on stderr what had to be repaired.

    Raises:
        UsageError: there is no lake or it cannot be used.
    """
    from transforms.open_lake import open_lake

    with told_in_one_line():
        lake = open_lake(address, mend=mend)
    for repair in lake.repairs:
        print(f"communique: repaired {lake.root}: {repair}", file=sys.stderr)
    return lake


def init_lake(args: argparse.Namespace) -> int:
    """Make an empty lake."""
    from transforms.open_lake import open_store
    from transforms.tables.lake import init

    with told_in_one_line():
        store = open_store(args.lake)
        made = init(store)
    print(
        f"made an empty lake in {store.root}" if made else f"{store.root} is a lake already; nothing changed"
    )
    return 0


def show_status(args: argparse.Namespace) -> int:
    """Show what a lake holds."""
    from pipeline.commands.lake_table import print_status
    from transforms.tables.status import status, to_json

    lake = opened(args.lake)
    with told_in_one_line():
        state = status(lake)
    if args.json:
        print(json.dumps(to_json(state)))
    else:
        print_status(state)
    return 0


def show_schema(args: argparse.Namespace) -> int:
    """Show the columns of this version, or how a lake's differ."""
    from pipeline.commands.lake_table import print_schema
    from schemas.reference import columns_as_json
    from transforms.tables.schema_check import schema_differences

    if args.lake is None:
        if args.check:
            raise UsageError("lake schema --check: name the lake to check")
        if args.json:
            print(json.dumps(columns_as_json()))
        else:
            print_schema()
        return 0
    lake = opened(args.lake, mend=False)
    with told_in_one_line():
        differences = schema_differences(lake.store, every_file=args.check)
    if args.json:
        print(json.dumps({"lake": lake.root, "differences": [str(difference) for difference in differences]}))
    else:
        for difference in differences:
            print(difference)
        if not differences:
            print(f"{lake.root} has the columns of this version")
    return 1 if differences else 0
