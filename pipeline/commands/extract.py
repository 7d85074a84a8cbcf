"""`communique extract`: events of articles the caller already has; no feed, no lake, no network, no Beam."""

from __future__ import annotations

import argparse
import contextlib
import itertools
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipeline import jsonlines
from pipeline.commands.parser import add_command, add_quiet, instant
from pipeline.jsonlines import BadLine
from pipeline.progress import working

if TYPE_CHECKING:
    from transforms.events.coder import CoderInput

EXAMPLES = """\
one article a line in:
  {"id": "a1", "published": "2025-03-30T08:00:00Z", "title": "Wang Yi to visit Russia", "text": "…"}
one line out for each, in the same order:
  {"id": "a1", "events": [{"event_type": "CONSULT", "mode": "visit", "status": "scheduled", …}]}
`published` may be null; relative dates then stay unresolved.
Offsets count characters of title, two newlines, text.

examples:
  communique extract articles.jsonl > events.jsonl
  communique extract articles.jsonl --explain | less
  curl -s https://api.example/articles | communique extract - | jq '.events[].evidence'

exit codes: 0 every line was coded; 1 some lines were not (each is named on stderr); 2 the file cannot be read
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = add_command(
        commands, "extract", summary="extract events from your own articles (JSON lines)", examples=EXAMPLES
    )
    parser.add_argument(
        "file", metavar="FILE.jsonl", help="articles, one JSON object a line; - for standard input"
    )
    parser.add_argument(
        "--explain",
        action="store_true",
        help="print why each record came out, as text: rule, path, actor links, date, place, confidence",
    )
    add_quiet(parser)
    parser.set_defaults(handler=extract)


def extract(args: argparse.Namespace) -> int:
    """Print the events of each article; return 1 if there was a line without answer."""
    from transforms.events.batches import BATCH_SIZE, Uncodable, code_each

    articles = events = bad = 0
    with jsonlines.open_lines(args.file) as stream, contextlib.ExitStack() as watching:
        # The model takes seconds to load: not before the file is known to be there.
        from transforms.events.coder import Coder, to_public

        coder = Coder()
        if args.explain:
            return _explain(args.file, coder, _articles(stream))
        # A terminal that shows the answers needs no progress between them.
        unseen = args.quiet or sys.stdout.isatty()
        work = watching.enter_context(
            working("coding", "articles", total=jsonlines.count_lines(stream), quiet=unseen)
        )
        for batch in batched(_articles(stream), BATCH_SIZE):
            good = [article for _, article in batch if not isinstance(article, BadLine)]
            answers = code_each(coder, [coder_input for _, coder_input in good])
            for number, article in batch:
                answer = article if isinstance(article, BadLine) else next(answers)
                if isinstance(answer, (BadLine, Uncodable)):
                    bad += 1
                    jsonlines.report_bad_line(args.file, number, answer)
                    continue
                articles, events = articles + 1, events + len(answer)
                work.add(articles=1, events=len(answer))
                identifier = article[0]
                jsonlines.write_object({"id": identifier, "events": [to_public(event) for event in answer]})
            sys.stdout.flush()
    if not args.quiet:
        print(f"{articles} articles, {events} events, {bad} bad lines", file=sys.stderr)
    return 1 if bad else 0


def _explain(file: str, coder: Any, articles: Iterator[tuple[int, Any]]) -> int:
    """Print why the records of each article came out; return 1 if there was a line that is no article."""
    from transforms.events.explain import explain

    bad = 0
    for number, article in articles:
        if isinstance(article, BadLine):
            bad += 1
            jsonlines.report_bad_line(file, number, article)
            continue
        for told in explain(coder, [article[1]]):
            print(told, flush=True)
    return 1 if bad else 0


def batched(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """Yield lists of up to `size` items, in order."""
    while batch := list(itertools.islice(items, size)):
        yield batch


def _articles(stream: Any) -> Iterator[tuple[int, tuple[str | int, CoderInput] | BadLine]]:
    for number, line in jsonlines.objects(stream):
        if isinstance(line, BadLine):
            yield number, line
            continue
        try:
            yield number, _article(line)
        except BadLine as problem:
            yield number, problem


def _article(line: dict[str, Any]) -> tuple[str | int, CoderInput]:
    from transforms.events.coder import CoderInput

    identifier = jsonlines.identifier(line)
    published = jsonlines.words(line, "published")
    try:
        moment = instant(published) if published else None
    except ValueError:
        raise BadLine(
            f'"published" is {published!r}; write an ISO 8601 time as 2025-03-30T08:00:00Z, or null'
        ) from None
    return identifier, CoderInput(
        article_id=str(identifier),
        title=jsonlines.words(line, "title"),
        text=jsonlines.words(line, "text"),
        published=moment,
    )
