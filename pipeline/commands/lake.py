"""`communique lake`: make, look at and look after a lake."""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.commands.parser import AS_JSON, QUIETLY, add_command, add_json, add_quiet, day
from pipeline.errors import UsageError
from pipeline.logs import tell
from pipeline.progress import working
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
  communique lake compact lake                 one file per table for every day (or month) that is over
  communique lake expire lake --before 2025-01-01

DIR is a directory, s3://bucket/prefix or gs://bucket/prefix
"""

EXIT_CODES = (
    "exit codes: 0 done or in order; 1 something is wrong, listed on stdout; 2 bad usage, or no lake there"
)

OFFLINE = "nobody is reading now: needed for object stores, where a folder cannot change at one instant"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and what it can do."""
    parser = add_command(
        commands, "lake", summary="make, look at and look after a lake", examples=EXAMPLES + EXIT_CODES
    )
    actions = parser.add_subparsers(title="actions", dest="action", metavar="ACTION")

    init = _action(
        actions, "init", "make an empty lake", init_lake,
        "communique lake init lake\n  communique lake init archive --by month",
        quiet="no closing line",
    )  # fmt: skip
    init.add_argument(
        "--by",
        choices=PERIODS,
        default=DAY,
        help="how long a folder of a table lasts (default: day); a lake of months answers questions over many "
        "days faster, but corrections in it rewrite larger files and `ingest_date` tells only the month",
    )

    _action(
        actions, "status", "show what the lake holds, and whether anything waits", show_status,
        "communique lake status lake --json | jq .tables",
        told_as_json="one JSON object on stdout instead of a table", quiet=None,
    )  # fmt: skip

    schema = _action(
        actions, "schema", "show the columns of all tables, or compare a lake's with them", show_schema,
        "communique lake schema\n  communique lake schema lake --check",
        quiet="no line when all is well", nargs="?",
    )  # fmt: skip
    schema.add_argument("--check", action="store_true", help="look into every file; exit 1 on any difference")
    schema.add_argument("--upgrade", action="store_true", help="rewrite what has older columns")

    _action(
        actions, "verify", "re-read everything and list what is wrong", verify_lake,
        "communique lake verify s3://desk/lake",
        quiet="no progress and no closing line; what is wrong still is listed",
    )  # fmt: skip

    compact = _action(
        actions, "compact", "one file per table for every day, month or year that is over", compact_lake,
        "communique lake compact lake\n  communique lake compact lake --before 2025-03-28\n"
        "  communique lake compact s3://desk/lake --offline",
    )  # fmt: skip
    compact.description = (
        "One file per table for every day that is over, in a lake of days. In a lake of months or years one for\n"
        "each that is over; while it lasts, its small files are joined. Readers and writers may be at work."
    )
    compact.add_argument(
        "--before",
        metavar="DATE",
        type=day,
        help="leave alone what lasts until this day or longer, such as the days whose articles feeds still correct",
    )

    expire = _action(
        actions, "expire", "drop what is old; its articles stay known and do not come back", expire_lake,
        "communique lake expire --before 2025-01-01 lake",
        quiet="no closing line",
    )  # fmt: skip
    expire.add_argument(
        "--before",
        metavar="DATE",
        required=True,
        type=day,
        help="the first day that stays, as 2025-01-01; in a lake of months the month it lies in stays whole",
    )

    for action in (schema, compact):
        action.add_argument("--offline", action="store_true", help=OFFLINE)


def _action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    summary: str,
    handler: Callable[[argparse.Namespace], int],
    example: str,
    *,
    told_as_json: str = AS_JSON,
    quiet: str | None = QUIETLY,
    nargs: str | None = None,
) -> argparse.ArgumentParser:
    """Add one action, whose first argument is the lake; `told_as_json` and `quiet` explain --json and --quiet."""
    parser = actions.add_parser(
        name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"example:\n  {example}\n\n{EXIT_CODES}\n",
    )  # fmt: skip
    parser.add_argument("lake", metavar="DIR", nargs=nargs, help="the lake: a directory, s3://… or gs://…")
    add_json(parser, told_as_json)
    if quiet is not None:
        add_quiet(parser, quiet)
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
        tell(f"repaired {lake.root}: {repair}", level=logging.WARNING)
    return lake


def opened_as_it_is(address: str) -> Lake:
    """Open a lake for a command that only reads it, damaged or not; what stands in the way of repairs is told.

    Raises:
        UsageError: there is no lake or it cannot be read.
    """
    try:
        return opened(address)
    except UsageError as error:
        lake = opened(address, mend=False)
        tell(str(error), level=logging.ERROR)
        return lake


def init_lake(args: argparse.Namespace) -> int:
    """Make an empty lake."""
    from transforms.open_lake import open_store
    from transforms.tables.lake import init, open_lake

    with told_in_one_line():
        store = open_store(args.lake)
        made = init(store, period=args.by)
        lake = open_lake(store, mend=False, any_schema=True)
    words = (
        f"made an empty lake in {store.root}, a folder per {lake.period}"
        if made
        else f"{store.root} is a lake already, with a folder per {lake.period}; nothing changed"
    )
    _close(args, words, lake=store.root, made=made)
    return 0


def _close(args: argparse.Namespace, words: str, **told: object) -> None:
    """Print what was done, in the form that was asked for."""
    if args.json:
        print(json.dumps(told))
    elif not args.quiet:
        print(words)


def _counted(partitions: int, lake: Lake) -> str:
    """Return a number of partitions in words: 1 month, 3 days."""
    return f"{partitions:,} {lake.period}{'' if partitions == 1 else 's'}"


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
        if not differences and not args.quiet:
            print(f"{lake.root} has the columns of this version")
    return 1 if differences else 0


def upgrade_lake(args: argparse.Namespace) -> int:
    """Give a lake the columns of this version."""
    from transforms.tables.upgrade import upgrade

    lake = opened(args.lake, mend=False, any_schema=True)
    with told_in_one_line():
        days = upgrade(lake, offline=args.offline)
    words = f"{lake.root}: {_counted(days, lake)} rewritten; the lake has the columns of this version"
    _close(args, words, lake=lake.root, partitions=days)
    return 0


def verify_lake(args: argparse.Namespace) -> int:
    """Re-read everything."""
    from transforms.tables.verify import verify

    lake = opened_as_it_is(args.lake)  # damage that stands in the way of repairs is what we are here to list
    with told_in_one_line(), working("verifying", "files", quiet=args.quiet) as work:

        def told(files: int, promised: int, rows: int) -> None:
            work.total = promised
            work.counts.update(files=files - work.counts["files"], rows=rows - work.counts["rows"])

        verdict = verify(lake, told)
    if args.json:
        print(json.dumps({"lake": lake.root, **dataclasses.asdict(verdict)}))
        return 1 if verdict.problems else 0
    for problem in verdict.problems:
        print(problem)
    rows = ", ".join(f"{count:,} {name}" for name, count in verdict.rows.items())
    found = f"{len(verdict.problems)} problems" if verdict.problems else "all is in order"
    if not args.quiet:
        print(f"{lake.root}: {found}; read {verdict.files:,} files: {rows}")
    return 1 if verdict.problems else 0


def compact_lake(args: argparse.Namespace) -> int:
    """Join what lies in several files."""
    from transforms.tables.compact import compact

    lake = opened(args.lake)
    with told_in_one_line(), working("compacting", f"{lake.period}s", quiet=args.quiet) as work:

        def told(_done: int, partitions: int) -> None:
            work.total = partitions
            work.add(**{work.unit: 1})

        done = compact(lake, before=args.before, offline=args.offline, told=told)
    words = (
        f"{lake.root}: {_counted(done['partitions'], lake)} compacted, "
        f"{done['before']:,} files became {done['after']:,}"
    )
    _close(
        args,
        words,
        lake=lake.root,
        partitions=done["partitions"],
        files_before=done["before"],
        files_after=done["after"],
    )
    return 0


def expire_lake(args: argparse.Namespace) -> int:
    """Drop what is old."""
    from transforms.tables.expire import expire

    lake = opened(args.lake)
    with told_in_one_line():
        days = expire(lake, args.before)
    words = f"{lake.root}: {_counted(len(days), lake)} before {args.before} dropped"
    _close(args, words, lake=lake.root, partitions=[dropped.isoformat() for dropped in days])
    return 0
