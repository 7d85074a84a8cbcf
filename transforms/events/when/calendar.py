"""What time expressions mean: readings, and the days they stand for once the day of publication is known.

The rules are those of the annotation guidelines (section **Dates**): a past weekday is the latest one up to
publication, a future one the next; last and next week run from Monday to Sunday; "this month" and "earlier
this month" are clipped at publication; early, mid and late month are days 1-10, 11-20 and 21 to the end;
"since" leaves the end open, "until" and "by" the start. What the text does not determine resolves to None,
never to a default.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import singledispatch

from transforms.events.when import feasts
from transforms.events.when.date_choice import ends_of, explicit_year, in_year, numbered_day, pick, weekend
from transforms.events.when.date_readings import (
    Anchored,
    AnchoredMonth,
    AnchoredWeekday,
    Between,
    Bound,
    DateSpan,
    Day,
    Direction,
    Feast,
    FiscalYear,
    Fraction,
    Moment,
    Month,
    MonthWeek,
    MonthWeekday,
    Offset,
    Overnight,
    Period,
    Reading,
    Season,
    ToTheDay,
    Vague,
    Weekday,
    WeekOf,
    Within,
    Year,
    Years,
    YearsAgo,
)
from transforms.events.when.date_stretches import (
    from_anchor,
    monday_of,
    one_day,
    part_of_month,
    part_of_year,
    period_of,
    shifted,
)

_DAY = timedelta(days=1)


def resolve_reading(reading: Reading, moment: Moment) -> DateSpan | None:
    """The days `reading` stands for, or None if the text does not determine them."""
    try:
        return _resolve(reading, moment)
    except (OverflowError, ValueError):
        # Beyond the years 1 to 9999, or a day that does not exist (31 June): nothing is determined.
        return None


@singledispatch
def _resolve(reading: Reading, moment: Moment) -> DateSpan | None:
    raise TypeError(f"not a reading: {reading!r}")


@_resolve.register
def _(reading: Vague, moment: Moment) -> DateSpan | None:
    return None


@_resolve.register(Day)
@_resolve.register(Month)
@_resolve.register(Season)
@_resolve.register(Fraction)
@_resolve.register(Feast)
def _calendar(reading: Day | Month | Season | Fraction | Feast, moment: Moment) -> DateSpan | None:
    if isinstance(reading, Feast) and (once := feasts.only_span(reading.feast)):
        return DateSpan(*once, "day")
    year = explicit_year(reading, moment.published)
    if year is not None:
        return in_year(reading, year)
    which = getattr(reading, "which", None)
    if isinstance(reading, Day) and reading.month is None:
        return numbered_day(reading.day, moment)
    return pick(lambda y: in_year(reading, y), moment, which, reading)


@_resolve.register
def _(reading: MonthWeek, moment: Moment) -> DateSpan | None:
    span = _resolve(replace(reading.month, part=None), moment)
    if span is None or span.start is None or span.end is None:
        return None
    if reading.number == -1:
        return DateSpan(span.end - 6 * _DAY, span.end, "week")
    start = span.start + 7 * (reading.number - 1) * _DAY
    return DateSpan(start, min(start + 6 * _DAY, span.end), "week")


@_resolve.register
def _(reading: MonthWeekday, moment: Moment) -> DateSpan | None:
    span = _resolve(reading.month, moment)
    if span is None or span.start is None or span.end is None:
        return None
    if reading.number == -1:
        return one_day(span.end - (span.end.weekday() - reading.weekday) % 7 * _DAY)
    first = span.start + (reading.weekday - span.start.weekday()) % 7 * _DAY
    day = first + 7 * (reading.number - 1) * _DAY
    return one_day(day) if day <= span.end else None


@_resolve.register
def _(reading: Year, moment: Moment) -> DateSpan | None:
    return part_of_year(reading.year, reading.part)


@_resolve.register
def _(reading: Years, moment: Moment) -> DateSpan | None:
    return DateSpan(date(reading.first, 1, 1), date(reading.last, 12, 31), reading.precision)


@_resolve.register
def _(reading: Weekday, moment: Moment) -> DateSpan | None:
    today = moment.published
    if reading.weeks is not None:
        return one_day(monday_of(today) + (7 * reading.weeks + reading.weekday) * _DAY)
    back = (today.weekday() - reading.weekday) % 7
    ahead = (reading.weekday - today.weekday()) % 7
    if reading.which == "last":
        return one_day(today - (back or 7) * _DAY)
    if reading.which == "next":
        return one_day(today + (ahead or 7) * _DAY)
    if reading.which == "week":
        return one_day(today + ((ahead or 7) + 7) * _DAY)
    if moment.direction == "future" or (reading.which == "this" and moment.direction is None):
        return one_day(today + ahead * _DAY)
    return one_day(today - back * _DAY)


@_resolve.register
def _(reading: Period, moment: Moment) -> DateSpan | None:
    today = moment.published
    if reading.unit == "weekend":
        return weekend(reading, moment)
    start, end = period_of(today, reading.unit, reading.shift)
    if reading.part in ("early", "mid", "late", "mid-late", "early-mid", "first-half", "second-half"):
        if reading.unit == "month":
            return part_of_month(start.year, start.month, reading.part)
        if reading.unit == "year":
            return part_of_year(start.year, reading.part)
        if reading.unit == "week" and reading.shift == 0:
            start, end = (start, today) if reading.part == "early" else (min(today, end), end)
    precision = {"day": "day", "decade": "decade"}.get(reading.unit, reading.unit)
    if reading.shift == 0 and reading.unit != "day":
        if reading.part == "earlier" or (reading.part is None and moment.direction == "past"):
            end = min(end, today)
        elif reading.part == "later" or (reading.part is None and moment.direction == "future"):
            start = max(start, today)
    return DateSpan(start, end, precision)


@_resolve.register
def _(reading: Offset, moment: Moment) -> DateSpan | None:
    if reading.base is None:
        return shifted(moment.published, moment.published, reading.amount, reading.unit)
    base = _resolve(reading.base, moment)
    return None if base is None else from_anchor(base, reading.amount, reading.unit)


@_resolve.register
def _(reading: Overnight, moment: Moment) -> DateSpan | None:
    if reading.base is None:
        return DateSpan(moment.published - _DAY, moment.published, "range")
    return _resolve(reading.base, moment)


@_resolve.register
def _(reading: Anchored, moment: Moment) -> DateSpan | None:
    anchor = moment.anchor
    if anchor is None:
        return None
    if reading.whole and reading.unit != "day":
        edge = anchor.start or anchor.end
        if edge is None:
            return None
        if reading.unit == "weekend":
            monday = monday_of(edge) + 7 * reading.amount * _DAY
            return DateSpan(monday + 5 * _DAY, monday + 6 * _DAY, "range")
        start, end = period_of(edge, reading.unit, reading.amount)
        return DateSpan(start, end, reading.unit)
    return from_anchor(anchor, reading.amount, reading.unit)


@_resolve.register
def _(reading: AnchoredWeekday, moment: Moment) -> DateSpan | None:
    anchor = moment.anchor
    edge = (
        None
        if anchor is None
        else (anchor.end or anchor.start if reading.sign > 0 else anchor.start or anchor.end)
    )
    if edge is None:
        return None
    if reading.sign > 0:
        return one_day(edge + ((reading.weekday - edge.weekday()) % 7 or 7) * _DAY)
    return one_day(edge - ((edge.weekday() - reading.weekday) % 7 or 7) * _DAY)


@_resolve.register
def _(reading: AnchoredMonth, moment: Moment) -> DateSpan | None:
    edge = None if moment.anchor is None else moment.anchor.start or moment.anchor.end
    if edge is None:
        return None
    year = edge.year
    if reading.sign > 0 and reading.month <= edge.month:
        year += 1
    elif reading.sign < 0 and reading.month >= edge.month:
        year -= 1
    return part_of_month(year, reading.month, None)


@_resolve.register
def _(reading: Between, moment: Moment) -> DateSpan | None:
    first, last = ends_of(reading, moment, _resolve)
    if first is None or last is None or first.start is None or last.end is None or first.start > last.end:
        return None
    precision = first.precision if first == last else "range"
    return DateSpan(first.start, last.end, precision)


@_resolve.register
def _(reading: Bound, moment: Moment) -> DateSpan | None:
    direction = moment.direction
    if reading.side == "since":
        direction = "past"
    span = _resolve(reading.inner, replace(moment, direction=direction))
    if span is None:
        return None
    if reading.side in ("since", "from"):
        return None if span.start is None else DateSpan(span.start, None, "open")
    if reading.side == "after":
        return None if span.end is None else DateSpan(span.end + _DAY, None, "open")
    if reading.side == "before":
        return None if span.start is None else DateSpan(None, span.start - _DAY, "open")
    return None if span.end is None else DateSpan(None, span.end, "open")


@_resolve.register
def _(reading: WeekOf, moment: Moment) -> DateSpan | None:
    span = _resolve(reading.inner, moment)
    if span is None or span.start is None:
        return None
    monday = monday_of(span.start)
    return DateSpan(monday, monday + 6 * _DAY, "week")


@_resolve.register
def _(reading: FiscalYear, moment: Moment) -> DateSpan | None:
    year = reading.year
    if year is None:
        current = feasts.fiscal_year_of(reading.country, moment.published)
        if current is None:
            return None
        year = current + reading.shift
    span = feasts.fiscal_year(reading.country, year)
    return None if span is None else DateSpan(span[0], span[1], "year")


@_resolve.register
def _(reading: Within, moment: Moment) -> DateSpan | None:
    direction: Direction = "past" if reading.side == "earlier" else "future"
    span = _resolve(reading.inner, replace(moment, direction=direction))
    if span is None or span.start is None or span.end is None:
        return span
    if not span.start <= moment.published <= span.end:
        return span
    if reading.side == "earlier":
        return replace(span, end=moment.published)
    return replace(span, start=moment.published)


@_resolve.register
def _(reading: YearsAgo, moment: Moment) -> DateSpan | None:
    then = moment.published.replace(year=moment.published.year - reading.years)
    return _resolve(reading.base, Moment(then, None))


@_resolve.register
def _(reading: ToTheDay, moment: Moment) -> DateSpan | None:
    return moment.anchor if moment.anchor is not None else one_day(moment.published)


def before_to_the_day(reading: ToTheDay, anniversary: DateSpan) -> DateSpan | None:
    """The day X of "N years to the day after X", given the anniversary."""
    day = anniversary.start or anniversary.end
    if day is None:
        return None
    try:
        return one_day(day.replace(year=day.year - reading.years))
    except ValueError:
        return None
