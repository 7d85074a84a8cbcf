"""Periods and parts of periods: "last week", "earlier this month", "the end of October".

Every function reads the tokens from an index on and returns a reading with the index after it, or None.
"""

from __future__ import annotations

from typing import Literal

from transforms.events.when.date_distances import _TODAY, anchored, deictic, distance
from transforms.events.when.date_names import decade, feast, fiscal_year, fraction, season, weekday, year
from transforms.events.when.date_parts import (
    BEFORE_MONTH,
    Parsed,
    Tokens,
    day,
    day_number,
    low,
    month,
    month_name,
    ordinal,
    weekday_name,
    year_number,
)
from transforms.events.when.date_readings import (
    Anchored,
    AnchoredMonth,
    AnchoredWeekday,
    Between,
    Day,
    Month,
    MonthWeek,
    MonthWeekday,
    Part,
    Period,
    Season,
    Weekday,
    WeekOf,
    Within,
    Year,
)
from transforms.events.when.time_words import DAY_PARTS, FUNCTION_WORDS, MONTHS, SEASONS, WHOLE_UNITS

_PARTS: dict[str, Part] = {
    "early": "early", "mid": "mid", "late": "late", "beginning": "early", "start": "early", "middle": "mid",
    "end": "late", "close": "late",
}  # fmt: skip


def simple(tokens: Tokens, index: int) -> Parsed | None:
    """The longest of the single expressions, with a part of the day before or after it."""
    readers = (
        day, weekday, part_of, month_of_that_year, month_phrase, year, decade, season_phrase, fraction, feast,
        fiscal_year, period, deictic, distance, anchored, numbered_day, week_of,
    )  # fmt: skip
    found = [parsed for parsed in (read(tokens, index) for read in readers) if parsed is not None]
    if not found:
        return None
    reading, after = max(found, key=lambda parsed: parsed[1])
    if (
        isinstance(reading, Day | Weekday | Anchored | AnchoredWeekday | Between)
        and low(tokens, after) in DAY_PARTS
    ):
        after += 1
    if low(tokens, after) == "overnight" and isinstance(reading, Day | Weekday):
        after += 1
    return reading, after


def month_of_that_year(tokens: Tokens, index: int) -> Parsed | None:
    """ "August that year", "in August of the same year"."""
    found = month_name(tokens, index)
    if found is None:
        return None
    position = found[1] + (low(tokens, found[1]) == "of")
    same = low(tokens, position) == "the" and low(tokens, position + 1) == "same"
    if (same or low(tokens, position) == "that") and low(tokens, position + 1 + same) == "year":
        return AnchoredMonth(found[0], 0), position + 2 + same
    return None


def month_phrase(tokens: Tokens, index: int) -> Parsed | None:
    """ "March 2022", "in March", "last March", "mid-March", "the week before last March" in all its forms."""
    which = low(tokens, index) if low(tokens, index) in ("last", "next", "this", "coming", "past") else None
    if which is not None:
        found = month_name(tokens, index + 1)
        if found is None or tokens[index + 1].low not in MONTHS or low(tokens, found[1]) in ("of",):
            return None
        which = {"coming": "next", "past": "last"}.get(which, which)
        return Month(found[0], which=which), found[1]
    before = low(tokens, index - 1)
    governed = (
        before in BEFORE_MONTH or before in ("(", "–", "-", ",") and month_name(tokens, index - 2) is not None
    )
    if not governed and before in ("the", "a", "its", "their", "his", "her", "s"):
        # "the March summit": a noun must follow.
        after = index + 1
        governed = (
            after < len(tokens)
            and tokens[after].kind == "word"
            and tokens[after].text.islower()
            and (
                tokens[after].low
                not in ("on", "in", "of", "to", "by", "for", "and", "was", "is", "had", "has", "from")
            )
        )
    return month(tokens, index, governed=governed)


def season_phrase(tokens: Tokens, index: int) -> Parsed | None:
    which = low(tokens, index)
    if which in ("last", "next", "this", "coming", "past"):
        number = SEASONS.get(low(tokens, index + 1))
        if number is None or not tokens[index + 1].text.islower():
            return None
        return Season(number, which={"coming": "next", "past": "last"}.get(which, which)), index + 2
    position = index + (which == "the")
    before = low(tokens, index - 1)
    return season(
        tokens, position, governed=before in ("in", "during", "since", "until", "by", "before", "throughout")
    )


def part_of(tokens: Tokens, index: int) -> Parsed | None:
    """ "Early March", "mid-2024", "the end of the year", "the first half of May", "the last week of June"."""
    position = index + (low(tokens, index) == "the")
    if found := _month_week(tokens, position):
        return found
    part = _PARTS.get(low(tokens, position))
    if part is None:
        return None
    named = low(tokens, position) in ("beginning", "start", "middle", "end", "close")
    position += 1
    if not named:
        joined = position + (low(tokens, position) == "-")
        if low(tokens, joined) in ("to", "or") and low(tokens, joined + 1) in ("-", "mid", "late"):
            second = low(tokens, joined + 1 + (low(tokens, joined + 1) == "-"))
            part = "early-mid" if part == "early" else "mid-late"
            if second not in ("mid", "late"):
                return None
            position = joined + 2 + (low(tokens, joined + 1) == "-")
    joint = low(tokens, position)
    if named and joint not in ("of", "-"):
        return None
    position += joint in ("-", "of", "in", "on")
    if joint == "on" and (found := weekday(tokens, position) or day(tokens, position)):
        return found
    return _parted(tokens, position, part, named)


def _parted(tokens: Tokens, position: int, part: Part, named: bool) -> Parsed | None:
    found = month(tokens, position, part, governed=True)
    if found is not None:
        return found
    if month_name(tokens, position) and tokens[position].low in MONTHS:
        return None
    if found := season(tokens, position, part, governed=True) or season(
        tokens, position + (low(tokens, position) in ("the", "this")), part, governed=True
    ):
        return found
    if numbered := year_number(tokens, position):
        return Year(numbered[0], part), numbered[1]
    shift = {"last": -1, "next": 1, "this": 0}.get(low(tokens, position))
    if shift is None and low(tokens, position) == "the":
        shift = 0
    unit = WHOLE_UNITS.get(low(tokens, position + 1)) if shift is not None else None
    if shift is not None and unit is not None and unit != "day":
        return Period(unit, shift, part), position + 2
    if shift is not None and (found := month_phrase(tokens, position)) and isinstance(found[0], Month):
        return Month(found[0].month, found[0].year, part, found[0].which), found[1]
    if not named:
        # "early Wednesday", "late on 5 March"
        return weekday(tokens, position) or day(tokens, position)
    return None


def _month_week(tokens: Tokens, index: int) -> Parsed | None:
    """ "The second week of March", "the first half of May", "the last days of June"."""
    number = ordinal(tokens, index)
    last = low(tokens, index) in ("last", "final")
    after = number[1] if number else index + 1
    what = low(tokens, after)
    named_day = weekday_name(tokens, after)
    if (number is None and not last) or low(tokens, after + 1) not in ("of", "in"):
        return None
    found = month(tokens, after + 2, governed=True)
    if found is None or not isinstance(found[0], Month):
        return None
    reading = found[0]
    if named_day and (last or (number and number[0] <= 5)):
        return MonthWeekday(-1 if number is None else number[0], named_day[0], reading), found[1]
    if what == "week" and (last or (number and number[0] <= 5)):
        return MonthWeek(-1 if last or number is None else number[0], reading), found[1]
    if what == "half" and number and number[0] <= 2:
        part: Part = "first-half" if number[0] == 1 else "second-half"
        return Month(reading.month, reading.year, part, None, reading.years), found[1]
    if what == "days" and (last or number == (1, after)):
        return Month(reading.month, reading.year, "late" if last else "early", None, reading.years), found[1]
    return None


def period(tokens: Tokens, index: int) -> Parsed | None:
    """ "Last week", "earlier this month", "later in July", "the weekend", "so far this year"."""
    word = low(tokens, index)
    if word in ("earlier", "later") or (word == "so" and low(tokens, index + 1) == "far"):
        return _clipped(tokens, index)
    shift = {"last": -1, "this": 0, "next": 1}.get(word)
    unit = WHOLE_UNITS.get(low(tokens, index + 1))
    if word == "this" and low(tokens, index + 1) in ("coming", "past"):
        shift = 1 if low(tokens, index + 1) == "coming" else -1
        unit = "weekend" if low(tokens, index + 2) == "weekend" else None
        return (Period("weekend", 0 if shift > 0 else -1), index + 3) if unit else None
    if word == "the" and low(tokens, index + 1) == "weekend":
        return Period("weekend", 0, explicit=False), index + 2
    if word == "weekend" and low(tokens, index - 1) in ("the", "a", "over"):
        return Period("weekend", 0, explicit=False), index + 1
    if shift is None or unit is None or low(tokens, index - 1) == "the":
        return None
    if unit == "day":
        if shift == 0 and low(tokens, index + 1) != "day":
            return Period("day", 0), index + 2
        return (
            (Period("day", -1), index + 2)
            if word == "last" and low(tokens, index + 1) in ("night", "evening")
            else None
        )
    return Period(unit, shift), index + 2


def _clipped(tokens: Tokens, index: int) -> Parsed | None:
    word = low(tokens, index)
    side: Literal["earlier", "later"] = "later" if word == "later" else "earlier"
    position = index + (2 if word == "so" else 1)
    joint = low(tokens, position)
    position += joint in ("in", "on")
    target = low(tokens, position)
    if target in _TODAY:
        return Period("day", _TODAY[target]), position + 1
    if target == "this" and low(tokens, position + 1) in WHOLE_UNITS:
        unit = WHOLE_UNITS[low(tokens, position + 1)]
        return Period(unit, 0, None if unit == "day" else side), position + 2
    if joint == "in" and target == "the" and low(tokens, position + 1) in WHOLE_UNITS:
        unit = WHOLE_UNITS[low(tokens, position + 1)]
        return (Anchored(0, "day") if unit == "day" else Period(unit, 0, side)), position + 2
    if target in ("that", "the"):
        return anchored(tokens, position)
    if joint == "in" and (found := month(tokens, position, governed=True) or year(tokens, position)):
        return Within(found[0], side), found[1]
    if joint == "in" and target in ("this", "the") and (found := season(tokens, position + 1, governed=True)):
        return Within(found[0], side), found[1]
    found = weekday(tokens, position) or (day(tokens, position) if joint == "on" else None)
    if found is not None:
        return found
    if joint in ("last", "next", "this"):
        return period(tokens, position) if low(tokens, position) != word else None
    return None


def numbered_day(tokens: Tokens, index: int) -> Parsed | None:
    """ "On the 9th", "on the 15th of this month"; a noun after it shows it is a rank."""
    if low(tokens, index) != "the" or low(tokens, index - 1) not in (
        "on",
        "until",
        "by",
        "since",
        "from",
        "before",
    ):
        return None
    number = day_number(tokens, index + 1)
    if number is None or tokens[index + 1].kind != "number" or number[1] == index + 2:
        return None
    after = number[1]
    if low(tokens, after) == "of" and low(tokens, after + 1) in ("this", "last", "next"):
        if low(tokens, after + 2) != "month":
            return None
        return Day(None, number[0]), after + 3
    following = tokens[after] if after < len(tokens) else None
    if following is None or following.kind in ("mark", "line") or following.low in FUNCTION_WORDS:
        return (Day(None, number[0]), after) if low(tokens, after) != "-" else None
    return None


def week_of(tokens: Tokens, index: int) -> Parsed | None:
    """ "The week of March 3", "the week beginning 10 June"."""
    position = index + (low(tokens, index) == "the")
    if low(tokens, position) != "week" or low(tokens, position + 1) not in ("of", "beginning", "starting"):
        return None
    found = day(tokens, position + 2)
    return (WeekOf(found[0]), found[1]) if found else None
