"""Which of its occurrences a reading without a year means: the last, the next, the nearest."""

from __future__ import annotations

from calendar import monthrange
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from transforms.events.when import feasts
from transforms.events.when.date_readings import (
    Between,
    DateSpan,
    Day,
    Feast,
    Fraction,
    Moment,
    Month,
    Period,
    Reading,
    Season,
    Vague,
    Weekday,
)
from transforms.events.when.date_stretches import monday_of, one_day, part_of_month, period_of, season_of

_DAY = timedelta(days=1)


ZONE_SLACK = _DAY


"""A report datelined east of Greenwich may name a day that UTC has not reached yet."""


def explicit_year(reading: Reading, published: date) -> int | None:
    """The year a calendar reading names itself, directly or as "last year"; None if it leaves it open."""
    if isinstance(reading, Day | Month | Season | Fraction) and reading.years is not None:
        return published.year + reading.years
    if isinstance(reading, Day | Month | Season | Fraction | Feast):
        return reading.year
    return None


def in_year(reading: Reading, year: int) -> DateSpan | None:
    """A calendar reading placed in `year`; None if it has no such day (29 February, a feast out of the
    table).
    """
    try:
        if isinstance(reading, Day):
            day = date(year, reading.month or 1, reading.day)
            return one_day(day)
        if isinstance(reading, Month):
            return part_of_month(year, reading.month, reading.part)
        if isinstance(reading, Season):
            return season_of(reading.season, year, reading.part)
        if isinstance(reading, Fraction):
            months = 12 // reading.of
            first = (reading.number - 1) * months + 1
            end = date(year, first + months - 1, monthrange(year, first + months - 1)[1])
            return DateSpan(date(year, first, 1), end, "quarter" if reading.of == 4 else "half")
        if isinstance(reading, Feast):
            span = feasts.in_year(reading.feast, year)
            return None if span is None else DateSpan(*span, "day" if span[0] == span[1] else "range")
    except ValueError:
        return None
    return None


def pick(
    at: Callable[[int], DateSpan | None], moment: Moment, which: str | None, reading: Reading
) -> DateSpan | None:
    """The occurrence that direction and "last", "next", "this" choose; the nearest if nothing does."""
    today, direction = moment.published, moment.direction
    spans = [
        span for span in (at(year) for year in range(today.year - 9, today.year + 10)) if span is not None
    ]
    weekday = getattr(reading, "weekday", None)
    if weekday is not None:
        spans = [span for span in spans if span.start and span.start.weekday() == weekday] or spans
    if which == "last":
        return _last_of(span for span in spans if span.end and span.end < today)
    if which == "next":
        return next((span for span in spans if span.start and span.start > today), None)
    if which == "this":
        if isinstance(reading, Season) and reading.season == 3:
            # "This winter" in January began last December.
            return next((span for span in spans if span.end and span.end >= today), None)
        return at(today.year)
    if weekday is not None:
        return min(spans, key=lambda span: _distance(span, today), default=None)
    if direction == "past":
        return _last_of(span for span in spans if span.start and span.start <= today + ZONE_SLACK)
    if direction == "future":
        return next((span for span in spans if span.end and span.end >= today), None)
    return min(spans, key=lambda span: (_distance(span, today), span.start or today), default=None)


def _last_of(spans: Iterator[DateSpan]) -> DateSpan | None:
    return next(iter(deque(spans, maxlen=1)), None)


def _distance(span: DateSpan, today: date) -> int:
    assert span.start is not None and span.end is not None
    return max((span.start - today).days, (today - span.end).days, 0)


def ends_of(
    reading: Between, moment: Moment, days_of: Callable[[Reading, Moment], DateSpan | None]
) -> tuple[DateSpan | None, DateSpan | None]:
    """First and last part of a range, resolved together so that the last does not lie before the first.

    `days_of` resolves a part that is no calendar reading (a weekday, "next week").
    """
    first, last, today = reading.first, reading.last, moment.published
    first_year, last_year = explicit_year(first, today), explicit_year(last, today)
    if _is_calendar(first) and _is_calendar(last):
        if last_year is None and first_year is None:
            return _pick_pair(first, last, moment)
        if first_year is None and last_year is not None:
            end = in_year(last, last_year)
            start = in_year(first, last_year)
            if start and end and start.start and end.end and start.start > end.end:
                start = in_year(first, last_year - 1)
            return start, end
        if last_year is None and first_year is not None:
            start = in_year(first, first_year)
            end = in_year(last, first_year)
            if start and end and start.start and end.end and start.start > end.end:
                end = in_year(last, first_year + 1)
            return start, end
        return in_year(first, first_year or 1), in_year(last, last_year or 1)
    if moment.direction == "future":
        start = days_of(first, moment)
        if start is None or start.start is None:
            return start, None
        return start, days_of(last, replace(moment, published=start.start))
    end = days_of(last, moment)
    if moment.direction is None and isinstance(last, Weekday) and isinstance(first, Weekday):
        coming = days_of(last, replace(moment, direction="future"))
        if coming and coming.end:
            running = days_of(first, replace(moment, direction="past", published=coming.end))
            if running and running.start and running.start <= today:
                return running, coming
    if end is None or end.end is None:
        return None, end
    if isinstance(first, Weekday):
        return days_of(first, replace(moment, direction="past", published=end.end)), end
    return days_of(first, moment), end


def _pick_pair(first: Reading, last: Reading, moment: Moment) -> tuple[DateSpan | None, DateSpan | None]:
    pairs: dict[int, tuple[DateSpan, DateSpan]] = {}

    def whole(year: int) -> DateSpan | None:
        start, end = in_year(first, year), in_year(last, year)
        if start and end and start.start and end.end and start.start > end.end:
            end = in_year(last, year + 1)
        if not (start and end and start.start and end.end):
            return None
        pairs[year] = (start, end)
        return DateSpan(start.start, end.end, "range")

    chosen = pick(whole, moment, None, Vague())
    if chosen is None:
        return None, None
    return next(
        pair for pair in pairs.values() if pair[0].start == chosen.start and pair[1].end == chosen.end
    )


def _is_calendar(reading: Reading) -> bool:
    if isinstance(reading, Day):
        return reading.month is not None
    return isinstance(reading, Month | Season | Fraction | Feast) and getattr(reading, "which", None) is None


def numbered_day(day: int, moment: Moment) -> DateSpan | None:
    spans = []
    for shift in range(-3, 4):
        first, last = period_of(moment.published, "month", shift)
        if day <= last.day:
            spans.append(one_day(first.replace(day=day)))
    today = moment.published
    if moment.direction == "past":
        return _last_of(span for span in spans if span.start and span.start <= today + ZONE_SLACK)
    if moment.direction == "future":
        return next((span for span in spans if span.start and span.start >= today), None)
    return min(spans, key=lambda span: _distance(span, today), default=None)


def weekend(reading: Period, moment: Moment) -> DateSpan | None:
    today = moment.published
    saturday = monday_of(today) + 5 * _DAY
    if reading.shift:
        saturday += 7 * reading.shift * _DAY
    elif moment.direction == "past" or (moment.direction is None and not reading.explicit):
        saturday -= timedelta(0 if saturday <= today else 7)
    return DateSpan(saturday, saturday + _DAY, "range")
