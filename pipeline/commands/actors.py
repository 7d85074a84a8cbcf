"""`communique actors`: who a mention means."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from typing import Any

from pipeline import jsonlines
from pipeline.commands.parser import add_command, instant
from pipeline.jsonlines import BadLine

EXAMPLES = """\
one mention a line in; context (words around it) and date (for offices that change hands) may be left out:
  {"id": 1, "text": "the French president", "date": "2016-05-01"}
one line out for each, in the same order, null where unknown:
  {"id": 1, "name": "…", "country": "FRA", "sector": "GOV", "role": "president"}

examples:
  communique actors mentions.jsonl > actors.jsonl
  echo '{"id": 1, "text": "Beijing"}' | communique actors -

exit codes: 0 every line was read; 1 some lines were not (each is named on stderr); 2 the file cannot be read
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = add_command(
        commands, "actors", summary="tell who a mention means (JSON lines)", examples=EXAMPLES
    )
    parser.add_argument("file", metavar="FILE.jsonl", help="mentions, one JSON object a line; - for stdin")
    parser.set_defaults(handler=actors)


def actors(args: argparse.Namespace) -> int:
    """Print who each mention means; return 1 if there was a line without answer."""
    bad = 0
    with jsonlines.open_lines(args.file) as stream:
        for number, line in jsonlines.objects(stream):
            try:
                answer = line if isinstance(line, BadLine) else _resolve(line)
            except BadLine as problem:
                answer = problem
            if isinstance(answer, BadLine):
                bad += 1
                jsonlines.report_bad_line(args.file, number, answer)
            else:
                jsonlines.write_object(answer)
    sys.stdout.flush()
    return 1 if bad else 0


def _resolve(line: dict[str, Any]) -> dict[str, Any]:
    from transforms.events.who.actors import resolve_actor

    identifier = jsonlines.identifier(line)
    text = jsonlines.words(line, "text")
    context = jsonlines.words(line, "context") if "context" in line else ""
    actor = resolve_actor(text, context=context, date=_date(line))
    return {
        "id": identifier,
        "name": None if actor.kind == "unknown" else actor.name,
        "country": actor.country,
        "sector": actor.sector,
        "role": actor.role,
    }


def _date(line: dict[str, Any]) -> dt.date | None:
    text = jsonlines.words(line, "date") if "date" in line else ""
    try:
        return instant(text).date() if text else None
    except ValueError:
        raise BadLine(f'"date" is {text!r}; write an ISO 8601 date as 2025-03-30, or leave it out') from None
