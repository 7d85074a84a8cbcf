"""The argument parser of all commands: what it refuses ends in one line that says where help is."""

from __future__ import annotations

import argparse
import datetime as dt
import ipaddress
from typing import Any, NoReturn

from pipeline.errors import UsageError

LONGEST_S = 10 * 365 * 86_400.0
"""A span of time that is added to a date must lead to a date."""


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that raises `UsageError` where argparse would print its usage and exit.

    Half an option is none: `--dir` for `--direct_num_workers` would be guessed wrong one day. Epilogs are
    printed as they are written.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:
        settings.setdefault("allow_abbrev", False)
        settings.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(*args, **settings)

    def error(self, message: str) -> NoReturn:
        """Raise what argparse complains about, with the way to the help of the command at hand."""
        raise UsageError(f"{message} (see {self.prog} --help)")


def add_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, *, summary: str, examples: str
) -> argparse.ArgumentParser:
    """Add a command whose help ends with examples to copy.

    Args:
        commands: what `add_subparsers` returned.
        name: the command.
        summary: one line for the list of commands, and the head of its own help.
        examples: what follows the options: examples, exit codes.
    """
    return commands.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=examples,
    )


AS_JSON = "one JSON object on stdout instead of words"
QUIETLY = "no progress and no closing line"


def add_json(parser: argparse.ArgumentParser, what: str = AS_JSON) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help=f"print {what}")


def add_quiet(parser: argparse.ArgumentParser, what: str = QUIETLY) -> None:
    """Add `--quiet`."""
    parser.add_argument("-q", "--quiet", action="store_true", help=f"{what}; errors still show")


def network(text: str) -> str:
    """Read `--allow-network`: a network in CIDR notation, or one address."""
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a network; write it as 127.0.0.0/8 or fd00::/8"
        ) from None


def positive(text: str) -> int:
    """Read a whole number from 1."""
    return _whole_number(text, least=1)


def natural(text: str) -> int:
    """Read a whole number from 0."""
    return _whole_number(text, least=0)


def _whole_number(text: str, least: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = -1
    if number < least:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least}")
    return number


def seconds(text: str) -> float:
    """Read a span of time: a number of seconds, or one with s, m, h or d behind it."""
    units = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
    number, unit = (text[:-1], text[-1]) if text[-1:] in units else (text, "s")
    try:
        span = float(number) * units[unit]
    except ValueError:
        span = -1.0
    if not 0 <= span <= LONGEST_S:
        raise argparse.ArgumentTypeError(f"{text!r} is not a span of time; write it as 30s, 15m, 2h or 1d")
    return span


def day(text: str) -> dt.date:
    """Read a date."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it as 2025-03-30") from None


def instant(text: str) -> dt.datetime:
    """Read an ISO 8601 date or time; without a zone it is UTC.

    Raises:
        ValueError: the text is neither.
    """
    moment = dt.datetime.fromisoformat(text.strip().replace("Z", "+00:00").replace("z", "+00:00"))
    return (
        moment.replace(tzinfo=dt.timezone.utc)
        if moment.tzinfo is None
        else moment.astimezone(dt.timezone.utc)
    )
