"""`communique recode`: a lake made anew from stored articles by this version's coder."""

from __future__ import annotations

import argparse
import sys

from pipeline.commands.lake import opened, told_in_one_line
from pipeline.commands.parser import add_command

EXAMPLES = """\
The articles of the old lake are coded anew and published in the new one, in the days they were
first published; fetches come along, so that `run --lake NEW` goes on where the old lake stood.
Stopped half-way, run it again: it goes on. Run again later, it codes what has come in meanwhile.

examples:
  communique recode --lake lake --into lake-2
  communique lake verify lake-2 && mv lake lake-old && mv lake-2 lake

exit codes: 0 done; 2 bad usage, or the new lake holds something else
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = add_command(
        commands, "recode", summary="code the articles of a lake anew, into another lake", examples=EXAMPLES
    )
    parser.add_argument("--lake", metavar="DIR", required=True, help="the lake to read")
    parser.add_argument(
        "--into", metavar="DIR", required=True, help="the lake to write; made if it does not exist"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress on stderr")
    parser.set_defaults(handler=recode_lake)


def recode_lake(args: argparse.Namespace) -> int:
    """Code day by day."""
    from pipeline.commands import version
    from transforms.open_lake import open_lake

    source = opened(args.lake)
    with told_in_one_line():
        target = open_lake(args.into, create=True)
    # The model takes seconds to load: not before both lakes are known to be usable.
    from transforms.events.coder import Coder, dyads_of
    from transforms.events.records import CODER_VERSION
    from transforms.tables.recode import recode

    articles = events = 0
    with told_in_one_line():
        days = recode(source, target, Coder(), dyads_of, coder_version=CODER_VERSION, code_version=version())
        for day in days:
            articles += day.articles
            events += day.events
            if not args.quiet:
                state = "was there" if day.already else "coded"
                print(f"{day.day}: {day.articles:,} articles, {day.events:,} events {state}", file=sys.stderr)
    print(f"{target.root}: {articles:,} articles, {events:,} events by coder {CODER_VERSION}")
    return 0
