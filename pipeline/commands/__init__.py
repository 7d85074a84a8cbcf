"""The command line: one module per command. What is slow to import, a command imports when it runs."""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence

from pipeline.commands.parser import Parser
from pipeline.errors import RunFailed, UsageError
from pipeline.logs import set_up_logging, tell, wanted_format

COMMANDS = (
    "run",
    "watch",
    "stream",
    "replay",
    "extract",
    "actors",
    "feeds",
    "lake",
    "recode",
    "events",
    "sql",
    "report",
)
"""Modules of this package, in the order of `communique --help`; each has `add_parser(commands)`."""

EPILOG = """\
first steps:
  communique run --feeds seeds/sample.opml --lake lake     poll, extract, publish
  communique lake status lake                              what the lake holds
  communique extract articles.jsonl                        events of your own articles, no feeds, no lake

exit codes: 0 done; 1 failed, nothing half-done left behind; 2 bad usage or configuration
`communique COMMAND --help` has options and examples of each command.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Bad usage and configuration (`UsageError`) end in one line on stderr and 2; what nobody expected shows its
    traceback, because a run under cron cannot be asked again.
    """
    words = sys.argv[1:] if argv is None else list(argv)
    set_up_logging(verbose=False, form=wanted_format(words))
    try:
        return _dispatch(build_parser(), words)
    except UsageError as error:
        tell(str(error), level=logging.ERROR)
        return 2
    except RunFailed as error:
        tell(str(error), level=logging.ERROR)
        return 1
    except KeyboardInterrupt:
        tell("interrupted; nothing half-done is visible in the lake", level=logging.ERROR)
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`communique … | head`): not an error of ours, and Python must
        # not complain again when it flushes stdout on exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def build_parser() -> Parser:
    """Return the parser of `communique` with all its commands."""
    parser = Parser(
        prog="communique",
        description="News feeds in, records of diplomatic events out: typed Parquet that any tool reads.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"communique {version()}")
    commands = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND")
    for name in COMMANDS:
        importlib.import_module(f"pipeline.commands.{name}").add_parser(commands)
    return parser


def version() -> str:
    """Return the installed version of Communiqué."""
    from importlib.metadata import version as installed

    return installed("communique")


def _dispatch(parser: Parser, argv: list[str]) -> int:
    args, unknown = parser.parse_known_args(argv)
    if args.command is None:
        parser.print_help()
        return 2
    set_up_logging(verbose=getattr(args, "verbose", False), form=getattr(args, "log_format", "text"))
    # Only commands that start a pipeline hand on to Beam what they do not know themselves.
    if hasattr(args, "beam_args"):
        args.beam_args = unknown
    elif unknown:
        raise UsageError(
            f"{args.command}: unknown argument {unknown[0]!r} (see communique {args.command} --help)"
        )
    handler = args.handler if hasattr(args, "handler") else None
    if handler is None:
        raise UsageError(f"{args.command}: what to do is missing (see communique {args.command} --help)")
    return int(handler(args))
