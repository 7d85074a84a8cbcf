"""`communique lake`: make, look at and look after a lake."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.commands.parser import add_command, day
from pipeline.errors import UsageError
from transforms.tables.periods import DAY, PERIODS

if TYPE_CHECKING:
    from transforms.tables.lake import Lake

EXAMPLES = """\
examples:
  communique lake init lake                    make an empty lake; every glob works at once
  communique lake init archive --by month      a folder per month: few files, for questions over many days
  communique lake status lake                  rows, files, days, what waits
  communique lake schema                       the columns of all tables
  communique lake schema lake --check          exit 1 if the lake's columns are not this version's
  communique lake schema lake --upgrade        give an older lake the columns of this version
  communique lake verify lake                  re-read everything; exit 1 with a list of what is wrong
  communique lake compact lake                 one file per table for every day that is over
  communique lake expire lake --before 2025-01-01

DIR is a directory, s3://bucket/prefix or gs://bucket/prefix
exit codes: 0 done or in order; 1 something is wrong, listed on stdout; 2 bad usage
"""

OFFLINE = "nobody is reading now: needed for object stores, where a folder cannot change at one instant"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and what it can do."""
    parser = add_command(commands, "lake", summary="make, look at and look after a lake", examples=EXAMPLES)
    actions = parser.add_subparsers(title="actions", dest="action", metavar="ACTION")

    init = _action(actions, "init", "make an empty lake", init_lake)
    init.add_argument(
        "--by",
        choices=PERIODS,
        default=DAY,
        help="how long a folder of a table lasts (default: day); a lake of months answers questions over many "
        "days faster, but corrections in it rewrite larger files and `ingest_date` tells only the month",
    )
    status = _action(actions, "status", "show what the lake holds, and whether anything waits", show_status)
    status.add_argument("--json", action="store_true", help="print one JSON object instead of a table")

    schema = _action(
        actions,
        "schema",
        "show the columns of all tables, or compare a lake's with them",
        show_schema,
        nargs="?",
    )
    schema.add_argument("--check", action="store_true", help="look into every file; exit 1 on any difference")
    schema.add_argument("--upgrade", action="store_true", help="rewrite what has older columns")
    schema.add_argument("--offline", action="store_true", help=OFFLINE)
    schema.add_argument("--json", action="store_true", help="print one JSON object")

    verify = _action(actions, "verify", "re-read everything and list what is wrong", verify_lake)
    verify.add_argument("--json", action="store_true", help="print one JSON object")

    compact = _action(actions, "compact", "one file per table for every day that is over", compact_lake)
    compact.add_argument("--offline", action="store_true", help=OFFLINE)

    expire = _action(
        actions, "expire", "drop what is old; its articles stay known and do not come back", expire_lake
    )
    expire.add_argument(
        "--before",
        metavar="DATE",
        required=True,
        type=day,
        help="the first day that stays; in a lake of months the month it lies in stays whole",
    )


def _action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    summary: str,
    handler: Callable[[argparse.Namespace], int],
    nargs: str | None = None,
) -> argparse.ArgumentParser:
    """Add one action, whose first argument is the lake."""
    parser = actions.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    parser.add_argument("lake", metavar="DIR", nargs=nargs, help="the lake: a directory, s3://… or gs://…")
    parser.set_defaults(handler=handler)
    return parser


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """Turn what is wrong with a lake into a message without traceback."""
    from transforms.tables.errors import LakeError

    try:
        yield
    except (LakeError, OSError) as error:
        raise UsageError(str(error)) from error


def opened(address: str, *, mend: bool = True, any_schema: bool = False) -> Lake:
    """Open a lake for a command, telling on stderr what had to be repaired.

    Raises:
        UsageError: there is no lake or it cannot be used.
    """
    from transforms.open_lake import open_lake

    with told_in_one_line():
        lake = open_lake(address, mend=mend, any_schema=any_schema)
    for repair in lake.repairs:
        print(f"communique: repaired {lake.root}: {repair}", file=sys.stderr)
    return lake


def init_lake(args: argparse.Namespace) -> int:
    """Make an empty lake."""
    from transforms.open_lake import open_store
    from transforms.tables.lake import init, open_lake

    with told_in_one_line():
        store = open_store(args.lake)
        made = init(store, period=args.by)
        lake = open_lake(store, mend=False, any_schema=True)
    print(
        f"made an empty lake in {store.root}, a folder per {lake.period}"
        if made
        else f"{store.root} is a lake already, with a folder per {lake.period}; nothing changed"
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
    if args.upgrade:
        return upgrade_lake(args)
    lake = opened(args.lake, mend=False, any_schema=True)
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


def upgrade_lake(args: argparse.Namespace) -> int:
    """Give a lake the columns of this version."""
    from transforms.tables.upgrade import upgrade

    lake = opened(args.lake, mend=False, any_schema=True)
    with told_in_one_line():
        days = upgrade(lake, offline=args.offline)
    print(f"{lake.root}: {days} {lake.period}s rewritten; the lake has the columns of this version")
    return 0


def verify_lake(args: argparse.Namespace) -> int:
    """Re-read everything."""
    from transforms.tables.verify import verify

    try:
        lake = opened(args.lake)
    except UsageError as error:  # damage that stands in the way of repairs is what we are here to list
        lake = opened(args.lake, mend=False)
        print(f"communique: {error}", file=sys.stderr)
    with told_in_one_line():
        verdict = verify(lake)
    if args.json:
        print(json.dumps({"lake": lake.root, **dataclasses.asdict(verdict)}))
        return 1 if verdict.problems else 0
    for problem in verdict.problems:
        print(problem)
    rows = ", ".join(f"{count:,} {name}" for name, count in verdict.rows.items())
    found = f"{len(verdict.problems)} problems" if verdict.problems else "all is in order"
    print(f"{lake.root}: {found}; read {verdict.files:,} files: {rows}")
    return 1 if verdict.problems else 0


def compact_lake(args: argparse.Namespace) -> int:
    """Rewrite closed days."""
    from transforms.tables.compact import compact

    lake = opened(args.lake)
    with told_in_one_line():
        done = compact(lake, offline=args.offline)
    print(
        f"{lake.root}: {done['partitions']} {lake.period}s compacted, "
        f"{done['before']:,} files became {done['after']:,}"
    )
    return 0


def expire_lake(args: argparse.Namespace) -> int:
    """Drop old days."""
    from transforms.tables.expire import expire

    lake = opened(args.lake)
    with told_in_one_line():
        days = expire(lake, args.before)
    print(f"{lake.root}: {len(days)} {lake.period}s before {args.before} dropped")
    return 0
