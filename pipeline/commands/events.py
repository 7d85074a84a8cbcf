"""`communique events`: look at the events of a lake without SQL."""

from __future__ import annotations

import argparse

from pipeline.commands.parser import add_command, day, positive
from pipeline.tabular import FORMATS, print_rows
from schemas.event import EVENT_TYPES, STATUSES

EXAMPLES = """\
Events whose dates the text does not tell are left out by --from and --to. The newest come first.

examples:
  communique events --lake lake --country CHN --country RUS
  communique events --lake lake --type CONSULT --status scheduled --from 2025-03-01 --format json
  communique events --lake lake --min-confidence 0.8 --limit 1000 --format csv > events.csv

exit codes: 0 done, also when nothing matched; 2 bad usage, or no lake there
"""

SHORT = """
    date_start AS date, event_type AS type, status,
    array_to_string([p.name for p in actors], ', ') AS actors,
    array_to_string([p.name for p in recipients], ', ') AS recipients,
    coalesce(location.name, location.country) AS place, confidence, evidence"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = add_command(commands, "events", summary="look at the events of a lake", examples=EXAMPLES)
    parser.add_argument("--lake", metavar="DIR", required=True, help="the lake")
    parser.add_argument(
        "--country", metavar="CODE", action="append", default=[], type=str.upper,
        help="takes part: ISO 3166 alpha-3 or the code of an organisation; repeat it for all of several",
    )  # fmt: skip
    parser.add_argument(
        "--type", metavar="TYPE", type=str.upper, choices=EVENT_TYPES, help=", ".join(EVENT_TYPES)
    )
    parser.add_argument("--status", choices=STATUSES, help="what became of it")
    parser.add_argument("--from", dest="first", metavar="DATE", type=day, help="ends on this day or later")
    parser.add_argument("--to", dest="last", metavar="DATE", type=day, help="begins on this day or earlier")
    parser.add_argument(
        "--min-confidence",
        metavar="P",
        type=share,
        default=0.0,
        help="of this confidence or more, from 0 to 1 (default: 0)",
    )
    parser.add_argument(
        "--limit", metavar="N", type=positive, default=20, help="how many at most (default: %(default)s)"
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="table",
        help="table is short; json (one object a line) and csv have all columns (default: %(default)s)",
    )
    parser.set_defaults(handler=events)


def share(text: str) -> float:
    """Read a probability."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1")
    return number


def events(args: argparse.Namespace) -> int:
    """Print the events that match."""
    from pipeline.lake_sql import ask, connect

    conditions = ["confidence >= ?"]
    values: list[object] = [args.min_confidence]
    for code in args.country:
        conditions.append("list_contains([p.country for p in list_concat(actors, recipients)], ?)")
        values.append(code)
    for condition, value in (
        ("event_type = ?", args.type),
        ("status = ?", args.status),
        ("date_end >= ?", args.first),
        ("date_start <= ?", args.last),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    names, rows = ask(
        connect(args.lake),
        f"SELECT {SHORT if args.format == 'table' else '*'} FROM events WHERE {' AND '.join(conditions)}"
        " ORDER BY date_start DESC NULLS LAST, confidence DESC, event_id LIMIT ?",
        [*values, args.limit],
    )
    print_rows(names, rows, form=args.format)
    return 0
