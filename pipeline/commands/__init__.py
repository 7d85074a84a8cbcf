"""The command line: one module per command. What is slow to import, a command imports when it runs."""

from __future__ import annotations

import importlib
import io
import logging
import os
import sys
from collections.abc import Sequence
from typing import TextIO

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
    "completion",
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
    code = 0
    try:
        try:
            code = _answer(words)
        finally:
            # Here and not when Python exits: there a reader that went away is no longer ours to handle.
            sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output went away (`communique … | head`): not an error of ours.
        _let_go(sys.stdout)
        _let_go(sys.stderr)
    return code


def _answer(words: list[str]) -> int:
    set_up_logging(verbose=False, form=wanted_format(words))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a locale that lacks a letter must not end a command
            stream.reconfigure(errors="backslashreplace")
    try:
        return _dispatch(build_parser(), words)
    except UsageError as error:
        tell(str(error), level=logging.ERROR)
        return 2
    except RunFailed as error:
        tell(str(error), level=logging.ERROR)
        return 1
    except KeyboardInterrupt:
        return _interrupted()
    except RuntimeError as error:
        if str(error) != "Query interrupted":  # what DuckDB makes of Ctrl-C
            raise
        return _interrupted()


def _interrupted() -> int:
    tell("interrupted; nothing half-done is left behind", level=logging.ERROR)
    return 130


def _let_go(stream: TextIO) -> None:
    """Let what is left for a reader that went away go nowhere, so that Python does not try again on exit."""
    try:
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def build_parser() -> Parser:
    """Return the parser of `communique` with all its commands."""
    parser = Parser(
        prog="communique",
        description="News feeds in, records of diplomatic events out: typed Parquet that any tool reads.",
        epilog=EPILOG,
    )
    parser.add_argument(
        "--version", action="version", version=f"communique {version()}", help="print the version"
    )
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
