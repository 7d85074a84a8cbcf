"""Ranges and bounds: "from March to May", "since Monday", "until the end of the year".

Every function reads the tokens from an index on and returns a reading with the index after it, or None.
"""

from __future__ import annotations

from typing import Literal

from transforms.events.when.date_names import decade, feast, fiscal_year, fraction, season, weekday
from transforms.events.when.date_parts import Parsed, Tokens, day, low, month, year_number
from transforms.events.when.date_phrases import simple
from transforms.events.when.date_readings import (
    Anchored,
    AnchoredMonth,
    AnchoredWeekday,
    Between,
    Bound,
    Day,
    Offset,
    Period,
    Reading,
    ToTheDay,
    Vague,
    Weekday,
    Year,
    Years,
)
from transforms.events.when.time_words import DAY_PARTS, WHOLE_UNITS

_HOURS = frozenset("dawn daybreak sunrise noon midday midnight dusk sunset nightfall".split())
"""Hours of a day: before one of them it is that day."""


_SINCE = frozenset(("since",))


_FROM = frozenset(("from", "starting", "beginning", "effective", "commencing"))


_UNTIL = frozenset(("until", "till", "til", "through", "ending"))


_MOVED = frozenset(
    ("postponed", "moved", "delayed", "rescheduled", "shifted", "put", "pushed", "brought", "changed")
)


_TO = frozenset(("to", "until", "till", "through", "-", "–", "—", "thru"))


def expression(tokens: Tokens, index: int) -> Parsed | None:
    """The longest time expression that starts at `index`."""
    found = [parsed for parsed in (_bounded(tokens, index), ranged(tokens, index)) if parsed is not None]
    return max(found, key=lambda parsed: parsed[1], default=None)


def _bounded(tokens: Tokens, index: int) -> Parsed | None:
    word = low(tokens, index)
    if word == "between":
        return _between(tokens, index + 1, ("and",))
    if word == "from" and (found := _between(tokens, index + 1, tuple(_TO))):
        if _MOVED & {low(tokens, earlier) for earlier in range(max(index - 4, 0), index)}:
            # "Postponed from 20 May to 3 June": the new date stands.
            return (found[0].last, found[1]) if isinstance(found[0], Between) else found
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
    elif word in ("no", "not") and low(tokens, position) == "earlier" and low(tokens, position + 1) == "than":
        side, position = "from", position + 2
    elif word == "not" and low(tokens, position) in ("before", "until", "till"):
        side, position = "from", position + 1
    elif word == "by":
        side = "by"
        position += low(tokens, position) in ("around", "about")
    elif word == "before" and low(tokens, position) in _HOURS and low(tokens, position + 1) == "on":
        return day(tokens, position + 2) or weekday(tokens, position + 2)  # "before dawn on Wednesday"
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
    if low(tokens, position) == "the" and low(tokens, position + 1) in WHOLE_UNITS and side == "before":
        # "before the year is out"
        if low(tokens, position + 2) in ("is", "ends") and (
            low(tokens, position + 3) in ("out", "over") or low(tokens, position + 2) == "ends"
        ):
            length = 3 + (low(tokens, position + 2) == "is")
            return Bound("until", Period(WHOLE_UNITS[low(tokens, position + 1)], 0)), position + length
        return None
    if low(tokens, position) in ("at", "about", "around") and side == "since":
        position += 2 if low(tokens, position + 1) == "least" else 1
    # "since the 24 February invasion"
    position += side == "since" and low(tokens, position) == "the" and day(tokens, position + 1) is not None
    found = ranged(tokens, position)
    if found is None:
        return None
    reading, after = found
    if isinstance(reading, Vague | Anchored | AnchoredMonth | AnchoredWeekday | Bound | ToTheDay):
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
            return Period(WHOLE_UNITS[word], 0), last + 1
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
    if numbered := year_number(tokens, index):
        return Year(numbered[0]), numbered[1]
    shift = {"last": -1, "next": 1, "this": 0, "the": 0}.get(low(tokens, index))
    unit = WHOLE_UNITS.get(low(tokens, index + 1))
    if shift is not None and unit is not None and unit != "day":
        return Period(unit, shift), index + 2
    if (
        low(tokens, index) == "the"
        and low(tokens, index + 1) == "current"
        and low(tokens, index + 2) in WHOLE_UNITS
    ):
        return Period(WHOLE_UNITS[low(tokens, index + 2)], 0), index + 3
    return feast(tokens, index)


def _between(tokens: Tokens, index: int, joints: tuple[str, ...]) -> Parsed | None:
    first = simple(tokens, index)
    if first is None:
        return None
    position = first[1] + (low(tokens, first[1]) == ",")
    if isinstance(first[0], Between):
        return first
    if low(tokens, position) not in joints:
        return None
    position += 1 + (low(tokens, position + 1) == "on")
    last = simple(tokens, position)
    if last is None:
        if isinstance(first[0], Year) and (found := year_number(tokens, position)):
            last = Year(found[0]), found[1]
        else:
            return None
    if isinstance(last[0], Between | Vague | Anchored) or isinstance(first[0], Vague | Anchored):
        return None
    return Between(first[0], last[0]), last[1]


def ranged(tokens: Tokens, index: int) -> Parsed | None:
    """A single expression, or two that a dash, "to", "and" or "or" makes one."""
    if found := _part_of_day(tokens, index):
        return found
    first = simple(tokens, index)
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
    last = simple(tokens, position)
    if last is None and isinstance(first[0], Year) and joint in ("and", "-", "–"):
        numbered = year_number(tokens, position)
        last = (Year(numbered[0]), numbered[1]) if numbered else None
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
        if isinstance(first, Day) and isinstance(last, Day):
            return (first.month is None) is (last.month is None)
        return not isinstance(first, Period | Offset | Years)
    return joint not in ("and", "or", "&", "/") and isinstance(first, Day) and isinstance(last, Day)


def _part_of_day(tokens: Tokens, index: int) -> Parsed | None:
    """ "The morning of 12 March", "the night of Tuesday to Wednesday"."""
    position = index + (low(tokens, index) == "the")
    if low(tokens, position) not in DAY_PARTS or low(tokens, position + 1) not in ("of", "on"):
        return None
    if low(tokens, position + 2) == "the":
        return day(tokens, position + 2)
    return ranged(tokens, position + 2)
