"""What a time expression can say, before it is known when it was said.

The date grammar makes readings of words; `calendar` makes days of readings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Direction = Literal["past", "future"]


Part = Literal["early", "mid", "late", "mid-late", "early-mid", "first-half", "second-half"]


Unit = Literal["day", "weekend", "week", "month", "quarter", "half", "year", "decade"]


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

    def __str__(self) -> str:
        return f"{self.start or ''}..{self.end or ''}"


@dataclass(frozen=True, slots=True)
class Moment:
    """What a reading is resolved against: day of publication, direction of the event, span of the anchoring
    event.
    """

    published: date
    direction: Direction | None
    anchor: DateSpan | None = None


class Reading:
    """What a time expression says, before it is known when it was said."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Day(Reading):
    """A day of a month. `month` None: "on the 9th"; `years` counts from the year of publication ("last year":
    -1).
    """

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
class MonthWeekday(Reading):
    """The n-th such weekday of a month, from 1; -1 is the last: "the first Monday of June"."""

    number: int
    weekday: int
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
    """Spring 0, summer 1, autumn 2, winter 3 (December to February); a winter belongs to the year it starts
    in.
    """

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
    """Monday 0 to Sunday 6; `which` is last, next, this, week ("Friday week") or None; `weeks` the week it
    lies in (next week: 1).
    """

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
class AnchoredMonth(Reading):
    """The month in the year of the anchoring event (`sign` 0), the first after (1) or the last before it
    (-1).
    """

    month: int
    sign: int


@dataclass(frozen=True, slots=True)
class Between(Reading):
    """From the start of `first` to the end of `last`."""

    first: Reading
    last: Reading


@dataclass(frozen=True, slots=True)
class Bound(Reading):
    """One side of `inner` only: since, from (its start); until, by (its end); after, before (the day next to
    it).
    """

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
class YearsAgo(Reading):
    """ "Five years ago today", "ten years ago this week": what `base` meant then."""

    years: int
    base: Reading


@dataclass(frozen=True, slots=True)
class Vague(Reading):
    """A time the text leaves open: "recently", "in the coming months"."""
