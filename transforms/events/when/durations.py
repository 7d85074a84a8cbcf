"""How long something lasts: "a three-day visit", "for two weeks". A duration dates nothing by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from transforms.events.when.date_readings import DateSpan
from transforms.events.when.time_words import NUMBERS, in_small_letters


@dataclass(frozen=True, slots=True)
class DurationExpression:
    """How long something lasts: "a three-day visit", "for two weeks".

    `days` is its length in days, None for what has no such length (hours, months); `attributive` that it
    stands before a noun and so tells how long that event takes; `of_meeting` that it tells it with "of": "two days of talks",
    "a stay of three days".
    """

    start: int
    end: int
    text: str
    days: int | None
    attributive: bool
    of_meeting: bool = False


def find_durations(text: str) -> tuple[DurationExpression, ...]:
    """The durations of `text`: "a three-day visit", "for two weeks", "a weeklong tour"."""
    found = []
    for match in _DURATION.finditer(in_small_letters(text)):
        amount = _amount(match["amount"] or match["hyphened"] or "one")
        unit = match["unit"] or match["hyphened_unit"] or match["long"]
        length = {"day": 1, "week": 7, "fortnight": 14}.get(unit.removesuffix("s"))
        days = amount * length if amount is not None and length is not None else None
        start, end = match.span()
        of_meeting = bool(_OF_TALKS.match(text, end) or _STAY_OF.search(text, max(0, start - 20), start + 2))
        found.append(DurationExpression(start, end, text[start:end], days, match["unit"] is None, of_meeting))
    return tuple(found)


def span_of_duration(days: int, ends: date | None = None, starts: date | None = None) -> DateSpan | None:
    """The span of `days` days that ends or starts on a known day, that day included; None if neither is
    known.

    Raises:
        ValueError: `days` is less than one.
    """
    if days < 1:
        raise ValueError(f"a duration must be at least one day, not {days}")
    try:
        if ends is not None:
            start = starts if starts is not None else ends - timedelta(days - 1)
            return DateSpan(start, ends, "day" if start == ends else "range") if start <= ends else None
        if starts is not None:
            return DateSpan(starts, starts + timedelta(days - 1), "day" if days == 1 else "range")
    except OverflowError:
        return None
    return None


_OF_TALKS = re.compile(r" of (?:\w+ )?(?:talks|meetings|negotiations|consultations|discussions)\b")
_STAY_OF = re.compile(r"\b(?:stay|visit|tour|trip|sojourn) of")
_WORDS = "|".join(sorted((*NUMBERS, "a", "an"), key=len, reverse=True))
_NUMBER = rf"\d{{1,3}}|(?:{_WORDS})(?:-(?:one|two|three|four|five|six|seven|eight|nine))?"
_ABOUT = r"(?:at\ least|about|around|nearly|almost|more\ than|up\ to|some)"
_DURATION = re.compile(
    rf"""\b(?:
        (?P<hyphened>{_NUMBER})-(?P<hyphened_unit>minute|hour|day|night|week|month|year|decade)(?:-long)?(?!s)
      | (?P<long>day|week|month|year|decade|hour)-?long
      | (?:for|over|after|lasting|lasted|of)\ (?:{_ABOUT}\ )?
            (?P<amount>{_NUMBER})[ ]
            (?P<unit>minutes?|hours?|days?|nights?|weeks?|fortnights?|months?|years?|decades?)
            (?!\ (?:ago|earlier|later|before|after|from\ now))
    )\b""",
    re.VERBOSE,
)


def _amount(words: str) -> int | None:
    if words.isdigit():
        return int(words)
    tens, _, ones = words.partition("-")
    if tens in ("a", "an"):
        return 1
    value = NUMBERS.get(tens)
    return None if value is None else value + (NUMBERS.get(ones, 0) if ones else 0)
