"""Wordings of diplomatic news and their near misses, sentences of our own: the rows of the `*_wordings.csv` beside this file.

The drafts are looked at before the ranker decides, so that what is tested is the lexicon and not a threshold.
A row of type `-` is a sentence that tells no event; an empty mode or status means any.
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
TABLES = sorted(Path(__file__).parent.glob("*_wordings.csv"))


def rows_of(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


ROWS = [row for table in TABLES for row in rows_of(table)]


@pytest.fixture(scope="module")
def coded() -> dict[str, list[Draft]]:
    sentences = [row["sentence"] for row in ROWS]
    found = Coder(scope="all").candidates([CoderInput("a", "", s, PUBLISHED) for s in sentences])
    return {s: [draft for draft, _ in drafts] for s, drafts in zip(sentences, found, strict=True)}


def codes(parties: tuple[Party, ...]) -> str:
    return " ".join(sorted({p.country for p in parties if p.country}))


def test_tables_are_there() -> None:
    assert {table.stem.removesuffix("_wordings") for table in TABLES} >= {
        "conflict",
        "cooperation",
        "diplomatic",
    }


@pytest.mark.parametrize("row", ROWS, ids=[row["sentence"] for row in ROWS])
def test_wording(coded: dict[str, list[Draft]], row: dict[str, str]) -> None:
    mode, status = row["mode"], row.get("status", "")
    got = {
        (
            d.type,
            d.mode if mode else "",
            d.status if status else "",
            codes(d.actors),
            codes(d.recipients),
        )
        for d in coded[row["sentence"]]
    }
    wanted = (row["type"], mode, status, row["actors"], row["recipients"])
    assert got == set() if row["type"] == "-" else wanted in got
