"""Read the labelled sentences of ``seeds/corpus/sentences`` into records shaped like those of ``dev.jsonl``.

The text files are the source and are kept readable; nothing generated is committed. A file looks like this::

    # a remark
    @ wire 2024-05-15
    Togo's foreign minister flew to Accra on Tuesday for talks with his Ghanaian counterpart.
    + CONSULT/visit 042 | Togo's foreign minister=TGO/GOV -> Ghanaian counterpart=GHA/GOV | @<Tue | in GHA

* ``@ register date [region]`` holds for all sentences below it: how they speak (``REGISTERS``), the day they
  are published and, where no party gives it away, their part of the world (``REGIONS``).
* A line that starts with neither ``@`` nor ``+`` nor ``#`` is a sentence.
* Each ``+`` line under a sentence is one event in it: ``TYPE[/mode] [status] CAMEO | parties | …``. Status is
  ``occurred`` where none is written. CAMEO is the code of the act itself, whatever its status.
* Parties read ``text=CODE[/SECTOR]``; ``;`` joins parties of one side, ``->`` stands between actors and
  recipients, ``<>`` between the parties of a symmetric event, ``?`` for a party of no single state or
  organisation. A passive without agent starts with ``->``.
* What follows may come in any order: ``@date`` or ``@start..end`` (either may be left out), ``in CODE`` for
  the place, ``domestic`` or ``international`` where the parties do not tell, and the evidence, where it is
  not the whole sentence; ``first words ... last words`` names a longer stretch.
* Dates are ISO days, months or years, or count from the day of publication: ``today``, ``yesterday``,
  ``tomorrow``, ``<Tue`` (the latest Tuesday up to that day), ``>Tue`` (the next one), ``last-week``,
  ``this-week``, ``next-week``, ``last-month``, ``next-month``, ``weekend`` (the latest Saturday and Sunday).

A sentence's id is made of its file and a digest of its text, so neither order nor neighbours move it; its
side of the split follows from the id alone.

``python -m tools.corpus [--part train|test]`` prints the records as JSON lines, for the scorer.
"""

from __future__ import annotations

import argparse
import calendar
import datetime as dt
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from schemas.event import EVENT_TYPES, MODES, STATUSES
from tools.corpus_labels import CAMEO_BY_TYPE, REGION_OF, REGIONS, REGISTERS, SECTORS, known_codes

ROOT = Path(__file__).resolve().parent.parent
SENTENCES = ROOT / "seeds" / "corpus" / "sentences"
TEST_SHARE = 0.25
"""Share of the sentences, by id, that models are never trained on."""

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class CorpusError(ValueError):
    """A line of the corpus that cannot be read; the message names file and line and says what to mend."""


def load(folder: Path = SENTENCES) -> list[dict[str, Any]]:
    """All sentences of ``folder`` as records of ``dev.jsonl`` with ``region``, ``register`` and ``split``.

    Events bear ``cameo`` and ``scope`` (``domestic`` when they stay within one state) besides the usual
    fields, and parties may bear ``sector``. Files are read in the order of their names.

    Raises:
        CorpusError: a line is malformed, a party or evidence does not stand in its sentence, or a type, mode,
            status, CAMEO code, party code, sector, register or region is unknown.
    """
    codes = known_codes()
    return [record for path in sorted(folder.glob("*.txt")) for record in _read(path, codes)]


def _read(path: Path, codes: frozenset[str]) -> Iterator[dict[str, Any]]:
    """The records of one file, in its order."""
    record: dict[str, Any] | None = None
    header: tuple[str, dt.date, str | None] | None = None
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = raw.strip()
        where = f"{path.name}:{number}"
        if not line or line.startswith("#"):
            continue
        if line.startswith("@"):
            header = _header(line, where)
        elif line.startswith("+"):
            if record is None:
                raise CorpusError(f"{where}: an event without a sentence above it")
            published = dt.date.fromisoformat(record["published"][:10])
            record["events"].append(_event(line[1:], record["text"], published, codes, where))
        else:
            if record is not None:
                yield _finished(record)
            if header is None:
                raise CorpusError(f"{where}: no '@ register date' line above the first sentence")
            record = _sentence(path.stem, line, *header)
    if record is not None:
        yield _finished(record)


def _header(line: str, where: str) -> tuple[str, dt.date, str | None]:
    words = line[1:].split()
    if len(words) not in (2, 3) or words[0] not in REGISTERS or words[2:] and words[2] not in REGIONS:
        raise CorpusError(
            f"{where}: expected '@ register date [region]' with one of {REGISTERS} and {REGIONS}"
        )
    return words[0], _iso(words[1], where), words[2] if words[2:] else None


def _sentence(stem: str, text: str, register: str, published: dt.date, region: str | None) -> dict[str, Any]:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {
        "id": f"{stem}-{digest[:10]}",
        "published": f"{published.isoformat()}T12:00:00Z",
        "title": "",
        "text": text,
        "events": [],
        "region": region,
        "register": register,
    }


def _finished(record: dict[str, Any]) -> dict[str, Any]:
    """The record with its side of the split and its region, read from its parties if the header has none."""
    parties = [party for event in record["events"] for party in (*event["actors"], *event["recipients"])]
    homes = (REGION_OF.get(party["country"] or "") for party in parties)
    record["region"] = record["region"] or next(filter(None, homes), "international")
    record["split"] = split_of(record["id"])
    return record


def split_of(identifier: str) -> str:
    """``test`` for about a quarter of all ids, ``train`` for the rest; depends on nothing but the id."""
    digest = hashlib.sha256(f"split:{identifier}".encode()).digest()
    return "test" if int.from_bytes(digest[:4], "big") < TEST_SHARE * 2**32 else "train"


def _event(line: str, text: str, published: dt.date, codes: frozenset[str], where: str) -> dict[str, Any]:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) < 2:
        raise CorpusError(f"{where}: expected 'TYPE[/mode] [status] CAMEO | parties'")
    kind, mode, status, cameo = _act(parts[0], where)
    actors, recipients, reciprocal = _parties(parts[1], text, codes, where)
    start = end = place = scope = evidence = None
    for part in parts[2:]:
        if part.startswith("@"):
            start, end = _dates(part[1:].strip(), published, where)
        elif re.fullmatch(r"in [A-Z]{3}", part):
            place = part[3:]
            if place not in codes:
                raise CorpusError(f"{where}: unknown place {place!r}")
        elif part in ("domestic", "international"):
            scope = part
        elif evidence is None:
            evidence = _stretch(part, text, where)
        else:
            raise CorpusError(f"{where}: a second piece of evidence, {part!r}")
    return {
        "type": kind,
        "mode": mode,
        "status": status,
        "cameo": cameo,
        "actors": actors,
        "recipients": recipients,
        "reciprocal": reciprocal,
        "date_start": start.isoformat() if start else None,
        "date_end": end.isoformat() if end else None,
        "location_country": place,
        "evidence": evidence or text.rstrip(" .!?…"),
        "scope": scope or _scope([*actors, *recipients]),
    }


def _act(part: str, where: str) -> tuple[str, str | None, str, str]:
    words = part.split()
    if len(words) not in (2, 3):
        raise CorpusError(f"{where}: expected 'TYPE[/mode] [status] CAMEO', found {part!r}")
    kind, _, mode = words[0].partition("/")
    status, cameo = words[1] if len(words) == 3 else "occurred", words[-1]
    if kind not in EVENT_TYPES:
        raise CorpusError(f"{where}: unknown type {kind!r}")
    if mode and mode not in MODES.get(kind, ()):
        raise CorpusError(f"{where}: {kind} has no mode {mode!r}")
    if status not in STATUSES:
        raise CorpusError(f"{where}: unknown status {status!r}")
    if cameo not in CAMEO_BY_TYPE[kind]:
        raise CorpusError(f"{where}: CAMEO {cameo} is no code of {kind}")
    return kind, mode or None, status, cameo


def _parties(
    part: str, text: str, codes: frozenset[str], where: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], bool]:
    """Actors, recipients and whether the event is symmetric."""
    if "<>" in part:
        sides = [_side(side, text, codes, where) for side in part.split("<>")]
        return [party for side in sides for party in side], [], True
    actors, arrow, recipients = part.partition("->")
    if arrow and not recipients.strip():
        raise CorpusError(f"{where}: nobody stands behind '->'")
    return _side(actors, text, codes, where), _side(recipients, text, codes, where), False


def _side(side: str, text: str, codes: frozenset[str], where: str) -> list[dict[str, Any]]:
    parties: list[dict[str, Any]] = []
    for item in filter(None, (item.strip() for item in side.split(";"))):
        name, equals, label = item.rpartition("=")
        code, _, sector = label.partition("/")
        if not equals or code != "?" and code not in codes:
            raise CorpusError(f"{where}: expected 'text=CODE[/SECTOR]' with a known code, found {item!r}")
        if sector and sector not in SECTORS:
            raise CorpusError(f"{where}: unknown sector {sector!r}")
        if not _stands(name, text):
            raise CorpusError(f"{where}: {name!r} does not stand in the sentence")
        party: dict[str, Any] = {"name": name, "country": None if code == "?" else code}
        if sector:
            party["sector"] = sector
        parties.append(party)
    return parties


def _stands(name: str, text: str) -> bool:
    """Whether ``name`` stands in ``text`` as whole words."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _stretch(part: str, text: str, where: str) -> str:
    """The evidence itself, or the stretch between its first and last words."""
    head, gap, tail = part.partition(" ... ")
    start = text.find(head)
    end = text.find(tail, start + len(head)) if gap else start
    if start < 0 or end < 0:
        raise CorpusError(f"{where}: evidence {part!r} does not stand in the sentence")
    return text[start : end + len(tail)] if gap else head


def _scope(parties: list[dict[str, Any]]) -> str:
    """``domestic`` when two parties or more are all of one state."""
    homes = {party["country"] for party in parties}
    return (
        "domestic" if len(parties) > 1 and len(homes) == 1 and homes <= REGION_OF.keys() else "international"
    )


def _iso(word: str, where: str) -> dt.date:
    try:
        return dt.date.fromisoformat(word)
    except ValueError:
        raise CorpusError(f"{where}: {word!r} is no ISO day") from None


def _dates(part: str, published: dt.date, where: str) -> tuple[dt.date | None, dt.date | None]:
    first, dots, last = part.partition("..")
    start = _span(first, published, where) if first else None
    if not dots:
        return start if start else (None, None)
    end = _span(last, published, where) if last else None
    return start[0] if start else None, end[1] if end else None


def _span(word: str, published: dt.date, where: str) -> tuple[dt.date, dt.date]:
    """First and last day a date word stands for."""
    day = dt.timedelta(days=1)
    monday = published - published.weekday() * day
    first_of_month = published.replace(day=1)
    if word in ("today", "yesterday", "tomorrow"):
        found = published + {"today": 0, "yesterday": -1, "tomorrow": 1}[word] * day
        return found, found
    if word in ("last-week", "this-week", "next-week"):
        monday += {"last-week": -7, "this-week": 0, "next-week": 7}[word] * day
        return monday, monday + 6 * day
    if word == "weekend":
        return monday - 2 * day, monday - day
    if word == "last-month":
        return (first_of_month - day).replace(day=1), first_of_month - day
    if word == "next-month":
        following = first_of_month + 31 * day
        return following.replace(day=1), following.replace(
            day=calendar.monthrange(following.year, following.month)[1]
        )
    if word[:1] in "<>" and word[1:] in _WEEKDAYS:
        offset = _WEEKDAYS.index(word[1:]) - published.weekday()
        found = published + (offset % 7 or 7) * day if word[0] == ">" else published - (-offset % 7) * day
        return found, found
    if re.fullmatch(r"\d{4}", word):
        return dt.date(int(word), 1, 1), dt.date(int(word), 12, 31)
    if re.fullmatch(r"\d{4}-\d{2}", word):
        year, month = map(int, word.split("-"))
        return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    found = _iso(word, where)
    return found, found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the records, one JSON object a line."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.corpus", description="Print the labelled sentences."
    )
    parser.add_argument("--part", choices=("train", "test"), help="only this side of the split")
    options = parser.parse_args(arguments)
    for record in load():
        if options.part in (None, record["split"]):
            print(json.dumps(record, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
