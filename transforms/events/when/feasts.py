"""Feasts, national days and fiscal years: which days they fall on.

``data/feasts.csv`` gives each feast its names and a rule; ``data/feast_dates.csv`` the days of those that
follow other calendars (1990-2035); ``data/fiscal_years.csv`` when budget years begin. A rule is one of

* ``05-09`` the same day every year, ``07-11:07-13`` the same days;
* ``2001-09-11`` one day for good;
* ``nth:11:3:4`` the 4th Thursday (Monday is 0) of November, ``last:05:0`` the last Monday of May;
* ``easter:-2`` days from western Easter Sunday, ``easter:-7:-1`` a span, ``orthodox:0`` from Orthodox Easter;
* ``table`` look it up.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class FeastRow:
    """One feast: its stable id, the names it goes by, the countries' words that must precede an ambiguous
    one.
    """

    id: str
    names: tuple[str, ...]
    qualifiers: frozenset[str]
    rule: str


def in_year(feast: str, year: int) -> Span | None:
    """First and last day of `feast` in `year`; None if it has none, or the table does not reach that far.

    Raises:
        KeyError: There is no feast of that id.
    """
    rule = _by_id()[feast].rule
    if rule == "table":
        return _tables().get((feast, year))
    head, *numbers = rule.split(":")
    if head in ("easter", "orthodox"):
        sunday = easter(year) if head == "easter" else orthodox_easter(year)
        first = int(numbers[0])
        return sunday + timedelta(first), sunday + timedelta(int(numbers[-1]))
    if head == "nth":
        month, weekday, count = (int(number) for number in numbers)
        start = date(year, month, 1)
        day = start + timedelta((weekday - start.weekday()) % 7 + 7 * (count - 1))
        return day, day
    if head == "last":
        month, weekday = (int(number) for number in numbers)
        end = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
        day = end - timedelta((end.weekday() - weekday) % 7)
        return day, day
    if head.count("-") == 2:
        day = date.fromisoformat(head)
        return (day, day) if day.year == year else None
    first_day = _month_day(head, year)
    return first_day, _month_day(numbers[0], year) if numbers else first_day


def only_span(feast: str) -> Span | None:
    """The days of a feast that happened once ("9/11"); None for one that comes back."""
    rule = _by_id()[feast].rule
    if rule.count("-") != 2 or ":" in rule:
        return None
    day = date.fromisoformat(rule)
    return day, day


def easter(year: int) -> date:
    """Western Easter Sunday of `year` (the anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Orthodox Easter Sunday of `year` in the Gregorian calendar (Meeus's Julian computus)."""
    a, b, c = year % 4, year % 7, year % 19
    d = (19 * c + 15) % 30
    e = (2 * a + 4 * b - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(year // 100 - year // 400 - 2)


def fiscal_year(country: str, year: int) -> Span | None:
    """The budget year of `country` (ISO 3166 alpha-3) that is called `year`; None if unknown."""
    row = _fiscal().get(country)
    if row is None:
        return None
    month, day, named_after = row
    start = date(year - (named_after == "end"), month, day)
    return start, date(start.year + 1, month, day) - timedelta(1)


def fiscal_year_of(country: str, day: date) -> int | None:
    """What the budget year of `country` that contains `day` is called; None if unknown."""
    for year in (day.year - 1, day.year, day.year + 1):
        span = fiscal_year(country, year)
        if span is not None and span[0] <= day <= span[1]:
            return year
    return None


@cache
def feast_names() -> dict[str, tuple[FeastRow, ...]]:
    """Feasts by name as written; more than one where a qualifying word must decide."""
    names: dict[str, tuple[FeastRow, ...]] = {}
    for row in _by_id().values():
        for name in row.names:
            names[name] = (*names.get(name, ()), row)
    return names


@cache
def feast_words() -> frozenset[str]:
    """The first words of all names of feasts."""
    return frozenset(re.split(r"[ '/.-]", name)[0] for name in feast_names())


@cache
def fiscal_qualifiers() -> dict[str, str]:
    """Words that tell whose budget year is meant, to the country."""
    return {
        word: row["country"] for row in _rows("fiscal_years.csv") for word in row["qualifiers"].split("|")
    }


def _month_day(text: str, year: int) -> date:
    month, day = text.split("-")
    return date(year, int(month), int(day))


@cache
def _by_id() -> dict[str, FeastRow]:
    return {
        row["id"]: FeastRow(
            row["id"],
            tuple(row["names"].replace("’", "'").split("|")),
            frozenset(word for word in row["qualifiers"].split("|") if word),
            row["rule"],
        )
        for row in _rows("feasts.csv")
    }


@cache
def _tables() -> dict[tuple[str, int], Span]:
    table: dict[tuple[str, int], Span] = {}
    for row in _rows("feast_dates.csv"):
        start, end = date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
        # Two in one solar year (Ramadan 1997): the first, as the name alone cannot tell them apart.
        table.setdefault((row["feast"], start.year), (start, end))
    return table


@cache
def _fiscal() -> dict[str, tuple[int, int, str]]:
    return {
        row["country"]: (int(row["start_month"]), int(row["start_day"]), row["named_after"])
        for row in _rows("fiscal_years.csv")
    }


def _rows(source: str) -> Iterator[dict[str, str]]:
    text = resources.files("transforms.events").joinpath("data", source).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
