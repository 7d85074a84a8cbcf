"""What time expressions mean: readings, and the days they stand for once the day of publication is known.

The rules are those of the annotation guidelines (section **Dates**): a past weekday is the latest one up to
publication, a future one the next; last and next week run from Monday to Sunday; "this month" and "earlier this
month" are clipped at publication; early, mid and late month are days 1-10, 11-20 and 21 to the end; "since" leaves
the end open, "until" and "by" the start. What the text does not determine resolves to None, never to a default.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import singledispatch
from typing import Literal

from transforms.events import feasts

Direction = Literal["past", "future"]
Part = Literal["early", "mid", "late", "mid-late", "early-mid", "first-half", "second-half"]
Unit = Literal["day", "weekend", "week", "month", "quarter", "half", "year", "decade"]

_DAY = timedelta(days=1)
ZONE_SLACK = _DAY
"""A report datelined east of Greenwich may name a day that UTC has not reached yet."""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Days from `start` to `end`, both inclusive; None leaves that side open.

    `precision` is day, range, week, month, quarter, season, half, year, decade or open.
    """

    start: date | None
    end: date | None
    precision: str

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.start > self.end:
            raise ValueError(f"span ends before it starts: {self.start} .. {self.end}")


@dataclass(frozen=True, slots=True)
class Moment:
    """What a reading is resolved against: day of publication, direction of the event, span of the anchoring event."""

    published: date
    direction: Direction | None
    anchor: DateSpan | None = None


class Reading:
    """What a time expression says, before it is known when it was said."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Day(Reading):
    """A day of a month. `month` None: "on the 9th"; `years` counts from the year of publication ("last year": -1)."""

    month: int | None
    day: int
    year: int | None = None
    weekday: int | None = None
    years: int | None = None


@dataclass(frozen=True, slots=True)
class Month(Reading):
    """A month or a part of it; `which` is last, next or this."""

    month: int
    year: int | None = None
    part: Part | None = None
    which: str | None = None
    years: int | None = None


@dataclass(frozen=True, slots=True)
class MonthWeek(Reading):
    """The n-th seven days of a month, from 1; -1 is the last seven."""

    number: int
    month: Month


@dataclass(frozen=True, slots=True)
class Year(Reading):
    """A calendar year or a part of it."""

    year: int
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Years(Reading):
    """Years that belong together: a decade, a century; `precision` is decade or range."""

    first: int
    last: int
    precision: str = "decade"


@dataclass(frozen=True, slots=True)
class Season(Reading):
    """Spring 0, summer 1, autumn 2, winter 3 (December to February); a winter belongs to the year it starts in."""

    season: int
    year: int | None = None
    which: str | None = None
    part: Part | None = None
    years: int | None = None


@dataclass(frozen=True, slots=True)
class Fraction(Reading):
    """The n-th quarter (`of` 4) or half (`of` 2) of a year."""

    number: int
    of: int
    year: int | None = None
    years: int | None = None


@dataclass(frozen=True, slots=True)
class Weekday(Reading):
    """Monday 0 to Sunday 6; `which` is last, next, this, week ("Friday week") or None; `weeks` the week it lies in (next week: 1)."""

    weekday: int
    which: str | None = None
    weeks: int | None = None


@dataclass(frozen=True, slots=True)
class Period(Reading):
    """The week, month, … `shift` units from that of publication; earlier and later cut it at publication."""

    unit: Unit
    shift: int
    part: Part | Literal["earlier", "later"] | None = None
    explicit: bool = True


@dataclass(frozen=True, slots=True)
class Offset(Reading):
    """`amount` units from publication, or from `base`: "three days ago", "two days before Christmas"."""

    amount: int
    unit: Unit
    base: Reading | None = None


@dataclass(frozen=True, slots=True)
class Overnight(Reading):
    """The night to the day of publication, or to the day after `base`."""

    base: Reading | None = None


@dataclass(frozen=True, slots=True)
class Anchored(Reading):
    """`amount` units from the event the text speaks of: "a day later", "the previous week" (`whole` unit)."""

    amount: int
    unit: Unit
    whole: bool = False


@dataclass(frozen=True, slots=True)
class AnchoredWeekday(Reading):
    """The first such weekday after (`sign` 1) or the last before (-1) the anchoring event."""

    weekday: int
    sign: int


@dataclass(frozen=True, slots=True)
class Between(Reading):
    """From the start of `first` to the end of `last`."""

    first: Reading
    last: Reading


@dataclass(frozen=True, slots=True)
class Bound(Reading):
    """One side of `inner` only: since, from (its start); until, by (its end); after, before (the day next to it)."""

    side: Literal["since", "from", "after", "until", "by", "before"]
    inner: Reading


@dataclass(frozen=True, slots=True)
class WeekOf(Reading):
    """The week from Monday to Sunday that `inner` starts in."""

    inner: Reading


@dataclass(frozen=True, slots=True)
class Feast(Reading):
    """A feast or national day of data/feasts.csv."""

    feast: str
    year: int | None = None
    which: str | None = None


@dataclass(frozen=True, slots=True)
class FiscalYear(Reading):
    """The budget year of a country that is called `year`; None: `shift` from the one of publication."""

    country: str
    year: int | None
    shift: int = 0


@dataclass(frozen=True, slots=True)
class ToTheDay(Reading):
    """ "Twenty years to the day after X": the clause is about the anniversary, X lies `years` before it."""

    years: int


@dataclass(frozen=True, slots=True)
class Within(Reading):
    """ "Earlier in July", "later in 2024": `inner` up to publication, or from it on."""

    inner: Reading
    side: Literal["earlier", "later"]


@dataclass(frozen=True, slots=True)
class SameDay(Reading):
    """ "Five years ago today": the day of `base`, `years` earlier."""

    years: int
    base: Reading


@dataclass(frozen=True, slots=True)
class Vague(Reading):
    """A time the text leaves open: "recently", "in the coming months"."""


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
    year = explicit_year(reading, moment.published)
    if year is not None:
        return in_year(reading, year)
    which = getattr(reading, "which", None)
    if isinstance(reading, Day) and reading.month is None:
        return _day_of_month(reading.day, moment)
    return _pick(lambda y: in_year(reading, y), moment, which, reading)


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
def _(reading: Year, moment: Moment) -> DateSpan | None:
    return _part_of_year(reading.year, reading.part)


@_resolve.register
def _(reading: Years, moment: Moment) -> DateSpan | None:
    return DateSpan(date(reading.first, 1, 1), date(reading.last, 12, 31), reading.precision)


@_resolve.register
def _(reading: Weekday, moment: Moment) -> DateSpan | None:
    today = moment.published
    if reading.weeks is not None:
        return _one(_monday(today) + (7 * reading.weeks + reading.weekday) * _DAY)
    back = (today.weekday() - reading.weekday) % 7
    ahead = (reading.weekday - today.weekday()) % 7
    if reading.which == "last":
        return _one(today - (back or 7) * _DAY)
    if reading.which == "next":
        return _one(today + (ahead or 7) * _DAY)
    if reading.which == "week":
        return _one(today + ((ahead or 7) + 7) * _DAY)
    if moment.direction == "future" or (reading.which == "this" and moment.direction is None):
        return _one(today + ahead * _DAY)
    return _one(today - back * _DAY)


@_resolve.register
def _(reading: Period, moment: Moment) -> DateSpan | None:
    today = moment.published
    if reading.unit == "weekend":
        return _weekend(reading, moment)
    start, end = _period(today, reading.unit, reading.shift)
    if reading.part in ("early", "mid", "late", "mid-late", "early-mid", "first-half", "second-half"):
        if reading.unit == "month":
            return _part_of_month(start.year, start.month, reading.part)
        if reading.unit == "year":
            return _part_of_year(start.year, reading.part)
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
        return _shifted(moment.published, moment.published, reading.amount, reading.unit)
    base = _resolve(reading.base, moment)
    return None if base is None else _from_anchor(base, reading.amount, reading.unit)


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
            monday = _monday(edge) + 7 * reading.amount * _DAY
            return DateSpan(monday + 5 * _DAY, monday + 6 * _DAY, "range")
        start, end = _period(edge, reading.unit, reading.amount)
        return DateSpan(start, end, reading.unit)
    return _from_anchor(anchor, reading.amount, reading.unit)


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
        return _one(edge + ((reading.weekday - edge.weekday()) % 7 or 7) * _DAY)
    return _one(edge - ((edge.weekday() - reading.weekday) % 7 or 7) * _DAY)


@_resolve.register
def _(reading: Between, moment: Moment) -> DateSpan | None:
    first, last = _ends(reading, moment)
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
    monday = _monday(span.start)
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
def _(reading: SameDay, moment: Moment) -> DateSpan | None:
    span = _resolve(reading.base, moment)
    if span is None or span.start is None:
        return None
    return _one(span.start.replace(year=span.start.year - reading.years))


@_resolve.register
def _(reading: ToTheDay, moment: Moment) -> DateSpan | None:
    return moment.anchor if moment.anchor is not None else _one(moment.published)


def before_to_the_day(reading: ToTheDay, anniversary: DateSpan) -> DateSpan | None:
    """The day X of "N years to the day after X", given the anniversary."""
    day = anniversary.start or anniversary.end
    if day is None:
        return None
    try:
        return _one(day.replace(year=day.year - reading.years))
    except ValueError:
        return None


def explicit_year(reading: Reading, published: date) -> int | None:
    """The year a calendar reading names itself, directly or as "last year"; None if it leaves it open."""
    if isinstance(reading, Day | Month | Season | Fraction) and reading.years is not None:
        return published.year + reading.years
    if isinstance(reading, Day | Month | Season | Fraction | Feast):
        return reading.year
    return None


def in_year(reading: Reading, year: int) -> DateSpan | None:
    """A calendar reading placed in `year`; None if it has no such day (29 February, a feast out of the table)."""
    try:
        if isinstance(reading, Day):
            day = date(year, reading.month or 1, reading.day)
            return _one(day)
        if isinstance(reading, Month):
            return _part_of_month(year, reading.month, reading.part)
        if isinstance(reading, Season):
            return _season(reading.season, year, reading.part)
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


def _pick(
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
    last = None
    for last in spans:
        pass
    return last


def _distance(span: DateSpan, today: date) -> int:
    assert span.start is not None and span.end is not None
    return max((span.start - today).days, (today - span.end).days, 0)


def _ends(reading: Between, moment: Moment) -> tuple[DateSpan | None, DateSpan | None]:
    """First and last part of a range, resolved together so that the last does not lie before the first."""
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
        start = _resolve(first, moment)
        if start is None or start.start is None:
            return start, None
        return start, _resolve(last, replace(moment, published=start.start))
    end = _resolve(last, moment)
    if moment.direction is None and isinstance(last, Weekday) and isinstance(first, Weekday):
        coming = _resolve(last, replace(moment, direction="future"))
        if coming and coming.end:
            running = _resolve(first, replace(moment, direction="past", published=coming.end))
            if running and running.start and running.start <= today:
                return running, coming
    if end is None or end.end is None:
        return None, end
    if isinstance(first, Weekday):
        return _resolve(first, replace(moment, direction="past", published=end.end)), end
    return _resolve(first, moment), end


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

    chosen = _pick(whole, moment, None, Vague())
    if chosen is None:
        return None, None
    return next(
        pair for pair in pairs.values() if pair[0].start == chosen.start and pair[1].end == chosen.end
    )


def _is_calendar(reading: Reading) -> bool:
    if isinstance(reading, Day):
        return reading.month is not None
    return isinstance(reading, Month | Season | Fraction | Feast) and getattr(reading, "which", None) is None


def _day_of_month(day: int, moment: Moment) -> DateSpan | None:
    spans = []
    for shift in range(-3, 4):
        first, last = _period(moment.published, "month", shift)
        if day <= last.day:
            spans.append(_one(first.replace(day=day)))
    today = moment.published
    if moment.direction == "past":
        return _last_of(span for span in spans if span.start and span.start <= today + ZONE_SLACK)
    if moment.direction == "future":
        return next((span for span in spans if span.start and span.start >= today), None)
    return min(spans, key=lambda span: _distance(span, today), default=None)


def _weekend(reading: Period, moment: Moment) -> DateSpan | None:
    today = moment.published
    saturday = _monday(today) + 5 * _DAY
    if reading.shift:
        saturday += 7 * reading.shift * _DAY
    elif moment.direction == "past" or (moment.direction is None and not reading.explicit):
        saturday -= 0 if saturday <= today else 7 * _DAY
    return DateSpan(saturday, saturday + _DAY, "range")


def _shifted(start: date, end: date, amount: int, unit: Unit) -> DateSpan | None:
    """`amount` units away: to the day for days and weeks, the whole month or year for those."""
    if unit in ("day", "week"):
        step = amount * (7 if unit == "week" else 1) * _DAY
        return DateSpan(start + step, end + step, "day" if start == end else "range")
    if unit in ("month", "quarter", "half", "year"):
        first, last = _period(start, unit, amount)
        return DateSpan(first, last, unit)
    return None


def _from_anchor(anchor: DateSpan, amount: int, unit: Unit) -> DateSpan | None:
    if amount == 0:
        return anchor
    edge = (anchor.end or anchor.start) if amount > 0 else (anchor.start or anchor.end)
    if edge is None or (unit in ("day", "week") and anchor.precision not in ("day", "range", "open")):
        return None
    return _shifted(edge, edge, amount, unit)


def _period(today: date, unit: Unit, shift: int) -> tuple[date, date]:
    if unit == "day":
        return today + shift * _DAY, today + shift * _DAY
    if unit == "week":
        monday = _monday(today) + 7 * shift * _DAY
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


def _part_of_month(year: int, month: int, part: str | None) -> DateSpan:
    last = monthrange(year, month)[1]
    first, end = {
        None: (1, last), "early": (1, 10), "mid": (11, 20), "late": (21, last), "early-mid": (1, 20),
        "mid-late": (11, last), "first-half": (1, 15), "second-half": (16, last),
    }[part]  # fmt: skip
    return DateSpan(date(year, month, first), date(year, month, end), "month" if part is None else "range")


def _part_of_year(year: int, part: str | None) -> DateSpan:
    """Thirds, as the guidelines divide months."""
    first, last = {
        None: (1, 12), "early": (1, 4), "mid": (5, 8), "late": (9, 12), "early-mid": (1, 8), "mid-late": (5, 12),
        "first-half": (1, 6), "second-half": (7, 12),
    }[part]  # fmt: skip
    return DateSpan(
        date(year, first, 1), date(year, last, monthrange(year, last)[1]), "year" if not part else "range"
    )


def _season(season: int, year: int, part: str | None) -> DateSpan:
    first = 3 + 3 * season
    months = [divmod(year * 12 + first - 1 + step, 12) for step in range(3)]
    if part in ("early", "mid", "late"):
        months = [months[("early", "mid", "late").index(part)]]
    (start_year, start_month), (end_year, end_month) = months[0], months[-1]
    end = date(end_year, end_month + 1, monthrange(end_year, end_month + 1)[1])
    return DateSpan(date(start_year, start_month + 1, 1), end, "season" if len(months) == 3 else "month")


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY


def _one(day: date) -> DateSpan:
    return DateSpan(day, day, "day")
