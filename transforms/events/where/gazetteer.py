"""The gazetteer: cities, venues, states, regions and seats of organisations, and how names are looked up.

Three tables of facts stand behind it: ``data/places.csv`` (cities after GeoNames, countries, regions),
``data/venues.csv`` (buildings and small venues that fix a place) and ``data/seats.csv`` (where the
organisations of the code list sit); ``data/SOURCES.md`` tells where they come from.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

Kind = Literal["city", "region", "country", "water", "building"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entry of the gazetteer.

    Attributes:
        id: Stable id: ``gn:`` and the GeoNames number, ``country:``, ``region:``, ``water:`` or ``venue:``.
        name: The name English-language news uses; for a building, the city it stands in.
        country: ISO 3166 alpha-3 (dependencies folded as the code list says); None only where nobody's.
        latitude, longitude: Degrees (WGS 84), or None for everything that is no city or venue.
        kind: What it is.
        capital: It is a capital or seat of government.
        population: Inhabitants; 0 where unknown or senseless.
        use: ``bare`` if the name alone may be read as the place, ``governed`` if it needs a preposition of
            place (homonyms of persons and words), ``obscure`` if it needs "in", "near" or a country after a
            comma.
    """

    id: str
    name: str
    country: str | None
    latitude: float | None
    longitude: float | None
    kind: Kind
    capital: bool = False
    population: int = 0
    use: str = "bare"


LONGEST_NAME = 6
"""Words of the longest name."""


def locate(name: str, *, hints: Collection[str] = ()) -> Place | None:
    """The place called `name`, or None.

    Among namesakes one in a country of `hints` (ISO 3166 alpha-3) comes first, then states, capitals and
    well-known cities, then the larger one.
    """
    candidates = gazetteer().get(fold(name), ())
    for place in candidates:
        if place.country in hints:
            return place
    return next((place for place in candidates if place.country), None)


def locate_with_country(name: str, region: str) -> Place | None:
    """The place `name` in the country or state `region` ("Glion", "Switzerland"); None if `region` is
    unknown.

    A town the gazetteer lacks gets the country and no point.
    """
    countries = countries_named(region)
    if not countries:
        return None
    for place in gazetteer().get(fold(name), ()):
        if place.country in countries and place.kind != "country":
            return place
    return Place(
        id="", name=name, country=countries[0], latitude=None, longitude=None, kind="city", use="obscure"
    )


def seat(code: str) -> Place | None:
    """Where the organisation `code` (of the code list, such as ``NAT``) has its seat; None if it has none."""
    return _seats().get(code)


@lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """`name` as a key: no accents, apostrophes or stops, hyphens as spaces, lower case."""
    if not name.isascii():
        name = name.replace("ı", "i").replace("ł", "l").replace("Ł", "L").replace("ø", "o").replace("Ø", "O")
        name = name.replace("ə", "e").replace("đ", "d").replace("ß", "ss").replace("æ", "ae")
        name = "".join(
            letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
        )
    name = re.sub(r"['’ʻ‘`´ʿ.]", "", name)
    return " ".join(re.sub(r"[-–]", " ", name).casefold().split())


def countries_named(region: str) -> tuple[str, ...]:
    """The states a country, state or province of this name belongs to, the likeliest first."""
    key = fold(region)
    if key == "georgia":
        return ("GEO", "USA")
    places = gazetteer().get(key, ())
    named = [place.country for place in places if place.kind in ("country", "region") and place.country]
    return tuple(dict.fromkeys(named))


@cache
def gazetteer() -> dict[str, tuple[Place, ...]]:
    """All places by folded name, the likeliest of namesakes first."""
    by_key: dict[str, list[Place]] = {}
    for source in ("places.csv", "venues.csv"):
        for number, row in enumerate(_rows(source), start=2):
            place = _place(row, f"{source}, line {number}")
            for name in {row["name"], *row["aliases"].split("|")} - {""}:
                by_key.setdefault(fold(name), []).append(place)
    return {key: tuple(sorted(places, key=_rank)) for key, places in by_key.items()}


def _rank(place: Place) -> tuple[int, int, int]:
    order = {"country": 0, "building": 1, "region": 2, "water": 2}.get(place.kind, 1)
    if place.country is None or place.name in ("Singapore", "Monaco") and place.kind == "city":
        order = -1
    if place.use == "obscure" and order > 0:
        order = 3
    return (order, 0 if place.capital else 1, -place.population)


def _place(row: dict[str, str], where: str) -> Place:
    kind = row["kind"]
    if kind not in ("city", "capital", "region", "country", "water", "building", "name"):
        raise ValueError(f"{where}: unknown kind {kind!r}")
    point = bool(row["latitude"])
    return Place(
        id=row["id"],
        name=row.get("place") or row["name"],
        country=row["country"] or None,
        latitude=float(row["latitude"]) if point else None,
        longitude=float(row["longitude"]) if point else None,
        kind="city" if kind == "capital" else "water" if kind == "name" else kind,  # type: ignore[arg-type]
        capital=kind == "capital",
        population=int(row.get("population") or 0),
        use=row["use"],
    )


@cache
def first_words() -> dict[str, int]:
    """First words of names to the number of words of the longest name they start."""
    longest: dict[str, int] = {}
    for key in gazetteer():
        first, *rest = key.split(" ")
        longest[first] = min(max(longest.get(first, 0), 1 + len(rest)), LONGEST_NAME)
    return longest


@cache
def abbreviations() -> frozenset[str]:
    """Keys of names that are written in capitals throughout, such as US and UAE."""
    names = [name for row in _rows("places.csv") for name in (row["name"], *row["aliases"].split("|"))]
    return frozenset(fold(name) for name in names if name.replace(".", "").isupper() and len(fold(name)) <= 4)


@cache
def _seats() -> dict[str, Place]:
    return {
        row["code"]: replace(_place({**row, "id": f"seat:{row['code']}", "kind": "city", "use": "bare",
                                     "name": row["place"]}, "seats.csv"))
        for row in _rows("seats.csv")
    }  # fmt: skip


def _rows(source: str) -> Iterator[dict[str, str]]:
    text = resources.files("transforms.events").joinpath("data", source).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
