"""What a state is called by where it lies: "his northern neighbour", "the Himalayan kingdom", "the landlocked country".

Borders, seas that part neighbours, and the lands states lie in are facts of `data/borders.csv` and `data/lands.csv`;
north and south are told by the middle of their towns.
"""

from __future__ import annotations

import functools

from transforms.events.what.patterns import _rows
from transforms.events.where.gazetteer import gazetteer

APART = 0.5
"""Degrees by which the middle of one must lie farther north, or east, to be a neighbour in that direction."""
DIRECTIONS = {"northern": (0, 1), "southern": (0, -1), "eastern": (1, 0), "western": (-1, 0)}


@functools.cache
def borders() -> dict[str, frozenset[str]]:
    """Return the neighbours of every state, those across narrow seas included."""
    return {row["id"]: frozenset(row["neighbours"].split("|")) for _, row in _rows("borders.csv")}


@functools.cache
def _lands() -> dict[str, frozenset[str]]:
    return {
        word.replace("_", " "): frozenset(row["states"].split("|"))
        for _, row in _rows("lands.csv")
        for word in row["words"].split("|")
    }


def lying_in(phrase: str) -> frozenset[str] | None:
    """Return the states a description can mean by the land it names; None if it names none."""
    words = f" {phrase.lower()} "
    found = [states for land, states in _lands().items() if f" {land} " in words]
    return frozenset.intersection(*found) if found else None


@functools.cache
def _middles() -> dict[str, tuple[float, float]]:
    """Return where the middle of each state's towns lies: longitude and latitude."""
    points: dict[str, set[tuple[float, float]]] = {}
    for places in gazetteer().values():
        for place in places:
            if (
                place.kind == "city"
                and place.country
                and place.longitude is not None
                and place.latitude is not None
            ):
                points.setdefault(place.country, set()).add((place.longitude, place.latitude))
    return {
        code: (sum(x for x, _ in sorted(ps)) / len(ps), sum(y for _, y in sorted(ps)) / len(ps))
        for code, ps in points.items()
    }


def neighbours(code: str, phrase: str = "") -> frozenset[str]:
    """Return the neighbours of a state, those in the direction the phrase names if it names one."""
    found = borders().get(code, frozenset())
    towards = next((d for word, d in DIRECTIONS.items() if word in phrase.lower().split()), None)
    home = _middles().get(code)
    if towards is None or home is None:
        return found
    return frozenset(
        other
        for other in found
        if (there := _middles().get(other)) is not None
        and (there[0] - home[0]) * towards[0] + (there[1] - home[1]) * towards[1] > APART
    )
