"""`communique report`: a lake as one page to look at."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import time
from pathlib import Path

from pipeline.commands.parser import add_command, add_json, add_quiet, day, seconds
from pipeline.errors import RunFailed, UsageError
from pipeline.logs import tell
from pipeline.progress import working

EXAMPLES = """\
One HTML file with everything inside: it opens without network or server and can be mailed, printed and archived.
It shows what is scheduled, events over time, places, who deals with whom, actors, the newest events with their
evidence, stories of several feeds, feeds, runs and quality. Filters act on all of it.

examples:
  communique report --lake lake --out report.html
  communique report --lake lake --out week.html --since 7d --title "The week"
  communique report --lake archive --out 2025.html --as-of 2025-03-30

exit codes: 0 the page is written; 1 it could not be written; 2 bad usage, or no lake there
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = add_command(commands, "report", summary="write a lake as one page to look at", examples=EXAMPLES)
    parser.add_argument("--lake", metavar="DIR", required=True, help="the lake")
    parser.add_argument("--out", metavar="FILE.html", required=True, help="the page; replaced if it is there")
    parser.add_argument(
        "--since", metavar="DATE|SPAN", type=since,
        help="only what came into the lake on this day or later, or in this span until now: 7d, 12h",
    )  # fmt: skip
    parser.add_argument(
        "--as-of", metavar="DATE", type=day,
        help="the day from which `ahead` looks (default: that of the newest article, at most today)",
    )  # fmt: skip
    parser.add_argument(
        "--title",
        metavar="TEXT",
        default="Diplomatic events",
        help="heading of the page (default: %(default)s)",
    )
    add_json(parser, "what was written as one JSON object on stdout")
    add_quiet(parser)
    parser.set_defaults(handler=report)


def since(text: str) -> dt.date:
    """Read a day, or a span of time back from now, as the first day that counts."""
    if text[-1:] in "smhd" and text[:-1].replace(".", "", 1).isdigit():
        return (dt.datetime.now(dt.timezone.utc) - dt.timedelta(seconds=seconds(text))).date()
    try:
        return day(text)
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is neither a date nor a span; write it as 2025-03-30 or 7d"
        ) from None


def report(args: argparse.Namespace) -> int:
    """Write the page."""
    out = Path(args.out)
    if not out.parent.is_dir():
        raise UsageError(f"--out {args.out}: there is no folder {out.parent}; make it first")
    if out.is_dir():
        raise UsageError(f"--out {args.out}: is a folder; name a file in it, such as {out / 'report.html'}")
    from pipeline.lake_sql import file_is_gone
    from pipeline.report.build import STEPS, build_page
    from pipeline.report.source import open_source
    from transforms.tables.listing import listed_again

    start = time.monotonic()
    with working("reading the lake", "steps", total=len(STEPS) + 1, quiet=args.quiet) as work:

        def told(step: str) -> None:
            work.name = step
            work.add(steps=1)

        def built() -> tuple[dt.date, str]:
            work.counts.clear()
            source = open_source(args.lake, since=args.since, as_of=args.as_of)
            made = dt.datetime.now(dt.timezone.utc)
            return source.as_of, build_page(source, lake=args.lake, title=args.title, made=made, told=told)

        as_of, page = listed_again(built, file_is_gone)
        size = write_whole(out, page)
    took = round(time.monotonic() - start, 1)
    if args.json:
        print(json.dumps({"out": str(out), "bytes": size, "seconds": took, "as_of": as_of.isoformat()}))
    elif not args.quiet:
        tell(f"{out} written: {size / 1e6:.1f} MB in {took:g} s")
    return 0


def write_whole(path: Path, page: str) -> int:
    """Write a page so that nobody ever opens half of it, and return its bytes.

    Raises:
        RunFailed: the file cannot be written.
    """
    data = page.encode("utf-8")
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise RunFailed(f"--out {path}: {error.strerror}; the page was not written") from error
    return len(data)
