"""Borders, lands and memberships are facts, so they must fit each other and the codes."""

from __future__ import annotations

from pathlib import Path

from transforms.events.who import lands
from transforms.events.who.discourse import ORGANISATION_CODES
from transforms.events.who.party_words import clubs, members

EVAL = Path(__file__).resolve().parents[1] / "data" / "eval"
STATES = set((EVAL / "iso3.txt").read_text(encoding="utf-8").split()) | {
    "XKX",
    "PSE",
    "TWN",
    "HKG",
    "VAT",
    "ESH",
}


def test_whoever_borders_a_state_is_bordered_by_it() -> None:
    pairs = {(a, b) for a, others in lands.borders().items() for b in others}
    assert {(b, a) for a, b in pairs} == pairs
    assert {code for pair in pairs for code in pair} <= STATES
    assert all(a != b for a, b in pairs)


def test_lands_and_members_are_states() -> None:
    for phrase in ("the Himalayan kingdom", "an island nation", "the Baltic republic"):
        assert (lands.lying_in(phrase) or frozenset()) <= STATES
        assert lands.lying_in(phrase)
    assert lands.lying_in("the country") is None
    assert set(members()) <= ORGANISATION_CODES
    assert set().union(*members().values()) <= STATES
    assert {"EUU", "NAT"} <= clubs("EST") and clubs("NAT") == {"NAT"}


def test_a_neighbour_lies_in_the_direction_that_is_said() -> None:
    assert "IND" in lands.neighbours("NPL", "its southern neighbour")
    assert "CHN" not in lands.neighbours("NPL", "its southern neighbour")
    assert lands.neighbours("NPL") == {"IND", "CHN"}
