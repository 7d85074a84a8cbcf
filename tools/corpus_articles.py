"""Read the annotated articles of ``seeds/corpus/articles``.

One text file holds many articles. An article is a header, its title, its paragraphs (one line each), a line
of three dashes and one line per event::

    === wa-014 | 2011-05-03T07:40:00Z | africa | wire
    Title of the article
    First paragraph.
    ---
    CONSULT/visit | occurred | Jane Roe=GHA -> Togo=TGO + John Doe=TGO | 2011-05-02 | @TGO | words of the text

Parties are ``name=CODE`` joined by `` + ``; ``->`` leads to the recipients, ``<>`` joins the parties of a
symmetric event, ``?`` stands for a party that belongs to no single state or organisation. Dates are a day,
``start..end`` (either side may be open) or ``-``; the place is ``@CODE`` or ``-``. The evidence is the rest
of the line, verbatim.

``load()`` gives the records of the evaluation files (`id`, `published`, `title`, `text`, `events`) with
`region`, `register` and `split` added. ``python tools/corpus_articles.py OUT.jsonl [dev|test]`` writes them
for the scorer.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

ARTICLES = Path(__file__).resolve().parent.parent / "seeds" / "corpus" / "articles"
TEST_SHARE = 40
"""Per cent of the articles that form the test part."""

_HEADER = re.compile(
    r"^=== (?P<id>[a-z]+-\d{3}) \| (?P<published>\S+Z) \| (?P<region>[a-z-]+) \| (?P<register>[a-z-]+)$"
)
_DATE = re.compile(r"^\d{4}-\d\d-\d\d$")


class CorpusError(ValueError):
    """A line of the corpus that cannot be read; the message names file and line."""


def split_of(identifier: str) -> str:
    """The part an article belongs to: 'test' for about 40 % of all ids, else 'dev'.

    The part depends on nothing but the id, so adding articles never moves one from one part to the other.
    """
    bucket = int(hashlib.sha256(identifier.encode()).hexdigest()[:8], 16) % 100
    return "test" if bucket < TEST_SHARE else "dev"


def _parties(text: str) -> list[dict[str, str | None]]:
    parties: list[dict[str, str | None]] = []
    for part in re.split(r" \+ | <> ", text.strip()):
        name, equals, code = part.strip().rpartition("=")
        if not equals or not name or not code:
            raise ValueError(f"party {part!r} is not name=CODE")
        parties.append({"name": name, "country": None if code == "?" else code})
    return parties


def _dates(text: str) -> tuple[str | None, str | None]:
    if text == "-":
        return None, None
    start, dots, end = text.partition("..")
    if not dots:
        end = start
    for value in (start, end):
        if value and not _DATE.match(value):
            raise ValueError(f"{value!r} is not a date")
    return start or None, end or None


def _event(line: str) -> dict[str, Any]:
    fields = [field.strip() for field in line.split(" | ", 5)]
    if len(fields) != 6:
        raise ValueError(f"an event has six fields, this line {len(fields)}")
    kind, status, who, when, where, evidence = fields
    event_type, _, mode = kind.partition("/")
    reciprocal = " <> " in who
    left, _, right = who.partition("->")
    if reciprocal and right:
        raise ValueError("a symmetric event has no recipients")
    if where != "-" and not where.startswith("@"):
        raise ValueError(f"place {where!r} is neither @CODE nor -")
    start, end = _dates(when)
    return {
        "type": event_type,
        "mode": mode or None,
        "actors": _parties(left),
        "recipients": _parties(right) if right.strip() else [],
        "reciprocal": reciprocal,
        "status": status,
        "date_start": start,
        "date_end": end,
        "location_country": None if where == "-" else where[1:],
        "evidence": evidence,
    }


def parse(text: str, source: str = "text") -> list[dict[str, Any]]:
    """The articles of one file's text; `source` is the name used in error messages.

    Raises:
        CorpusError: a header, party, date or event line does not follow the form.
    """
    records: list[dict[str, Any]] = []
    lines: list[str] = []
    in_events = False
    for number, line in enumerate(text.splitlines(), 1):
        line = line.rstrip()
        if line.startswith("=== "):
            header = _HEADER.match(line)
            if header is None:
                raise CorpusError(f"{source}:{number}: header is not '=== id | time | region | register'")
            lines = []
            in_events = False
            records.append({**header.groupdict(), "title": "", "text": "", "events": []})
        elif not line or not records:
            continue
        elif line == "---":
            if len(lines) < 2:
                raise CorpusError(f"{source}:{number}: {records[-1]['id']} has no title or no text")
            records[-1]["title"], records[-1]["text"] = lines[0], "\n".join(lines[1:])
            in_events = True
        elif in_events:
            try:
                records[-1]["events"].append(_event(line))
            except ValueError as error:
                raise CorpusError(f"{source}:{number}: {error}") from error
        else:
            lines.append(line)
    for record in records:
        if not record["text"]:
            raise CorpusError(f"{source}: {record['id']} is not closed by a line '---'")
        record["split"] = split_of(record["id"])
    return records


def load(directory: Path = ARTICLES) -> list[dict[str, Any]]:
    """All annotated articles, files in name order, articles in file order.

    Raises:
        CorpusError: a line does not follow the form, or the directory holds no article file.
    """
    paths = sorted(directory.glob("*.txt"))
    if not paths:
        raise CorpusError(f"{directory}: no article file (*.txt)")
    return [record for path in paths for record in parse(path.read_text(encoding="utf-8"), path.name)]


def main(argv: list[str]) -> int:
    """Write the records, or one split of them, as JSON lines."""
    if len(argv) not in (1, 2) or argv[1:] not in ([], ["dev"], ["test"]):
        print("usage: corpus_articles.py OUT.jsonl [dev|test]", file=sys.stderr)
        return 2
    records = [record for record in load() if argv[1:] in ([], [record["split"]])]
    with Path(argv[0]).open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    print(f"{len(records)} articles, {sum(len(record['events']) for record in records)} events")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
