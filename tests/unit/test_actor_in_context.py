"""Mentions of parties in a sentence, from all continents: the state or organisation and the sector each one names."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from transforms.events.who.actors import resolve_actor

MENTIONS = Path(__file__).parent.parent / "data" / "actors" / "mentions.txt"
TODAY = datetime.date(2024, 5, 15)
"""The day of publication where a line names none."""


def rows() -> list[tuple[str, str, str, datetime.date]]:
    """Return sentence, code, sector and day of every mention."""
    out = []
    for line in MENTIONS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            sentence, code, sector, *day = line.split("|")
            out.append((sentence, code, sector, datetime.date.fromisoformat(day[0]) if day else TODAY))
    return out


@pytest.mark.parametrize(("sentence", "code", "sector", "day"), rows())
def test_mention_in_context(sentence: str, code: str, sector: str, day: datetime.date) -> None:
    before, _, rest = sentence.partition("[")
    mention, _, after = rest.partition("]")
    actor = resolve_actor(mention.rstrip(","), context=before + mention + after, date=day)
    if code:
        assert (actor.country or "-") == code
    if sector:
        assert actor.sector == sector


def test_every_continent_is_asked_about() -> None:
    assert len(rows()) >= 300
    assert len({code for _, code, _, _ in rows()}) >= 150
