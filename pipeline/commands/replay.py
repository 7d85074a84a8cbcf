"""`communique replay`: the graph again, from a raw archive instead of the network."""

from __future__ import annotations

import argparse
import datetime as dt

from pipeline.commands.fetch_options import add_fetch_options, fetch_settings
from pipeline.commands.parser import add_command
from pipeline.commands.run import add_lake_options, add_observing_options, show_report

EXAMPLES = """\
The archive is what `communique run --keep-raw DIR` and `communique watch --keep-raw DIR` leave. Its runs are
repeated one by one, under their names and with their times; nobody is asked. Runs the lake has are left out,
so a replay that was stopped goes on where it was. Give the options of the original runs to get their rows.

examples:
  communique replay --raw raw --lake lake-from-raw
  communique replay --raw raw --lake lake-from-raw --workers 2 --json --quiet

exit codes: 0 the run committed; 1 it failed and published nothing; 2 bad usage, or no archive there
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = add_command(commands, "replay", summary="run again from a raw archive", examples=EXAMPLES)
    parser.add_argument("--raw", metavar="DIR", required=True, help="the archive")
    add_lake_options(parser)
    add_observing_options(parser)
    add_fetch_options(parser)
    parser.set_defaults(handler=replay, beam_args=[])


def replay(args: argparse.Namespace) -> int:
    """Run the graph over the archive and print what it brought."""
    from pipeline.bounded_run import Replay
    from pipeline.observing import Observed

    bounded = Replay.from_arguments(args, fetch_settings(args))
    observed = Observed.from_arguments(args, bounded, bounded.launcher.lake)
    show_report(args, observed.run(mode="replay", now=dt.datetime.now(dt.timezone.utc)))
    return 0
