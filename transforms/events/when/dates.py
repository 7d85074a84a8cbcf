"""Time expressions in English news: where they stand, what they say, which days they mean.

`find_time_expressions` reads a text without knowing when it was published; `resolve` turns what it found into
days. Which way an open expression points (last Tuesday or next) is for the verb of its event to say. Nothing
defaults to the day of publication, and an expression that says something vague is found as well, because it
keeps a clause from taking over the date of the one before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from transforms.events.when.calendar import before_to_the_day, resolve_reading
from transforms.events.when.date_parts import low, year_number
from transforms.events.when.date_ranges import expression
from transforms.events.when.date_readings import (
    Anchored,
    AnchoredMonth,
    AnchoredWeekday,
    Between,
    Bound,
    DateSpan,
    Day,
    Direction,
    Moment,
    Month,
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
    YearsAgo,
)
from transforms.events.when.durations import DurationExpression, find_durations, span_of_duration
from transforms.events.when.feasts import feast_words
from transforms.events.when.time_words import (
    DETERMINERS,
    FUNCTION_WORDS,
    OPENING_WORDS,
    TIME_WORDS,
    Token,
    in_small_letters,
    tokens_of,
)
from transforms.events.when.vague_times import VAGUE_TIMES

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
        start, end: Character offsets (end exclusive); a preposition only where it belongs to the meaning
            (since, until, from … to), never a possessive ending.
        text: The words between them.
        kind: ``date`` names a day, month, year, season or feast; ``weekday`` a weekday; ``relative`` counts
            from publication ("last week"); ``anchored`` from another event ("a day later"); ``vague``
            determines nothing ("recently"); ``label`` is a date inside a name ("the 1975 treaty") and dates
            no event.
        reading: What it says.
        bound: The side it leaves open, as its word (since, until, …), or None.
        attributive: It stands inside a noun phrase ("Tuesday's vote", "the May 9 parade") and dates that
            noun.
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


def find_time_expressions(text: str) -> tuple[TimeExpression, ...]:
    """The time expressions of `text`, in order and without overlap; the longer of two that start together."""
    found = _grammatical(text)
    vague = [_vague(text, *match.span()) for match in VAGUE_TIMES.finditer(in_small_letters(text))]
    if not vague:
        return tuple(found)
    kept = [
        item for item in vague if all(_covers(item, other) or not _overlap(item, other) for other in found)
    ]
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
        direction: ``past`` or ``future`` after the event's own verb and status; None for the nearest sensible
            reading.
        anchor: The days of the event an anchored expression counts from; without it such an expression is
            None.
    """
    if expression.kind in ("vague", "label"):
        return None
    return resolve_reading(expression.reading, Moment(published, direction, anchor))


def origin_to_the_day(expression: TimeExpression, published: date) -> DateSpan | None:
    """The day of X in "twenty years to the day after X", told on the anniversary; None for others."""
    if not isinstance(expression.reading, ToTheDay):
        return None
    return before_to_the_day(expression.reading, DateSpan(published, published, "day"))


_CONJUNCTIONS_TEXT = "and but or while when which that in at with as on"
_CONJUNCTIONS = frozenset(_CONJUNCTIONS_TEXT.split())


def _grammatical(text: str) -> list[TimeExpression]:
    tokens = tokens_of(text)
    found: list[TimeExpression] = []
    index = 0
    for start in _starts(tokens):
        if start < index:
            continue
        parsed = expression(tokens, start)
        if parsed is not None:
            reading, index = parsed
            kind = "label" if _is_label(tokens, start, index, reading) else _kind(reading)
            found.append(_made(text, tokens, start, index, reading, kind))
        elif label := _label(tokens, start):
            reading, index = label
            found.append(_made(text, tokens, start, index, reading, "label"))
    return found


def _starts(tokens: list[Token]) -> list[int]:
    """Where an expression may start: at a word of time or a number, or at most six tokens before one."""
    feasts, starts, core = feast_words(), [], len(tokens) + _REACH
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token.kind == "line":
            core = len(tokens) + _REACH
        elif token.kind == "mark":
            continue
        elif token.kind != "word" or token.low in TIME_WORDS or token.text in feasts:
            core = index
            starts.append(index)
        elif core - index <= _REACH and token.low in OPENING_WORDS:
            starts.append(index)
    starts.reverse()
    return starts


_REACH = 6


def _made(
    text: str, tokens: list[Token], index: int, after: int, reading: Reading, kind: Kind
) -> TimeExpression:
    start = tokens[index].start
    if tokens[index].low == "the" and not isinstance(
        reading, Anchored | AnchoredMonth | AnchoredWeekday | Overnight
    ):
        start = tokens[index + 1].start if after > index + 1 else start
    end = tokens[after - 1].end
    last = tokens[after - 1].low
    follower = tokens[after] if after < len(tokens) else None
    goes_on = follower is not None and follower.kind == "word" and follower.low not in _CONJUNCTIONS
    clause = (
        isinstance(reading, Anchored) and last in ("before", "after", "following", "of", "to") and goes_on
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
    if isinstance(reading, Anchored | AnchoredMonth | AnchoredWeekday):
        return "anchored"
    if isinstance(reading, Vague):
        return "vague"
    if isinstance(reading, Offset):
        return "relative" if reading.base is None else _kind(reading.base)
    if isinstance(reading, Period | Overnight | ToTheDay | YearsAgo):
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
    if isinstance(reading, Anchored | AnchoredMonth | AnchoredWeekday):
        return False
    before = low(tokens, index - 1)
    return (
        before in DETERMINERS
        or tokens[index].low in ("the", "a")
        or before == "s"
        and low(tokens, index - 2) in ("'", "’")
    )


_LABEL_TEXT = (
    "accord accords agreement agreements treaty treaties pact convention constitution protocol resolution "
    "resolutions law act charter memorandum doctrine"
)
_LABEL_NOUNS = frozenset(_LABEL_TEXT.split())
_MOVEMENTS = frozenset(
    ("movement", "alliance", "coalition", "brigade", "brigades", "martyrs", "university", "stadium")
)


def _is_label(tokens: list[Token], index: int, after: int, reading: Reading) -> bool:
    """ "The revolution of 1979": a year tied to a noun by "of"; a day in a name: "the March 23 Movement"."""
    if isinstance(reading, Day):
        return low(tokens, after) in _MOVEMENTS
    return isinstance(reading, Year) and low(tokens, index - 1) == "of"


def _label(tokens: list[Token], index: int) -> tuple[Reading, int] | None:
    """A year inside a name: "the 1975 treaty", "their 2008 clash", "pre-1967 borders", "the revolution of
    1979".
    """
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


def _vague(text: str, start: int, end: int) -> TimeExpression:
    return TimeExpression(start, end, text[start:end], "vague", Vague())


def _overlap(item: TimeExpression, other: TimeExpression) -> bool:
    return item.start < other.end and other.start < item.end


def _covers(item: TimeExpression, other: TimeExpression) -> bool:
    return item.start <= other.start and other.end <= item.end
