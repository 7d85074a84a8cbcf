"""`communique watch`: a bounded run every interval, in one process, until it is told to stop."""

from __future__ import annotations

import argparse
import json

from pipeline import logs
from pipeline.commands.fetch_options import fetch_settings
from pipeline.commands.parser import add_command, positive, seconds
from pipeline.commands.run import add_observing_options, add_run_options
from pipeline.errors import UsageError

EXAMPLES = """\
The feed list is read anew for every run. Feeds that are not due are not asked (--force asks all every time).
One line per run goes to stderr, and one a minute while a run is long; with --json one object per run goes to
stdout. A run that fails is told and tried again at the next interval.

SIGTERM or Ctrl-C ends after the current run has committed; a second one ends at once, and what was not
committed yet is fetched again by the next run.

examples:
  communique watch --every 15m --feeds feeds.txt --lake lake
  communique watch --every 5m --runs 12 --feeds feeds.opml --lake lake --json > runs.jsonl

exit codes: 0 stopped as asked, or --runs reached; 1 the last run failed; 2 bad usage or configuration
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = add_command(commands, "watch", summary="run every so often, in one process", examples=EXAMPLES)
    parser.add_argument(
        "--every", metavar="TIME", type=seconds, default=900.0,
        help="from one start to the next: 90s, 15m, 2h (default: 15m); a tenth more or"
        " less by chance, so that not all of the world asks at the full hour",
    )  # fmt: skip
    parser.add_argument("--runs", metavar="N", type=positive, help="stop after so many runs")
    add_run_options(parser)
    add_observing_options(parser)
    parser.set_defaults(handler=watch, beam_args=[])


def watch(args: argparse.Namespace) -> int:
    """Run until stopped; return 1 if the last run failed."""
    if args.every < 1:
        raise UsageError("--every: at least 1s (see communique watch --help)")
    from pipeline.bounded_run import BoundedRun
    from pipeline.observing import Observed
    from pipeline.summary import RunReport
    from pipeline.watch import Watch

    def tell(report: RunReport) -> None:
        if args.json:
            print(json.dumps(report.as_object()), flush=True)
        if not args.quiet:
            logs.tell(report.line(), report=report.as_object())

    settings = fetch_settings(args, adaptive=True)
    bounded = BoundedRun.from_arguments(args, settings, one_of_many=True)
    observed = Observed.from_arguments(args, bounded, bounded.launcher.lake, feeds_path=args.feeds)
    return Watch(observed, every_s=args.every, runs=args.runs, tell=tell).until_stopped()
