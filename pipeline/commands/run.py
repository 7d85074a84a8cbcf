"""`communique run`: one bounded run from the feed list to the lake."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from typing import TYPE_CHECKING

from pipeline.commands.fetch_options import add_fetch_options, fetch_settings
from pipeline.commands.parser import add_command, add_json, add_quiet, positive
from pipeline.logs import FORMATS
from pipeline.tabular import stdout_console

if TYPE_CHECKING:
    from pipeline.summary import RunReport

EXAMPLES = """\
options of Beam are passed on, e.g. --flink_master=…; https://beam.apache.org/documentation/runners/ has them

examples:
  communique run --feeds seeds/sample.opml --lake lake
  communique run --feeds feeds.txt --lake lake --no-full-text --contact desk@example.org
  communique run --feeds feeds.txt --lake lake --json --quiet | jq .events

exit codes: 0 the run committed, also when single feeds failed (they are in the tables fetches and rejects);
1 the run failed and published nothing; 2 bad usage or configuration
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = add_command(
        commands,
        "run",
        summary="poll the feeds once, extract events and publish them in the lake",
        examples=EXAMPLES,
    )
    add_run_options(parser)
    parser.add_argument(
        "--adaptive", action="store_true",
        help="for scheduled runs: ask a feed only when it is likely to have news (--force asks all)",
    )  # fmt: skip
    parser.add_argument(
        "--ask-gone", action="store_true",
        help="ask feeds that said 410 Gone once more: for a publisher that is said to be back",
    )  # fmt: skip
    add_observing_options(parser)
    parser.set_defaults(handler=run, beam_args=[])


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Add what every command that runs the graph over feeds takes."""
    parser.add_argument(
        "--feeds", metavar="FILE", required=True, help="feed list: OPML, or text with one address a line"
    )
    parser.add_argument(
        "--keep-raw", metavar="DIR", help="keep feeds and pages there as they came, compressed, for `replay`"
    )
    add_lake_options(parser)
    add_fetch_options(parser)


def add_observing_options(parser: argparse.ArgumentParser) -> None:
    """Add what commands take whose runs `pipeline.observing` observes."""
    parser.add_argument(
        "--metrics-file", metavar="FILE",
        help="keep Prometheus metrics there, for node_exporter's textfile collector (name it *.prom)",
    )  # fmt: skip


def add_lake_options(parser: argparse.ArgumentParser) -> None:
    """Add what every command that runs a graph into a lake takes."""
    parser.add_argument("--lake", metavar="DIR", required=True, help="the lake; made if it does not exist")
    add_json(parser, "the report as one JSON object on stdout instead of a table")
    add_quiet(parser, "no progress and no table")
    parser.add_argument("-v", "--verbose", action="store_true", help="log what the steps and Beam say")
    parser.add_argument(
        "--log-format", choices=FORMATS, default=FORMATS[0],
        help="what stderr is: text for people, or json with one object a line (default: %(default)s)",
    )  # fmt: skip
    engine = parser.add_argument_group("engine")
    engine.add_argument(
        "--runner", metavar="NAME",
        help="Beam engine: FnApiRunner (in this process; the default), PrismRunner, FlinkRunner, …",
    )  # fmt: skip
    engine.add_argument(
        "--workers", metavar="N", type=positive,
        help="processes that code articles on the local engine (default: one per core); helpers are started"
        " only when some two hundred articles are waiting",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Run the graph once and print what it brought."""
    from pipeline.bounded_run import BoundedRun
    from pipeline.observing import Observed

    settings = fetch_settings(args, adaptive=args.adaptive, ask_gone=args.ask_gone)
    bounded = BoundedRun.from_arguments(args, settings)
    observed = Observed.from_arguments(args, bounded, bounded.launcher.lake, feeds_path=args.feeds)
    show_report(args, observed.run(mode="run", now=dt.datetime.now(dt.timezone.utc)))
    return 0


def show_report(args: argparse.Namespace, report: RunReport) -> None:
    """Print what a run brought, in the form that was asked for."""
    if args.json:
        print(json.dumps(report.as_object()))
    elif not args.quiet:
        report.print_table(stdout_console())
