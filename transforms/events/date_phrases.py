"""Periods, distances, ranges and bounds: how the date grammar puts days, months and years together.

Every function reads the tokens from an index on and returns a reading with the index after it, or None.
"""

from __future__ import annotations

from typing import Literal

from transforms.events.calendar import (
    Anchored,
    AnchoredWeekday,
    Between,
    Bound,
    Day,
    Month,
    MonthWeek,
    Offset,
)
from transforms.events.calendar import (
    Overnight,
    Part,
    Period,
    Reading,
    SameDay,
    Season,
    ToTheDay,
    Unit,
    Vague,
)
from transforms.events.calendar import WeekOf, Weekday, Within, Year, Years
from transforms.events.date_parts import BEFORE_MONTH, Parsed, Tokens, count, day, day_number, decade, feast
from transforms.events.date_parts import (
    fiscal_year,
    fraction,
    low,
    month,
    month_name,
    ordinal,
    season,
    touches,
)
from transforms.events.date_parts import weekday, weekday_name, year, year_number
from transforms.events.time_words import DAY_PARTS, MONTHS, SEASONS, UNITS

_TODAY = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_PARTS: dict[str, Part] = {
    "early": "early", "mid": "mid", "late": "late", "beginning": "early", "start": "early", "middle": "mid",
    "end": "late", "close": "late",
}  # fmt: skip
_SINCE = frozenset(("since",))
_FROM = frozenset(("from", "starting", "beginning", "effective", "commencing"))
_UNTIL = frozenset(("until", "till", "til", "through", "ending"))
_TO = frozenset(("to", "until", "till", "through", "-", "–", "—", "thru"))
_WHOLE: dict[str, Unit] = {
    "week": "week", "month": "month", "year": "year", "quarter": "quarter", "decade": "decade", "weekend": "weekend",
    "morning": "day", "evening": "day", "afternoon": "day", "night": "day", "day": "day",
}  # fmt: skip


def expression(tokens: Tokens, index: int) -> Parsed | None:
    """The longest time expression that starts at `index`."""
    found = [parsed for parsed in (_bounded(tokens, index), _ranged(tokens, index)) if parsed is not None]
    return max(found, key=lambda parsed: parsed[1], default=None)


def _bounded(tokens: Tokens, index: int) -> Parsed | None:
    word = low(tokens, index)
    if word == "between":
        return _between(tokens, index + 1, ("and",))
    if word == "from" and (found := _between(tokens, index + 1, tuple(_TO))):
        return found
    side: Literal["since", "from", "after", "until", "by", "before"]
    position = index + 1
    if word in _SINCE:
        side = "since"
    elif word in _FROM or (word == "as" and low(tokens, position) in ("of", "from")):
        side = "from"
        position += word == "as"
        position += low(tokens, position) in ("on", "in", "from")
    elif word in _UNTIL or (word == "up" and low(tokens, position) in ("to", "until")):
        side = "until"
        position += word == "up"
        position += low(tokens, position) in ("on", "in")
    elif word in ("no", "not") and low(tokens, position) == "later" and low(tokens, position + 1) == "than":
        side, position = "by", position + 2
    elif word == "by":
        side = "by"
        position += low(tokens, position) in ("around", "about")
    elif word in ("before", "after"):
        side = "before" if word == "before" else "after"
    elif word == "to" and low(tokens, index - 1) == "(":
        side = "until"
    else:
        return None
    return _bound(tokens, position, side)


def _bound(
    tokens: Tokens, position: int, side: Literal["since", "from", "after", "until", "by", "before"]
) -> Parsed | None:
    if side in ("until", "by", "before") and (found := _end_of(tokens, position)):
        return Bound("until", found[0]), found[1]
    if side in ("since", "from") and (found := _start_of(tokens, position)):
        return Bound(side, found[0]), found[1]
    if low(tokens, position) == "the" and low(tokens, position + 1) in _WHOLE and side == "before":
        # "before the year is out"
        if low(tokens, position + 2) in ("is", "ends") and (
            low(tokens, position + 3) in ("out", "over") or low(tokens, position + 2) == "ends"
        ):
            length = 3 + (low(tokens, position + 2) == "is")
            return Bound("until", Period(_WHOLE[low(tokens, position + 1)], 0)), position + length
        return None
    found = _ranged(tokens, position)
    if found is None:
        return None
    reading, after = found
    if isinstance(reading, Vague | Anchored | AnchoredWeekday | Bound | ToTheDay):
        return None
    attributive = low(tokens, after) in ("'", "’") and low(tokens, after + 1) == "s"
    if attributive and side in ("before", "after", "until", "by", "from"):
        # "after Tuesday's vote" dates the vote, and leaves open how much later the rest was.
        return None
    return Bound(side, reading), after


def _end_of(tokens: Tokens, index: int) -> Parsed | None:
    """What "the end of October", "year's end", "month-end" close, as a whole."""
    position = index + (low(tokens, index) == "the")
    word = low(tokens, position)
    if word in ("end", "close") and low(tokens, position + 1) in ("of", "-"):
        return _closed(tokens, position + 2)
    if word in ("year", "month", "week") and low(tokens, position + 1) in ("'", "’", "-"):
        last = position + 2 + (low(tokens, position + 2) == "s")
        if low(tokens, last) == "end":
            return Period(_WHOLE[word], 0), last + 1
    return None


def _start_of(tokens: Tokens, index: int) -> Parsed | None:
    position = index + (low(tokens, index) == "the")
    if low(tokens, position) in ("start", "beginning") and low(tokens, position + 1) == "of":
        return _closed(tokens, position + 2)
    return None


def _closed(tokens: Tokens, index: int) -> Parsed | None:
    """A month, year or other stretch that has an end: what follows "the end of"."""
    position = index + (low(tokens, index) in ("the", "this"))
    if found := month(tokens, index, governed=True) or fraction(tokens, index) or decade(tokens, index):
        return found
    if found := season(tokens, position, governed=True) or fiscal_year(tokens, position):
        return found
    if found := year_number(tokens, index):
        return Year(found[0]), found[1]
    shift = {"last": -1, "next": 1, "this": 0, "the": 0}.get(low(tokens, index))
    unit = _WHOLE.get(low(tokens, index + 1))
    if shift is not None and unit is not None and unit != "day":
        return Period(unit, shift), index + 2
    if (
        low(tokens, index) == "the"
        and low(tokens, index + 1) == "current"
        and low(tokens, index + 2) in _WHOLE
    ):
        return Period(_WHOLE[low(tokens, index + 2)], 0), index + 3
    return feast(tokens, index)


def _between(tokens: Tokens, index: int, joints: tuple[str, ...]) -> Parsed | None:
    first = _simple(tokens, index)
    if first is None:
        return None
    position = first[1] + (low(tokens, first[1]) == ",")
    if isinstance(first[0], Between):
        return first
    if low(tokens, position) not in joints:
        return None
    position += 1 + (low(tokens, position + 1) == "on")
    last = _simple(tokens, position)
    if last is None:
        if isinstance(first[0], Year) and (found := year_number(tokens, position)):
            last = Year(found[0]), found[1]
        else:
            return None
    if isinstance(last[0], Between | Vague | Anchored) or isinstance(first[0], Vague | Anchored):
        return None
    return Between(first[0], last[0]), last[1]


def _ranged(tokens: Tokens, index: int) -> Parsed | None:
    first = _simple(tokens, index)
    if first is None or isinstance(first[0], Between | Vague | Anchored):
        return first
    joint = low(tokens, first[1])
    position = first[1] + 1
    if joint == "," and low(tokens, position) == "and":
        joint, position = "and", position + 1
    if joint not in _TO and joint not in ("and", "or", "&", "/"):
        return first
    if joint in ("and", "or"):
        position += low(tokens, position) == "on"
    last = _simple(tokens, position)
    if (
        last is None
        and isinstance(first[0], Year)
        and joint in ("and", "-", "–")
        and year_number(tokens, position)
    ):
        found = year_number(tokens, position)
        assert found is not None
        last = Year(found[0]), found[1]
    if last is None or not _joins(first[0], last[0], joint):
        return first
    if low(tokens, last[1]) in ("'", "’") and low(tokens, first[1]) in ("and", "or"):
        return first
    return Between(first[0], last[0]), last[1]


def _joins(first: Reading, last: Reading, joint: str) -> bool:
    if type(first) is type(last):
        if isinstance(first, Weekday) and isinstance(last, Weekday):
            return first.which is None and first.weeks is None and last.which is None
        if isinstance(first, Year) and isinstance(last, Year):
            return first.year < last.year
        return not isinstance(first, Period | Offset | Years)
    return joint not in ("and", "or", "&", "/") and isinstance(first, Day) and isinstance(last, Day)


def _simple(tokens: Tokens, index: int) -> Parsed | None:
    """The longest of the single expressions, with a part of the day before or after it."""
    start = index
    if low(tokens, start) in ("on", "at") and start == index and index > 0:
        return None
    readers = (
        day, weekday, _part, _month, year, decade, _season, fraction, feast, fiscal_year, _period, _deictic, _distance,
        _anchored, _day_of_month, _week_of, _part_of_day,
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


def _month(tokens: Tokens, index: int) -> Parsed | None:
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


def _season(tokens: Tokens, index: int) -> Parsed | None:
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


def _part(tokens: Tokens, index: int) -> Parsed | None:
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
    if found := year_number(tokens, position):
        return Year(found[0], part), found[1]
    shift = {"last": -1, "next": 1, "this": 0}.get(low(tokens, position))
    if shift is None and low(tokens, position) == "the":
        shift = 0
    unit = _WHOLE.get(low(tokens, position + 1)) if shift is not None else None
    if shift is not None and unit is not None and unit != "day":
        return Period(unit, shift, part), position + 2
    if shift is not None and (found := _month(tokens, position)) and isinstance(found[0], Month):
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
    if (number is None and not last) or low(tokens, after + 1) not in ("of", "in"):
        return None
    found = month(tokens, after + 2, governed=True)
    if found is None or not isinstance(found[0], Month):
        return None
    reading = found[0]
    if what == "week" and (last or (number and number[0] <= 5)):
        return MonthWeek(-1 if last or number is None else number[0], reading), found[1]
    if what == "half" and number and number[0] <= 2:
        part: Part = "first-half" if number[0] == 1 else "second-half"
        return Month(reading.month, reading.year, part, None, reading.years), found[1]
    if what == "days" and (last or number == (1, after)):
        return Month(reading.month, reading.year, "late" if last else "early", None, reading.years), found[1]
    return None


def _period(tokens: Tokens, index: int) -> Parsed | None:
    """ "Last week", "earlier this month", "later in July", "this weekend", "the weekend", "so far this year"."""
    word = low(tokens, index)
    if word in ("earlier", "later") or (word == "so" and low(tokens, index + 1) == "far"):
        return _clipped(tokens, index)
    shift = {"last": -1, "this": 0, "next": 1}.get(word)
    unit = _WHOLE.get(low(tokens, index + 1))
    if word == "this" and low(tokens, index + 1) in ("coming", "past"):
        shift = 1 if low(tokens, index + 1) == "coming" else -1
        unit = "weekend" if low(tokens, index + 2) == "weekend" else None
        return (Period("weekend", 0 if shift > 0 else -1), index + 3) if unit else None
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
    if target == "this" and low(tokens, position + 1) in _WHOLE:
        unit = _WHOLE[low(tokens, position + 1)]
        return Period(unit, 0, None if unit == "day" else side), position + 2
    if joint == "in" and target == "the" and low(tokens, position + 1) in _WHOLE:
        unit = _WHOLE[low(tokens, position + 1)]
        return (Anchored(0, "day") if unit == "day" else Period(unit, 0, side)), position + 2
    if target in ("that", "the"):
        return _anchored(tokens, position)
    if joint == "in" and (found := month(tokens, position, governed=True) or year(tokens, position)):
        return Within(found[0], side), found[1]
    if joint == "in" and target in ("this", "the") and (found := season(tokens, position + 1, governed=True)):
        return Within(found[0], side), found[1]
    found = weekday(tokens, position) or (day(tokens, position) if joint == "on" else None)
    if found is not None:
        return found
    if joint in ("last", "next", "this"):
        return _period(tokens, position) if low(tokens, position) != word else None
    return None


def _deictic(tokens: Tokens, index: int) -> Parsed | None:
    """ "Today", "yesterday morning", "overnight", "the day after tomorrow"."""
    word = low(tokens, index)
    if word in _TODAY:
        if (
            low(tokens, index - 1) == "usa"
            or low(tokens, index - 1) == "india"
            and tokens[index].text[0].isupper()
        ):
            return None
        return Period("day", _TODAY[word]), index + 1 + (low(tokens, index + 1) in DAY_PARTS)
    if word == "overnight":
        position = index + 1 + (low(tokens, index + 1) in ("on", "into", "to"))
        if found := weekday(tokens, position):
            return Overnight(found[0]), found[1]
        return (Overnight(), index + 1) if low(tokens, index - 1) not in ("an", "the") else None
    position = index + (word == "the")
    if low(tokens, position) == "day" and low(tokens, position + 1) in ("before", "after"):
        base = {"yesterday": -1, "tomorrow": 1}.get(low(tokens, position + 2))
        if base is not None:
            return Period("day", 2 * base), position + 3
    return None


def _distance(tokens: Tokens, index: int) -> Parsed | None:
    """ "Three days ago", "in two weeks", "two days before Christmas", "a week from Monday", "twenty years to the day after"."""
    if low(tokens, index) == "in":
        return _ahead(tokens, index)
    number = count(tokens, index)
    if number is None:
        return None
    amount, position = number
    unit = UNITS.get(low(tokens, position))
    if unit is None or unit == "weekend":
        return None
    if low(tokens, position).startswith("fortnight"):
        amount *= 2
    after = position + 1
    word = low(tokens, after)
    if word == "ago":
        return _ago(tokens, index, amount, unit, after + 1)
    if word == "hence" or (word == "from" and low(tokens, after + 1) in ("now", "today")):
        return Offset(amount, unit), after + (1 if word == "hence" else 2)
    if word in ("from", "on") and unit == "week" and (found := weekday(tokens, after + 1)):
        if word == "from" or low(tokens, index - 1) not in ("in", "for"):
            return Offset(
                amount, "week", Weekday(found[0].weekday, "next") if isinstance(found[0], Weekday) else None
            ), found[1]
    if (
        word == "to"
        and low(tokens, after + 1) == "the"
        and low(tokens, after + 2) == "day"
        and unit == "year"
    ):
        end = after + 3 + (low(tokens, after + 3) in ("after", "since"))
        return ToTheDay(amount), end
    return _relative_to(tokens, index, amount, unit, after)


def _ago(tokens: Tokens, index: int, amount: int, unit: Unit, after: int) -> Parsed | None:
    approximate = low(tokens, index - 1) in (
        "about", "around", "nearly", "almost", "some", "over", "roughly", "than", "approximately", "least", "barely",
    )  # fmt: skip
    if approximate or unit == "decade" or (unit == "year" and amount > 99):
        return Vague(), after
    position = after + (low(tokens, after) == "on")
    if unit == "year" and (found := _deictic(tokens, position) or day(tokens, position)):
        return SameDay(amount, found[0]), found[1]
    if unit == "week" and (found := weekday(tokens, position)):
        return Offset(-amount, unit, found[0]), found[1]
    return Offset(-amount, unit), after


def _ahead(tokens: Tokens, index: int) -> Parsed | None:
    """ "In three days"; not "for the second time in three days" nor "in three days of talks"."""
    number = count(tokens, index + 1)
    if number is None:
        return None
    amount, position = number
    unit = UNITS.get(low(tokens, position))
    after = position + 1
    timed = low(tokens, after) in ("'", "’") and "time" in (low(tokens, after + 1), low(tokens, after + 2))
    if timed:
        after += 2 if low(tokens, after + 1) == "time" else 3
    if unit is None or unit in ("weekend", "decade"):
        return None
    measured = {low(tokens, earlier) for earlier in range(max(index - 7, 0), index)}
    if not timed and (low(tokens, after) in ("of", "-", "or", "and", "to") or measured & _MEASURING):
        return None
    if any(word.endswith("est") and len(word) > 5 for word in measured):
        return None
    return Offset(amount * (2 if low(tokens, position).startswith("fortnight") else 1), unit), after


_MEASURING = frozenset(
    ("time", "times", "first", "second", "third", "fourth", "fifth", "sixth", "once", "twice", "only", "most", "worst")
)  # fmt: skip


def _relative_to(tokens: Tokens, index: int, amount: int, unit: Unit, after: int) -> Parsed | None:
    """ "A week earlier", "two days later", "three days before the vote", "two days after Christmas"."""
    word = low(tokens, after)
    sign = {"earlier": -1, "later": 1, "before": -1, "after": 1, "afterwards": 1, "afterward": 1, "previously": -1,
            "following": 1, "prior": -1, "beforehand": -1}.get(word)  # fmt: skip
    if sign is None or unit == "decade":
        return None
    end = after + 1 + (word == "prior" and low(tokens, after + 1) == "to")
    if word in ("before", "after", "following") or end > after + 1:
        position = end + (low(tokens, end) == "the")
        base = day(tokens, end) or weekday(tokens, end) or feast(tokens, position) or feast(tokens, end)
        base = base or _deictic(tokens, end)
        if base is not None and not isinstance(base[0], Between):
            return Offset(sign * amount, unit, base[0]), base[1]
    return Anchored(sign * amount, unit), end


def _anchored(tokens: Tokens, index: int) -> Parsed | None:
    """ "The same day", "that evening", "the previous week", "the following Monday", "the eve of the summit"."""
    position = index
    if low(tokens, position) in ("later", "earlier"):
        position += 1
    word = low(tokens, position)
    if word not in ("the", "that", "same", "on"):
        return None
    if word == "that":
        position += 1 + (low(tokens, position + 1) in ("same", "very"))
        unit = _WHOLE.get(low(tokens, position))
        return (Anchored(0, unit, unit != "day"), position + 1) if unit else _same_weekday(tokens, position)
    position += word == "the"
    word = low(tokens, position)
    shift = {"same": 0, "very": 0, "previous": -1, "preceding": -1, "following": 1, "next": 1}.get(word)
    if word == "very":
        position += low(tokens, position + 1) in ("same", "next")
        shift = 1 if low(tokens, position) == "next" else 0
    if shift is not None:
        if found := weekday_name(tokens, position + 1):
            return (AnchoredWeekday(found[0], shift) if shift else Weekday(found[0])), found[1]
        unit = _WHOLE.get(low(tokens, position + 1))
        if unit is None or (
            word == "next" and unit not in ("day",) and low(tokens, position + 1) != "weekend"
        ):
            return None
        return Anchored(shift, unit, unit != "day"), position + 2
    if word == "eve" and low(tokens, position + 1) == "of":
        start = position + 2
        base = feast(tokens, start) or feast(tokens, start + 1) or day(tokens, start)
        return (Offset(-1, "day", base[0]), base[1]) if base else (Anchored(-1, "day"), start)
    if word in ("day", "night", "evening", "morning", "week", "month", "year") and low(tokens, position + 1) in (
        "before", "after", "earlier", "later", "prior", "following",
    ):  # fmt: skip
        if found := _relative_to(tokens, index, 1, _WHOLE[word], position + 1):
            return found
    if word == "weekend" and low(tokens, position + 1) in ("before", "after"):
        return Anchored(-1 if low(tokens, position + 1) == "before" else 1, "weekend", True), position + 2
    if found := weekday_name(tokens, position):
        sign = {"before": -1, "after": 1, "following": 1}.get(low(tokens, found[1]))
        return (AnchoredWeekday(found[0], sign), found[1] + 1) if sign else None
    return None


def _same_weekday(tokens: Tokens, index: int) -> Parsed | None:
    found = weekday_name(tokens, index)
    return (Weekday(found[0]), found[1]) if found else None


def _day_of_month(tokens: Tokens, index: int) -> Parsed | None:
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
    if (
        following is None
        or following.kind in ("mark", "line")
        or following.low in ("and", "to", "in", "at", "with", "when")
    ):
        return (Day(None, number[0]), after) if low(tokens, after) != "-" else None
    return None


def _week_of(tokens: Tokens, index: int) -> Parsed | None:
    """ "The week of March 3", "the week beginning 10 June"."""
    position = index + (low(tokens, index) == "the")
    if low(tokens, position) != "week" or low(tokens, position + 1) not in ("of", "beginning", "starting"):
        return None
    found = day(tokens, position + 2)
    return (WeekOf(found[0]), found[1]) if found else None


def _part_of_day(tokens: Tokens, index: int) -> Parsed | None:
    """ "The morning of 12 March", "the night of Tuesday to Wednesday"."""
    position = index + (low(tokens, index) == "the")
    if low(tokens, position) not in DAY_PARTS or low(tokens, position + 1) not in ("of", "on"):
        return None
    return (
        _ranged(tokens, position + 2)
        if touches(tokens, position + 2) or low(tokens, position + 2) != "the"
        else (day(tokens, position + 2))
    )
