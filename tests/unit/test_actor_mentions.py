"""Finding the lexicon's actors in running text, and leaving their namesakes alone."""

from __future__ import annotations

import datetime
import time

import pytest

from transforms.events.who.mentions import find_mentions


def seen(text: str, date: datetime.date | None = None) -> list[tuple[str, str, str | None]]:
    return [(m.text, m.kind, m.country) for m in find_mentions(text, date)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Turkey talked turkey.", [("Turkey", "country", "TUR")]),
        ("US envoys told us so.", [("US", "country", "USA"), ("envoys", "office", None)]),
        ("Nigeria and Niger", [("Nigeria", "country", "NGA"), ("Niger", "country", "NER")]),
        ("Nigerien and Nigerian", [("Nigerien", "demonym", "NER"), ("Nigerian", "demonym", "NGA")]),
        ("polish the Polish brass", [("Polish", "demonym", "POL")]),
        ("North Korea, Korean", [("North Korea", "country", "PRK"), ("Korean", "demonym", "KOR")]),
        ("Equatorial Guinea, Guinea-Bissau, Guinea, Papua New Guinea",
         [("Equatorial Guinea", "country", "GNQ"), ("Guinea-Bissau", "country", "GNB"),
          ("Guinea", "country", "GIN"), ("Papua New Guinea", "country", "PNG")]),
        ("the Republic of the Congo and the Democratic Republic of the Congo",
         [("Republic of the Congo", "country", "COG"),
          ("Democratic Republic of the Congo", "country", "COD")]),
        ("Asunción, Asuncion and ASUNCION",
         [("Asunción", "capital", "PRY"), ("Asuncion", "capital", "PRY"), ("ASUNCION", "capital", "PRY")]),
        ("Côte d’Ivoire’s", [("Côte d’Ivoire", "country", "CIV")]),
        ("China's", [("China", "country", "CHN")]),
        ("Oman, not Romania", [("Oman", "country", "OMN"), ("Romania", "country", "ROU")]),
        ("Tbilisi in Georgia", [("Tbilisi", "capital", "GEO"), ("Georgia", "country", "GEO")]),
        ("Jordan's King Abdullah II", [("Jordan", "country", "JOR"), ("King Abdullah II", "person", "JOR")]),
        ("Israel Katz of Israel", [("Israel Katz", "person", "ISR"), ("Israel", "country", "ISR")]),
        ("the Alliance in Evere", [("Alliance", "organisation", "NAT"), ("Evere", "metonym", "NAT")]),
        ("Washington state, Washington",
         [("Washington state", "region", "USA"), ("Washington", "capital", "USA")]),
    ],
)  # fmt: skip
def test_mentions(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert seen(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Michael Jordan scored.",
        "Jordan Peterson lectured.",
        "Paris Hilton sang.",
        "George Washington slept here.",
        "Denzel Washington starred.",
        "the Boston Celtics won",
        "Bayern Munich lost",
        "Latina restaurants",
        "She moved to Lebanon, Pennsylvania.",
        "in Moscow, Idaho",
        "guinea pigs",
        "tell us who is it",
        "the Geneva Conventions",
        "Chad Smith drums.",
        "Melania Trump waved.",
        "The ambassador, Wu Xi, left.",
        "the historian Timo Merkel",
        "We met Boris Putin, a baker.",
        "a china cup",
        "WHAT IS IT",
    ],
)
def test_namesakes_are_left_alone(text: str) -> None:
    assert [m for m in seen(text) if m[1] not in ("office", "agent", "region")] == []


def test_the_american_georgia_is_told_by_its_company() -> None:
    assert ("Georgia", "country", "GEO") not in seen("Atlanta Republicans carried Georgia.")
    assert ("Georgia", "country", "GEO") in seen("Abkhazia borders Georgia.")


def test_offsets_fit_the_text_as_written() -> None:
    text = "Le ministre László Sólyom, à Bogotá — la Côte d’Ivoire et le Türkiye’s"
    for mention in find_mentions(text, datetime.date(2008, 1, 1)):
        assert text[mention.start : mention.end] == mention.text
    assert {m.country for m in find_mentions(text)} >= {"HUN", "COL", "CIV", "TUR"}


def test_decomposed_accents_keep_their_offsets() -> None:
    text = "Bogota\u0301 called Asuncio\u0301n."
    found = find_mentions(text)
    assert [(m.text, m.country) for m in found] == [("Bogota\u0301", "COL"), ("Asuncio\u0301n", "PRY")]


def test_mentions_never_overlap() -> None:
    text = "UN Security Council President's Office of the US Secretary of State Mike Pompeo, EU Commission"
    found = find_mentions(text)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


def test_office_follows_the_date() -> None:
    [early] = find_mentions("Antony Blinken", datetime.date(2016, 5, 1))
    [later] = find_mentions("Antony Blinken", datetime.date(2022, 5, 1))
    [last] = find_mentions("Antony Blinken", datetime.date(2025, 5, 1))
    assert (early.role, later.role, last.role, last.sector) == (
        "Deputy Secretary of State", "Secretary of State", "Former Secretary of State", "ELI",
    )  # fmt: skip


def test_fast_enough_to_gate_the_parser() -> None:
    """A megabyte of political text in well under the time the parser takes for it (about a minute)."""
    text = (
        "The foreign minister of Peru told reporters in Lima on Tuesday that talks with Chile were useful, "
        "and that neither government wished to see fishermen detained again. The weather was fine. "
    ) * 2000
    find_mentions("")
    started = time.process_time()
    found = find_mentions(text)
    assert len(found) >= 5 * 2000
    assert len(text) / (time.process_time() - started) > 500_000
