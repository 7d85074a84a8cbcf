"""Codes as people read them: countries and organisations by name, and a point on the map for each country."""

from __future__ import annotations

import csv
import functools
import importlib.resources
import json
from typing import Any

from transforms.events.who.actor_rows import read_rows

EXTRA = {"NGO": "Non-governmental organisations", "IGO": "Intergovernmental organisations"}
"""Codes that stand for a class and not for one body, so that no row of the lexicon names them."""


@functools.cache
def names_of_codes() -> dict[str, str]:
    """Return the name of every state and organisation that has a code of its own (docs/codes.md)."""
    names: dict[str, str] = {}
    # Where several rows share a code the first is the body itself, the others are its organs or former states.
    for _, row in read_rows("states.csv", ("code", "name")):
        names.setdefault(row["code"], row["name"])
    for _, row in read_rows("organisations.csv", ("name",)):
        if row["code"] and row["kind"] == "organisation":
            names.setdefault(row["code"], row["name"])
    return {**names, **EXTRA}


def page_file(name: str) -> str:
    """Return a file of the page's folder as text."""
    return importlib.resources.files("pipeline.report").joinpath("page", name).read_text("utf-8")


@functools.cache
def world() -> dict[str, Any]:
    """Return outlines and points of countries, as tools/report_page builds them."""
    return json.loads(page_file("world.json"))


@functools.cache
def points_of_countries() -> dict[str, tuple[float, float]]:
    """Return longitude and latitude of a point inside each country; of its capital where the country is tiny."""
    points: dict[str, tuple[float, float]] = {}
    places = importlib.resources.files("transforms.events").joinpath("data", "places.csv")
    for row in csv.DictReader(places.read_text(encoding="utf-8").splitlines()):
        if row["kind"] == "capital" and row["latitude"]:
            points.setdefault(row["country"], (float(row["longitude"]), float(row["latitude"])))
    return {**points, **{code: (at[0], at[1]) for code, at in world()["points"].items()}}
