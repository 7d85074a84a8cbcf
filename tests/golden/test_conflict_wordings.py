"""Wordings of conflict in words and deeds, and their near misses: the sentences of `conflict_wordings.csv`.

The drafts are looked at before the ranker decides, so that what is tested is the lexicon and not a threshold.
A row of type `-` is a sentence that tells no event.
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from transforms.events.coder import Coder, CoderInput
from transforms.events.drafts import Draft
from transforms.events.who.party import Party

pytestmark = pytest.mark.model

PUBLISHED = dt.datetime(2024, 5, 15, 12, tzinfo=dt.timezone.utc)

with (Path(__file__).parent / "conflict_wordings.csv").open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def coded() -> dict[str, list[Draft]]:
    sentences = [row["sentence"] for row in ROWS]
    found = Coder(scope="all").candidates([CoderInput("a", "", s, PUBLISHED) for s in sentences])
    return {s: [draft for draft, _ in drafts] for s, drafts in zip(sentences, found, strict=True)}


def codes(parties: tuple[Party, ...]) -> str:
    return " ".join(sorted({p.country for p in parties if p.country}))


@pytest.mark.parametrize("row", ROWS, ids=[row["sentence"] for row in ROWS])
def test_wording(coded: dict[str, list[Draft]], row: dict[str, str]) -> None:
    got = {
        (d.type, d.mode if row["mode"] else "", codes(d.actors), codes(d.recipients))
        for d in coded[row["sentence"]]
    }
    wanted = (row["type"], row["mode"], row["actors"], row["recipients"])
    assert got == set() if row["type"] == "-" else wanted in got
