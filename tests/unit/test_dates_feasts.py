"""Feasts, national days and fiscal years: known days, and every row of the tables."""

from __future__ import annotations

import csv
from datetime import date
from importlib import resources

import pytest

from transforms.events.when import feasts
from transforms.events.when.dates import find_time_expressions, resolve


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("transforms.events").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize(
    ("year", "western", "orthodox"),
    [
        (1999, date(1999, 4, 4), date(1999, 4, 11)),
        (2008, date(2008, 3, 23), date(2008, 4, 27)),
        (2011, date(2011, 4, 24), date(2011, 4, 24)),
        (2024, date(2024, 3, 31), date(2024, 5, 5)),
        (2025, date(2025, 4, 20), date(2025, 4, 20)),
        (2035, date(2035, 3, 25), date(2035, 4, 29)),
    ],
)
def test_easter(year: int, western: date, orthodox: date) -> None:
    assert feasts.easter(year) == western
    assert feasts.orthodox_easter(year) == orthodox


@pytest.mark.parametrize(
    ("feast", "year", "start", "end"),
    [
        ("thanksgiving", 2024, date(2024, 11, 28), date(2024, 11, 28)),
        ("memorial-day", 2024, date(2024, 5, 27), date(2024, 5, 27)),
        ("commonwealth-day", 2025, date(2025, 3, 10), date(2025, 3, 10)),
        ("good-friday", 2021, date(2021, 4, 2), date(2021, 4, 2)),
        ("ramadan", 2024, date(2024, 3, 11), date(2024, 4, 9)),
        ("eid-al-adha", 2023, date(2023, 6, 28), date(2023, 6, 28)),
        ("lunar-new-year", 2012, date(2012, 1, 23), date(2012, 1, 23)),
        ("diwali", 2017, date(2017, 10, 19), date(2017, 10, 19)),
        ("nowruz", 2024, date(2024, 3, 20), date(2024, 3, 20)),
        ("yom-kippur", 2023, date(2023, 9, 25), date(2023, 9, 25)),
        ("mongolia-naadam", 2024, date(2024, 7, 11), date(2024, 7, 13)),
    ],
)
def test_known_days(feast: str, year: int, start: date, end: date) -> None:
    assert feasts.in_year(feast, year) == (start, end)


def test_every_feast_has_a_day_in_every_year_of_the_tables() -> None:
    rows = _rows("feasts.csv")
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        for year in range(1990, 2036):
            span = feasts.in_year(row["id"], year)
            if row["rule"].count("-") == 2 and ":" not in row["rule"]:
                assert feasts.only_span(row["id"]) is not None
            else:
                assert span is not None and span[0] <= span[1], (row["id"], year)


def test_every_name_of_a_feast_is_found() -> None:
    for row in _rows("feasts.csv"):
        qualifier = row["qualifiers"].split("|")[-1]
        for name in row["names"].split("|"):
            text = f"They met on {qualifier} {name}.".replace("  ", " ")
            found = [item for item in find_time_expressions(text) if name in item.text]
            assert len(found) == 1, text
            assert resolve(found[0], date(2024, 5, 15), "past") is not None, text


def test_an_unqualified_national_day_is_not_guessed() -> None:
    assert find_time_expressions("They met on Independence Day.") == ()


@pytest.mark.parametrize(
    ("country", "year", "start", "end"),
    [
        ("USA", 2024, date(2023, 10, 1), date(2024, 9, 30)),
        ("JPN", 2024, date(2024, 4, 1), date(2025, 3, 31)),
        ("IND", 2024, date(2023, 4, 1), date(2024, 3, 31)),
        ("AUS", 2024, date(2023, 7, 1), date(2024, 6, 30)),
    ],
)
def test_fiscal_years(country: str, year: int, start: date, end: date) -> None:
    assert feasts.fiscal_year(country, year) == (start, end)
    assert feasts.fiscal_year_of(country, start) == feasts.fiscal_year_of(country, end) == year


def test_unknown_countries_have_no_fiscal_year() -> None:
    assert feasts.fiscal_year("XXX", 2024) is None
    assert feasts.fiscal_year_of("XXX", date(2024, 1, 1)) is None


def test_islands_and_agreements_are_no_feasts() -> None:
    assert (
        find_time_expressions("The Good Friday Agreement covers neither Christmas Island nor Easter Island.")
        == ()
    )


def test_once_only_days() -> None:
    (found,) = find_time_expressions("After the September 11 attacks the alliance acted.")
    span = resolve(found, date(2021, 9, 1), "past")
    assert span is not None and span.start == span.end == date(2001, 9, 11)
