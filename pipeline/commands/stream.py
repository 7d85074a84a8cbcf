"""`communique stream`: the graph on a source without end, for engines that can do it."""

from __future__ import annotations

import argparse

from pipeline.commands.fetch_options import fetch_settings
from pipeline.commands.parser import add_command, positive, seconds
from pipeline.commands.run import add_run_options
from pipeline.errors import UsageError
from pipeline.logs import tell

EXAMPLES = """\
Each feed is asked on its own clock: when its publisher allows, and when by its pace it should have news.
What comes in is published by windows of publication time; a window is committed whenever something has waited
for --commit-every, so that late news is committed late and never dropped. Every commit is a run of the lake.

Needs an engine that keeps state and timers: FlinkRunner, DataflowRunner, PrismRunner (no checkpoints: for
trying out). For a laptop there is `communique watch`.

The feed list is read at the start. To change it, stop the job with a savepoint and start it again:

examples:
  communique stream --feeds feeds.opml --lake lake --runner FlinkRunner --flink_master http://localhost:8081
  communique stream … --checkpoint-every 30s --savepoint file:///savepoints/savepoint-1a2b3c

SIGTERM or Ctrl-C cancels the job; what it committed stays, and a new start goes on from the lake. A command that
is killed with -9 leaves its job at the cluster: the next start finds it and refuses, or cancels it with --takeover.

exit codes: 0 stopped or cancelled; 1 the job failed; 2 bad usage or configuration
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = add_command(
        commands,
        "stream",
        summary="follow the feeds without end, on Flink, Dataflow or Prism",
        examples=EXAMPLES,
    )
    add_run_options(parser)
    stream = parser.add_argument_group("streaming")
    for option, default, what in (
        ("--window", 3_600.0, "length of a window of publication time"),
        ("--lateness", 86_400.0, "how long a window takes in late news; older news goes to the oldest one"),
        ("--commit-every", 60.0, "longest wait before what has come in is committed"),
        ("--checkpoint-every", 30.0, "time between two checkpoints (Flink)"),
    ):
        stream.add_argument(
            option, metavar="TIME", type=seconds, default=default, help=f"{what} (default: {default:g}s)"
        )
    stream.add_argument(
        "--groups", metavar="N", type=positive, default=8,
        help="groups the hosts are divided into; the most workers that can poll (default: %(default)s)",
    )  # fmt: skip
    stream.add_argument(
        "--takeover", action="store_true",
        help="cancel a stream that runs into this lake already, then start (Flink); without it a second one is"
        " refused",
    )  # fmt: skip
    stream.add_argument("--savepoint", metavar="PATH", help="go on from this savepoint (Flink)")
    parser.set_defaults(handler=stream_feeds, beam_args=[])


def stream_feeds(args: argparse.Namespace) -> int:
    """Run until the job ends or is cancelled."""
    for option in ("min_interval", "window", "commit_every", "checkpoint_every"):
        if getattr(args, option) < 1:
            raise UsageError(f"--{option.replace('_', '-')}: at least 1s (see communique stream --help)")
    if args.lateness < args.window:
        raise UsageError("--lateness: not shorter than --window, or news would be late at once")
    from pipeline.stream import Stream

    state = Stream.from_arguments(args, fetch_settings(args, adaptive=True)).run()
    if not args.quiet:
        tell(f"the stream ended in state {state}", state=state)
    return 0
