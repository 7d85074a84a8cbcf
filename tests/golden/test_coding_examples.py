"""The examples of docs/coding.md come out as they stand there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pytest

from schemas.event import Event, Participant
from transforms.events.coder import Coder, CoderInput

pytestmark = pytest.mark.model

PAGE = Path(__file__).resolve().parents[2] / "docs" / "coding.md"
DAY = dt.date(2024, 5, 15)


def examples() -> list[tuple[str, list[str]]]:
    """Return the sentences of the section with the records under each."""
    section = PAGE.read_text(encoding="utf-8").split("\n## Examples\n")[1].split("\n## ")[0]
    block = section.split("```")[1]
    out: list[tuple[str, list[str]]] = []
    for line in filter(None, map(str.strip, block.splitlines())):
        if line.startswith("= "):
            out[-1][1].append(line[2:])
        else:
            out.append((line, []))
    return out


def written(event: Event) -> str:
    """Return a record as the page writes it."""
    act = f"{event.event_type}/{event.mode}" if event.mode else event.event_type
    sides = codes(event.actors) if event.reciprocal else f"{codes(event.actors)} > {codes(event.recipients)}"
    days = f", {event.date_start or ''}..{event.date_end or ''}" if event.date_precision else ""
    place = f", in {event.location.country}" if event.location else ""
    return f"{act} {event.status}: {sides}{days}{place}"


def codes(parties: Iterable[Participant]) -> str:
    """Return the codes of parties, each once."""
    return "+".join(dict.fromkeys(party.country or "?" for party in parties)) or "-"


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


@pytest.mark.parametrize(("sentence", "records"), examples(), ids=[s[:40] for s, _ in examples()])
def test_example(coder: Coder, sentence: str, records: list[str]) -> None:
    (events,) = coder.code([CoderInput("x", "", sentence, DAY)])
    assert [written(event) for event in events] == records


def test_there_are_enough_of_both_kinds() -> None:
    found = examples()
    assert len(found) >= 15
    assert any(not records for _, records in found)
