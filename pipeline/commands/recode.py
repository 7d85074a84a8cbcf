"""`communique recode`: a lake made anew from stored articles by this version's coder."""

from __future__ import annotations

import argparse
import json

from pipeline.commands.lake import opened_as_it_is, told_in_one_line
from pipeline.commands.parser import add_command, add_json, add_quiet
from pipeline.logs import tell
from pipeline.progress import working

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
    add_json(parser)
    add_quiet(parser)
    parser.set_defaults(handler=recode_lake)


def recode_lake(args: argparse.Namespace) -> int:
    """Code day by day."""
    from pipeline.commands import version
    from transforms.open_lake import open_lake

    source = opened_as_it_is(args.lake)
    with told_in_one_line():
        target = open_lake(args.into, create=True)
    # The model takes seconds to load: not before both lakes are known to be usable.
    from transforms.events.batches import Counted
    from transforms.events.coder import Coder, dyads_of
    from transforms.events.records import CODER_VERSION
    from transforms.tables.recode import recode
    from transforms.tables.status import status

    days = articles = events = 0
    with told_in_one_line():
        stored = next(table.rows for table in status(source).tables if table.table == "articles")
        with working("coding", "articles", total=stored, quiet=args.quiet) as work:
            coder = Counted(Coder(), lambda found: work.add(articles=1, events=len(found)))
            for day in recode(
                source, target, coder, dyads_of, coder_version=CODER_VERSION, code_version=version()
            ):
                days, articles, events = days + 1, articles + day.articles, events + day.events
                if day.already:
                    work.add(articles=day.articles)
                if not args.quiet:
                    state = "was there" if day.already else "coded"
                    tell(f"{day.day}: {day.articles:,} articles, {day.events:,} events {state}")
    if args.json:
        told = {"lake": target.root, "days": days, "articles": articles, "events": events}
        print(json.dumps({**told, "coder_version": CODER_VERSION}))
    elif not args.quiet:
        print(f"{target.root}: {articles:,} articles, {events:,} events by coder {CODER_VERSION}")
    return 0
