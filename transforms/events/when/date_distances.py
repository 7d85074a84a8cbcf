"""Distances: "yesterday", "three days ago", "a week later", "the eve of the summit".

Every function reads the tokens from an index on and returns a reading with the index after it, or None.
"""

from __future__ import annotations

from transforms.events.when.date_names import feast, weekday
from transforms.events.when.date_parts import Parsed, Tokens, count, day, low, month_name, weekday_name
from transforms.events.when.date_readings import (
    Anchored,
    AnchoredMonth,
    AnchoredWeekday,
    Between,
    Offset,
    Overnight,
    Period,
    ToTheDay,
    Unit,
    Vague,
    Weekday,
    YearsAgo,
)
from transforms.events.when.time_words import DAY_PARTS, UNITS, WHOLE_UNITS

_TODAY = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}


def deictic(tokens: Tokens, index: int) -> Parsed | None:
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


def distance(tokens: Tokens, index: int) -> Parsed | None:
    """ "Three days ago", "in two weeks", "two days before Christmas", "a week from Monday", "twenty years to
    the day after".
    """
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
    if (
        word in ("from", "on")
        and unit == "week"
        and low(tokens, index - 1) != "for"
        and (found := weekday(tokens, after + 1))
    ):
        base = Weekday(found[0].weekday, "next") if isinstance(found[0], Weekday) else None
        return Offset(amount, "week", base), found[1]
    if (
        word == "to"
        and low(tokens, after + 1) == "the"
        and low(tokens, after + 2) == "day"
        and unit == "year"
    ):
        end = after + 3 + (low(tokens, after + 3) in ("after", "since"))
        return ToTheDay(amount), end
    return _relative_to(tokens, index, amount, unit, after)


_ABOUT = frozenset(
    ("about", "around", "nearly", "almost", "some", "over", "roughly", "than", "approximately", "least")
)


def _ago(tokens: Tokens, index: int, amount: int, unit: Unit, after: int) -> Parsed | None:
    approximate = low(tokens, index - 1) in _ABOUT
    if approximate or unit == "decade" or (unit == "year" and amount > 99):
        return Vague(), after
    position = after + (low(tokens, after) == "on")
    if unit == "year" and (found := deictic(tokens, position) or day(tokens, position)):
        return YearsAgo(amount, found[0]), found[1]
    this = WHOLE_UNITS.get(low(tokens, position + 1)) if low(tokens, position) == "this" else None
    if unit == "year" and this in ("week", "month", "weekend"):
        return YearsAgo(amount, Period(this, 0)), position + 2
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


_MEASURING_TEXT = "time times first second third fourth fifth sixth once twice only most worst"
_MEASURING = frozenset(_MEASURING_TEXT.split())  # fmt: skip


def _relative_to(tokens: Tokens, index: int, amount: int, unit: Unit, after: int) -> Parsed | None:
    """ "A week earlier", "two days later", "three days before the vote", "two days after Christmas"."""
    word = low(tokens, after)
    sign = {"earlier": -1, "later": 1, "before": -1, "after": 1, "afterwards": 1, "afterward": 1,
            "previously": -1,
            "following": 1, "prior": -1, "beforehand": -1}.get(word)  # fmt: skip
    if sign is None or unit == "decade":
        return None
    if low(tokens, index - 1) in _ABOUT and unit in ("month", "year"):
        return Vague(), after + 1
    end = after + 1 + (word == "prior" and low(tokens, after + 1) == "to")
    if word in ("before", "after", "following") or end > after + 1:
        position = end + (low(tokens, end) == "the")
        base = day(tokens, end) or weekday(tokens, end) or feast(tokens, position) or feast(tokens, end)
        base = base or deictic(tokens, end)
        if base is not None and not isinstance(base[0], Between):
            return Offset(sign * amount, unit, base[0]), base[1]
    return Anchored(sign * amount, unit), end


def anchored(tokens: Tokens, index: int) -> Parsed | None:
    """ "The same day", "that evening", "the previous week", "the following Monday", "the eve of the vote"."""
    position = index
    if low(tokens, position) in ("later", "earlier"):
        position += 1
    word = low(tokens, position)
    if word not in ("the", "that", "same", "on"):
        return None
    if word == "that":
        position += 1 + (low(tokens, position + 1) in ("same", "very"))
        unit = WHOLE_UNITS.get(low(tokens, position))
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
        if word != "next" and (named := month_name(tokens, position + 1)):
            return AnchoredMonth(named[0], shift), named[1]
        unit = WHOLE_UNITS.get(low(tokens, position + 1))
        if unit is None or (
            word == "next" and unit not in ("day",) and low(tokens, position + 1) != "weekend"
        ):
            return None
        return Anchored(shift, unit, unit != "day"), position + 2
    if word == "eve" and low(tokens, position + 1) == "of":
        start = position + 2
        base = feast(tokens, start) or feast(tokens, start + 1) or day(tokens, start)
        return (Offset(-1, "day", base[0]), base[1]) if base else (Anchored(-1, "day"), start)
    unit = WHOLE_UNITS.get(word)
    if (
        unit is not None
        and unit != "weekend"
        and (away := _relative_to(tokens, index, 1, unit, position + 1))
    ):
        return away
    if word == "weekend" and low(tokens, position + 1) in ("before", "after"):
        return Anchored(-1 if low(tokens, position + 1) == "before" else 1, "weekend", True), position + 2
    if found := weekday_name(tokens, position):
        sign = {"before": -1, "after": 1, "following": 1}.get(low(tokens, found[1]))
        return (AnchoredWeekday(found[0], sign), found[1] + 1) if sign else None
    return None


def _same_weekday(tokens: Tokens, index: int) -> Parsed | None:
    found = weekday_name(tokens, index)
    return (Weekday(found[0]), found[1]) if found else None
