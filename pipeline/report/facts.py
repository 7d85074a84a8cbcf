"""All events of a report as a few columns of numbers, small enough to travel inside the page.

The page filters by country, type, status, date and confidence, and every figure it shows must follow exactly.
So it carries not ready-made charts but *facts*: events grouped by day, kind, parties, place, confidence and
intensity, with their number. Where a lake is so large that the facts would not fit the page, they are made
coarser, one step at a time (weeks, months, fewer named parties); the page says how coarse they are.
"""

from __future__ import annotations

import base64
import gzip
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.report.source import Source

BUDGET = 2_800_000
"""Characters that the packed facts may take in the page."""


@dataclass(frozen=True)
class Grain:
    """How fine the facts are.

    Attributes:
        unit: day, week, month or quarter.
        parties: how many parties keep their names; the others count to their countries.
        places: how many places keep their names.
        steps: classes of confidence.
    """

    unit: str
    parties: int
    places: int
    steps: int


GRAINS = (
    Grain("day", 400, 2_000, 20),
    Grain("day", 250, 800, 10),
    Grain("week", 250, 800, 10),
    Grain("week", 120, 300, 5),
    Grain("month", 60, 150, 5),
    Grain("month", 0, 80, 2),
    Grain("quarter", 0, 0, 1),
)
"""From fine to coarse; the first that fits is taken."""


@dataclass(frozen=True)
class Facts:
    """Facts, packed.

    Attributes:
        grain: how fine they are.
        packed: columns one after the other, in planes of bytes, compressed (gzip), base64; see `_packed`.
        layout: for every column its name, its planes and its length, in the order of `packed`.
        kinds: number of type and status (see `source.TOLD`), intensity, whether the text dates the event,
            whether all parties act on each other; by number.
        parties: name (null for a country as such), country code and office, by number.
        places: name, country code, latitude and longitude, by number; number 0 is nowhere.
        first_day: days count from here (ISO 8601).
    """

    grain: Grain
    packed: str
    layout: list[tuple[str, int, int]]
    kinds: list[tuple[int, float, bool, bool]]
    parties: list[tuple[str | None, str | None, str | None]]
    places: list[tuple[str | None, str | None, float | None, float | None]]
    first_day: str


def gather_facts(source: Source, budget: int = BUDGET) -> Facts:
    """Return the finest facts that fit the budget; the coarsest, whatever they take, if none does."""
    for grain in GRAINS:
        facts = _facts(source, grain)
        if len(facts.packed) <= budget:
            break
    return facts


PARTY = """
CREATE OR REPLACE TEMP TABLE party AS
SELECT (row_number() OVER (ORDER BY n DESC, name, country) - 1)::INTEGER AS id, name, country, role FROM (
    SELECT name, country, arg_max(role, day) FILTER (role IS NOT NULL) AS role, count(DISTINCT number) AS n
    FROM part WHERE NOT bare GROUP BY name, country ORDER BY n DESC, name, country LIMIT {parties}
)
"""
"""The most frequent parties keep their names, with the office they held last."""

LAND = """
CREATE OR REPLACE TEMP TABLE land AS
SELECT ((SELECT count(*) FROM party) + row_number() OVER (ORDER BY country NULLS LAST) - 1)::INTEGER AS id, country
FROM (SELECT DISTINCT country FROM part)
"""

SIDES = """
CREATE OR REPLACE TEMP TABLE sides AS
SELECT number, list(DISTINCT id ORDER BY id) FILTER (side = 0) AS a, list(DISTINCT id ORDER BY id) FILTER (side = 1) AS r
FROM (
    SELECT number, side, coalesce(party.id, land.id) AS id
    FROM part LEFT JOIN party ON NOT part.bare AND party.name = part.name
        AND party.country IS NOT DISTINCT FROM part.country
    JOIN land ON land.country IS NOT DISTINCT FROM part.country
) GROUP BY number
"""

SIDE = """
CREATE OR REPLACE TEMP TABLE side AS
SELECT row_number() OVER (ORDER BY n DESC, members)::INTEGER AS id, members FROM (
    SELECT members, count(*) AS n FROM (SELECT a AS members FROM sides UNION ALL SELECT r FROM sides)
    WHERE members IS NOT NULL GROUP BY members
)
"""
"""Who stands together on one side of an event; number 0 is nobody, the frequent ones have small numbers."""

KIND = """
CREATE OR REPLACE TEMP TABLE kinds AS
SELECT (row_number() OVER (ORDER BY kind, intensity, dated, reciprocal) - 1)::INTEGER AS id, *
FROM (SELECT DISTINCT kind, intensity, dated, reciprocal FROM told)
"""

PLACE = """
CREATE OR REPLACE TEMP TABLE place AS
WITH seen AS (
    SELECT place, place_country, max(latitude) AS latitude, max(longitude) AS longitude, count(*) AS n
    FROM told WHERE place IS NOT NULL OR place_country IS NOT NULL GROUP BY 1, 2
), named AS (FROM seen WHERE latitude IS NOT NULL ORDER BY n DESC, place, place_country LIMIT {places}),
kept AS (
    SELECT place, place_country, latitude, longitude, n FROM named
    UNION ALL SELECT DISTINCT NULL, place_country, NULL::DOUBLE, NULL::DOUBLE, NULL::BIGINT
    FROM seen WHERE place_country IS NOT NULL
)
SELECT row_number() OVER (ORDER BY n DESC NULLS LAST, place, place_country)::INTEGER AS id, * FROM kept
"""
"""A place without coordinates, or not among the most frequent, counts to its country."""

CELL = """
SELECT date_trunc('{unit}', told.day)::DATE AS day, kinds.id AS kind,
       coalesce(a.id, 0) AS a, coalesce(r.id, 0) AS r, coalesce(here.id, there.id, 0) AS place,
       least(floor(confidence * {steps}), {steps} - 1)::INTEGER AS sure, count(*) AS n
FROM told
JOIN kinds ON kinds.kind = told.kind AND kinds.intensity = told.intensity AND kinds.dated = told.dated
    AND kinds.reciprocal = told.reciprocal
LEFT JOIN sides USING (number)
LEFT JOIN side AS a ON a.members = sides.a
LEFT JOIN side AS r ON r.members = sides.r
LEFT JOIN place AS here ON here.place = told.place AND here.place_country IS NOT DISTINCT FROM told.place_country
LEFT JOIN place AS there ON there.place IS NULL AND there.place_country = told.place_country
GROUP BY ALL ORDER BY 1, 2, 3, 4, 5, 6
"""


def _facts(source: Source, grain: Grain) -> Facts:
    def ask(statement: str) -> list[Any]:
        return source.rows(statement.format(**vars(grain)))

    for statement in (PARTY, LAND, SIDES, SIDE, KIND, PLACE):
        ask(statement)
    cells = source.connection.execute(CELL.format(**vars(grain))).fetchnumpy()
    days = np.asarray(cells["day"]).astype("datetime64[D]").astype("int64")
    first = int(days[0]) if len(days) else 0
    steps = np.diff(days, prepend=first)
    kind, acting = np.asarray(cells["kind"]), np.asarray(cells["a"]).astype("int64")
    # Sorted by day, kind and actors: what is written of these is the step from the cell before, mostly nought.
    follows = (steps == 0) & (np.diff(kind, prepend=-1) == 0)
    members = ask("SELECT members FROM side ORDER BY id")
    packed, layout = _packed(
        {
            "day": steps,
            "kind": kind,
            "actors": np.where(follows, np.diff(acting, prepend=0), acting),
            "recipients": cells["r"],
            "place": cells["place"],
            "sure": cells["sure"],
            "n": cells["n"],
            "sizes": np.array([0, *(len(side) for (side,) in members)]),
            "members": np.array([party for (side,) in members for party in side]),
        }
    )
    return Facts(
        grain=grain,
        packed=packed,
        layout=layout,
        kinds=ask("SELECT kind, intensity, dated, reciprocal FROM kinds ORDER BY id"),
        parties=ask(
            "SELECT name, country, role FROM (SELECT id, name, country, role FROM party"
            " UNION ALL SELECT id, NULL, country, NULL FROM land) ORDER BY id"
        ),
        places=[
            (None, None, None, None),
            *ask("SELECT place, place_country, latitude, longitude FROM place ORDER BY id"),
        ],
        first_day=str(np.datetime64(first, "D")),
    )


def _packed(columns: dict[str, Any]) -> tuple[str, list[tuple[str, int, int]]]:
    """Return columns of numbers from 0 as one text: of each number all lowest bytes, then all second ones, …

    The higher bytes of most columns are nearly all nought, which compresses to nearly nothing.
    """
    layout, planes = [], []
    for name, values in columns.items():
        numbers = np.ascontiguousarray(values, dtype="<u4")
        width = max(1, (int(numbers.max(initial=0)).bit_length() + 7) // 8)
        layout.append((name, width, len(numbers)))
        planes += [plane.tobytes() for plane in numbers.view("u1").reshape(-1, 4).T[:width]]
    # A fixed time in the header: the same lake gives the same page.
    return base64.b64encode(gzip.compress(b"".join(planes), 9, mtime=0)).decode("ascii"), layout
