"""Time expressions in English news: where they stand, what they say, which days they mean.

`find_time_expressions` reads a text without knowing when it was published; `resolve` turns what it found into
days. Which way an open expression points (last Tuesday or next) is for the verb of its event to say. Nothing
defaults to the day of publication, and an expression that says something vague is found as well, because it
keeps a clause from taking over the date of the one before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from transforms.events.calendar import (
    Anchored,
    AnchoredWeekday,
    Between,
    Bound,
    DateSpan,
    Day,
    Direction,
    Feast,
)
from transforms.events.calendar import (
    FiscalYear,
    Fraction,
    Moment,
    Month,
    MonthWeek,
    Offset,
    Overnight,
    Period,
)
from transforms.events.calendar import (
    Reading,
    SameDay,
    Season,
    ToTheDay,
    Vague,
    WeekOf,
    Weekday,
    Within,
    Year,
)
from transforms.events.calendar import before_to_the_day, resolve_reading
from transforms.events.date_parts import low, year_number
from transforms.events.date_phrases import expression
from transforms.events.feasts import feast_words
from transforms.events.time_words import (
    DAY_PARTS,
    DETERMINERS,
    FUNCTION_WORDS,
    MONTH_ABBREVIATIONS,
    MONTHS,
    NUMBERS,
)
from transforms.events.time_words import (
    ORDINALS,
    SEASONS,
    UNITS,
    WEEKDAY_ABBREVIATIONS,
    WEEKDAYS,
    Token,
    tokens_of,
)

__all__ = [
    "DateSpan",
    "Direction",
    "DurationExpression",
    "TimeExpression",
    "find_durations",
    "find_time_expressions",
    "origin_to_the_day",
    "resolve",
    "span_of_duration",
]

Kind = Literal["date", "weekday", "relative", "anchored", "vague", "label"]
Side = Literal["since", "from", "after", "until", "by", "before"]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time expression as it stands in a text.

    Attributes:
        start, end: Character offsets (end exclusive); a preposition only where it belongs to the meaning (since,
            until, from … to), never a possessive ending.
        text: The words between them.
        kind: ``date`` names a day, month, year, season or feast; ``weekday`` a weekday; ``relative`` counts from
            publication ("last week"); ``anchored`` from another event ("a day later"); ``vague`` determines nothing
            ("recently"); ``label`` is a date inside a name ("the 1975 treaty") and dates no event.
        reading: What it says.
        bound: The side it leaves open, as its word (since, until, …), or None.
        attributive: It stands inside a noun phrase ("Tuesday's vote", "the May 9 parade") and dates that noun.
        leads_clause: What it counts from follows: "three days after the vote".
    """

    start: int
    end: int
    text: str
    kind: Kind
    reading: Reading
    bound: Side | None = None
    attributive: bool = False
    leads_clause: bool = False


@dataclass(frozen=True, slots=True)
class DurationExpression:
    """How long something lasts: "a three-day visit", "for two weeks".

    `days` is its length in days, None for what has no such length (hours, months); `attributive` that it stands
    before a noun and so tells how long that event takes.
    """

    start: int
    end: int
    text: str
    days: int | None
    attributive: bool


def find_time_expressions(text: str) -> tuple[TimeExpression, ...]:
    """The time expressions of `text`, in order and without overlap; of two that start together, the longer."""
    found = _grammatical(text)
    vague = [_vague(match) for match in _VAGUE.finditer(text)]
    if not vague:
        return tuple(found)
    kept = [
        item for item in vague
        if not any(item.start < other.end and other.start < item.end and not _covers(item, other) for other in found)
    ]  # fmt: skip
    found = [other for other in found if not any(_covers(item, other) for item in kept)]
    return tuple(sorted(found + kept, key=lambda item: item.start))


def resolve(
    expression: TimeExpression,
    published: date,
    direction: Direction | None = None,
    anchor: DateSpan | None = None,
) -> DateSpan | None:
    """The days `expression` means in an article published on `published` (UTC), or None if undetermined.

    Args:
        expression: What `find_time_expressions` found.
        published: The day of publication.
        direction: ``past`` or ``future`` after the event's own verb and status; None for the nearest sensible reading.
        anchor: The days of the event an anchored expression counts from; without it such an expression is None.
    """
    if expression.kind in ("vague", "label"):
        return None
    return resolve_reading(expression.reading, Moment(published, direction, anchor))


def origin_to_the_day(expression: TimeExpression, published: date) -> DateSpan | None:
    """The day of X in "twenty years to the day after X", told on the anniversary; None for other expressions."""
    if not isinstance(expression.reading, ToTheDay):
        return None
    return before_to_the_day(expression.reading, DateSpan(published, published, "day"))


def find_durations(text: str) -> tuple[DurationExpression, ...]:
    """The durations of `text`: "a three-day visit", "for two weeks", "a weeklong tour"."""
    found = []
    for match in _DURATION.finditer(text):
        amount = _amount(match["amount"] or match["hyphened"] or "one")
        unit = match["unit"] or match["hyphened_unit"] or match["long"]
        length = {"day": 1, "week": 7, "fortnight": 14}.get(unit.lower().removesuffix("s"))
        days = amount * length if amount is not None and length is not None else None
        found.append(
            DurationExpression(match.start(), match.end(), match.group(), days, match["unit"] is None)
        )
    return tuple(found)


def span_of_duration(days: int, ends: date | None = None, starts: date | None = None) -> DateSpan | None:
    """The span of `days` days that ends or starts on a known day, that day included; None if neither is known.

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


_STARTS = (
    frozenset(MONTHS)
    | frozenset(MONTH_ABBREVIATIONS)
    | frozenset(WEEKDAYS)
    | frozenset(WEEKDAY_ABBREVIATIONS)
    | frozenset(SEASONS)
    | frozenset(NUMBERS)
    | frozenset(ORDINALS)
    | DAY_PARTS
    | frozenset(
        "since until till through ending up no not by before after between from starting beginning effective commencing "
        "as to the a an in last next this that same early mid late beginning start middle end close earlier later so "
        "today tonight yesterday tomorrow coming past q h fiscal financial budget fy year week weekend day eve final "
        "previous following overnight the".split()
    )
)


def _grammatical(text: str) -> list[TimeExpression]:
    tokens = tokens_of(text)
    found: list[TimeExpression] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.kind in ("mark", "line"):
            index += 1
            continue
        if token.kind == "word" and token.low not in _STARTS and token.text not in feast_words():
            index += 1
            continue
        parsed = expression(tokens, index)
        if parsed is None:
            if label := _label(tokens, index):
                found.append(_made(text, tokens, index, label[1], label[0], "label"))
                index = label[1]
                continue
            index += 1
            continue
        reading, after = parsed
        kind = "label" if _is_label(tokens, index, reading) else _kind(reading)
        found.append(_made(text, tokens, index, after, reading, kind))
        index = max(after, index + 1)
    return found


def _made(
    text: str, tokens: list[Token], index: int, after: int, reading: Reading, kind: Kind
) -> TimeExpression:
    start = tokens[index].start
    if tokens[index].low == "the" and not isinstance(reading, Anchored | AnchoredWeekday | Overnight):
        start = tokens[index + 1].start if after > index + 1 else start
    end = tokens[after - 1].end
    clause = isinstance(reading, Anchored) and tokens[after - 1].low in (
        "before",
        "after",
        "following",
        "of",
        "to",
    )
    return TimeExpression(
        start=start,
        end=end,
        text=text[start:end],
        kind=kind,
        reading=reading,
        bound=reading.side if isinstance(reading, Bound) else None,
        attributive=_is_attributive(tokens, index, after, reading),
        leads_clause=clause or isinstance(reading, ToTheDay),
    )


def _kind(reading: Reading) -> Kind:
    if isinstance(reading, Bound | Within):
        return _kind(reading.inner)
    if isinstance(reading, WeekOf):
        return "date"
    if isinstance(reading, Between):
        return _kind(reading.first)
    if isinstance(reading, Weekday):
        return "weekday"
    if isinstance(reading, Anchored | AnchoredWeekday):
        return "anchored"
    if isinstance(reading, Vague):
        return "vague"
    if isinstance(reading, Offset):
        return "relative" if reading.base is None else _kind(reading.base)
    if isinstance(reading, Period | Overnight | ToTheDay | SameDay):
        return "relative"
    if isinstance(reading, Month | Season) and reading.which is not None:
        return "relative"
    return "date"


def _is_attributive(tokens: list[Token], index: int, after: int, reading: Reading) -> bool:
    """The expression modifies the noun after it."""
    if low(tokens, after) in ("'", "’"):
        return low(tokens, after + 1) == "s" or low(tokens, after - 1).endswith("s")
    if after >= len(tokens) or tokens[after].kind != "word" or tokens[after].low in FUNCTION_WORDS:
        return False
    if isinstance(reading, Anchored | AnchoredWeekday):
        return False
    before = low(tokens, index - 1)
    return (
        before in DETERMINERS
        or tokens[index].low in ("the", "a")
        or before == "s"
        and low(tokens, index - 2) in ("'", "’")
    )


_LABEL_NOUNS = frozenset(
    "accord accords agreement agreements treaty treaties pact convention constitution protocol resolution resolutions "
    "law act charter memorandum doctrine".split()
)


def _is_label(tokens: list[Token], index: int, reading: Reading) -> bool:
    """ "The revolution of 1979": a year tied to a noun by "of"."""
    return isinstance(reading, Year) and low(tokens, index - 1) == "of"


def _label(tokens: list[Token], index: int) -> tuple[Reading, int] | None:
    """A year inside a name: "the 1975 treaty", "their 2008 clash", "pre-1967 borders", "the revolution of 1979"."""
    found = year_number(tokens, index)
    if found is None:
        return None
    before = low(tokens, index - 1)
    following = tokens[found[1]] if found[1] < len(tokens) else None
    if before == "of" or (before == "-" and low(tokens, index - 2) in ("pre", "post")):
        return Year(found[0]), found[1]
    if following is None or following.kind != "word" or following.low in FUNCTION_WORDS:
        return None
    possessive = before == "s" and low(tokens, index - 2) in ("'", "’")
    if before in DETERMINERS or possessive or following.low in _LABEL_NOUNS:
        return Year(found[0]), found[1]
    return None


def _vague(match: re.Match[str]) -> TimeExpression:
    return TimeExpression(match.start(), match.end(), match.group(), "vague", Vague())


def _covers(item: TimeExpression, other: TimeExpression) -> bool:
    return item.start <= other.start and other.end <= item.end


_FEW = r"(?:(?:a )?(?:few|couple of)|several|some|many|\d{1,3}|[a-z]+teen|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty)"
_SPANS = r"(?:hours|days|weeks|months|years|decades|day|week|month|year|decade)"
_VAGUE = re.compile(
    rf"""\b(?:
        (?:(?:in|over|during|within|for|after|through|throughout)\ )?(?:the\ )?
            (?:recent|coming|past|last|next|previous|following|final|preceding)\ (?:{_FEW}\ )?
            (?:hours|days|weeks|months|years|decades)
      | (?:in|over|during|within|for|throughout)\ the\ (?:coming|past|last|next|previous)\ (?:day|week|month|year|decade|24\ hours)
      | within\ (?:{_FEW}\ |an?\ |the\ )?(?:minutes|hours|hour|days|weeks|months|years|day|week|month|year)
      | (?:(?:a\ )?few|several|some|many|(?:a\ )?couple\ of|{_FEW}\ or\ {_FEW})\ {_SPANS}\ (?:ago|earlier|later|before|after|from\ now)
      | (?:just\ |only\ |barely\ )?(?:minutes|hours|days|weeks|months|years|decades)\ (?:ago|earlier|later|before|after)
      | (?:{_FEW}|an?|one)\ (?:minutes?|hours?|decades?)\ (?:ago|earlier|later)
      | (?:half\ (?:an?|the)\ (?:year|century|decade)|(?:an?|{_FEW})\ (?:and\ a\ half|century|centuries))
            (?:\ (?:years?|months?|weeks?))?\ (?:ago|earlier|later)
      | (?:some\ time|a\ long\ time|long|not\ (?:so\ )?long)\ ago
      | since\ then | ever\ since | (?:has|have|had)\ since\b(?=\ [a-z])
      | recently | lately | of\ late | recent | previously | formerly | upcoming | forthcoming
      | (?<!as\ )soon(?!\ as\b) | shortly\ (?:before|after|afterwards) | in\ due\ course | in\ the\ (?:near|not\ too\ distant|foreseeable)\ future
      | in\ the\ (?:future|past) | at\ (?:a|some)\ (?:later|future|unspecified)\ (?:date|time|stage|point)
      | the\ other\ day | these\ days | nowadays | at\ (?:the|that)\ time | in\ the\ new\ year
      | (?:had|have|has)\ earlier | earlier\ (?:statements?|meetings?|talks|visits?|calls?|reports?|remarks|rounds?|agreements?)
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
_COUNT_WORDS = "|".join(sorted((*NUMBERS, "a", "an"), key=len, reverse=True))
_DURATION = re.compile(
    rf"""\b(?:
        (?P<hyphened>\d{{1,3}}|(?:{_COUNT_WORDS})(?:-(?:one|two|three|four|five|six|seven|eight|nine))?)-
            (?P<hyphened_unit>minute|hour|day|night|week|month|year|decade)(?:-long)?(?!s)
      | (?P<long>day|week|month|year|decade|hour)-?long
      | (?:for|over|after|lasting|lasted|of)\ (?:at\ least\ |about\ |around\ |nearly\ |almost\ |more\ than\ |up\ to\ |some\ )?
            (?P<amount>\d{{1,3}}|(?:{_COUNT_WORDS})(?:-(?:one|two|three|four|five|six|seven|eight|nine))?)\ 
            (?P<unit>minutes?|hours?|days?|nights?|weeks?|fortnights?|months?|years?|decades?)
            (?!\ (?:ago|earlier|later|before|after|from\ now))
      | (?P<bare>)(?!)
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)


def _amount(words: str) -> int | None:
    if words.isdigit():
        return int(words)
    tens, _, ones = words.lower().partition("-")
    if tens in ("a", "an"):
        return 1
    value = NUMBERS.get(tens)
    return None if value is None else value + (NUMBERS.get(ones, 0) if ones else 0)
