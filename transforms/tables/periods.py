"""How long a partition lasts: a day, or in lakes for questions over many days a month or a year.

A lake has one kind from its beginning, because rows never move from one partition to another: no listing of
several folders is atomic, so a reader could meet a row in both or in none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

DAY, MONTH, YEAR = "day", "month", "year"
PERIODS = (DAY, MONTH, YEAR)

_KEY = "partition"


def described(period: str) -> dict[str, str]:
    """Return what `_lake.json` says of a period."""
    return {_KEY: period}


def period_of(description: Mapping[str, Any]) -> str:
    """Return the period of a lake by what `_lake.json` says; lakes of before there was a choice have days."""
    return str(description.get(_KEY, DAY))


def first_day(period: str, day: dt.date) -> dt.date:
    """Return the first day of the period a day lies in: the value of `ingest_date`."""
    if period == MONTH:
        return day.replace(day=1)
    if period == YEAR:
        return day.replace(month=1, day=1)
    return day


def last_day(period: str, first: dt.date) -> dt.date:
    """Return the last day of the period that begins on a day."""
    if period == MONTH:
        return (first.replace(day=1) + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    if period == YEAR:
        return first.replace(month=12, day=31)
    return first
