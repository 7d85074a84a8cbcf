"""Calendar arithmetic: weeks, months, parts of months and years, seasons, distances.

Early, mid and late month are days 1-10, 11-20 and 21 to the end, as the guidelines say; years are divided
into thirds likewise. Spring is March to May, a winter belongs to the year it starts in.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from transforms.events.when.date_readings import DateSpan, Unit

_DAY = timedelta(days=1)


def shifted(start: date, end: date, amount: int, unit: Unit) -> DateSpan | None:
    """`amount` units away: to the day for days and weeks, the whole month or year for those."""
    if unit in ("day", "week"):
        step = amount * (7 if unit == "week" else 1) * _DAY
        return DateSpan(start + step, end + step, "day" if start == end else "range")
    if unit in ("month", "quarter", "half", "year"):
        first, last = period_of(start, unit, amount)
        return DateSpan(first, last, unit)
    return None


def from_anchor(anchor: DateSpan, amount: int, unit: Unit) -> DateSpan | None:
    if amount == 0:
        return anchor
    edge = (anchor.end or anchor.start) if amount > 0 else (anchor.start or anchor.end)
    if edge is None or (unit in ("day", "week") and anchor.precision not in ("day", "range", "open")):
        return None
    return shifted(edge, edge, amount, unit)


def period_of(today: date, unit: Unit, shift: int) -> tuple[date, date]:
    if unit == "day":
        return today + shift * _DAY, today + shift * _DAY
    if unit == "week":
        monday = monday_of(today) + 7 * shift * _DAY
        return monday, monday + 6 * _DAY
    if unit in ("month", "quarter", "half"):
        length = {"month": 1, "quarter": 3, "half": 6}[unit]
        index = (today.year * 12 + today.month - 1) // length + shift
        year, month = divmod(index * length, 12)
        end_year, end_month = divmod(index * length + length - 1, 12)
        return date(year, month + 1, 1), date(end_year, end_month + 1, monthrange(end_year, end_month + 1)[1])
    if unit == "decade":
        first = today.year // 10 * 10 + 10 * shift
        return date(first, 1, 1), date(first + 9, 12, 31)
    return date(today.year + shift, 1, 1), date(today.year + shift, 12, 31)


def part_of_month(year: int, month: int, part: str | None) -> DateSpan:
    last = monthrange(year, month)[1]
    first, end = {
        None: (1, last), "early": (1, 10), "mid": (11, 20), "late": (21, last), "early-mid": (1, 20),
        "mid-late": (11, last), "first-half": (1, 15), "second-half": (16, last),
    }[part]  # fmt: skip
    return DateSpan(date(year, month, first), date(year, month, end), "month" if part is None else "range")


def part_of_year(year: int, part: str | None) -> DateSpan:
    """Thirds, as the guidelines divide months."""
    first, last = {
        None: (1, 12), "early": (1, 4), "mid": (5, 8), "late": (9, 12), "early-mid": (1, 8),
        "mid-late": (5, 12),
        "first-half": (1, 6), "second-half": (7, 12),
    }[part]  # fmt: skip
    return DateSpan(
        date(year, first, 1), date(year, last, monthrange(year, last)[1]), "year" if not part else "range"
    )


def season_of(season: int, year: int, part: str | None) -> DateSpan:
    first = 3 + 3 * season
    months = [divmod(year * 12 + first - 1 + step, 12) for step in range(3)]
    if part in ("early", "mid", "late"):
        months = [months[("early", "mid", "late").index(part)]]
    (start_year, start_month), (end_year, end_month) = months[0], months[-1]
    end = date(end_year, end_month + 1, monthrange(end_year, end_month + 1)[1])
    return DateSpan(date(start_year, start_month + 1, 1), end, "season" if len(months) == 3 else "month")


def monday_of(day: date) -> date:
    return day - day.weekday() * _DAY


def one_day(day: date) -> DateSpan:
    return DateSpan(day, day, "day")
