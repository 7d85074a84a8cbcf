"""Numbers, days and months as they are written: the nouns of the date grammar.

Every function reads the tokens from an index on and returns a reading with the index after it, or None.
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.events.when.date_readings import Between, Day, Month, Part, Reading
from transforms.events.when.time_words import (
    MONTH_ABBREVIATIONS,
    MONTHS,
    NUMBERS,
    ORDINALS,
    QUANTITIES,
    WEEKDAY_ABBREVIATIONS,
    WEEKDAYS,
    Token,
)

Tokens = Sequence[Token]


Parsed = tuple[Reading, int]


# A month alone is a date only after one of these; "May", "March" and "April" are other things as well.
BEFORE_MONTH = frozenset(
    (
        "in",
        "of",
        "since",
        "until",
        "till",
        "by",
        "before",
        "after",
        "from",
        "through",
        "during",
        "between",
        "early",
        "than",
    )
    + (
        "mid",
        "late",
        "last",
        "next",
        "this",
        "throughout",
        "to",
        "and",
        "or",
        "past",
        "coming",
        "previous",
        "end",
    )
)


BEFORE_YEAR = frozenset(
    (
        "in",
        "since",
        "until",
        "till",
        "by",
        "before",
        "after",
        "from",
        "during",
        "early",
        "late",
        "mid",
        "throughout",
    )
    + ("year", "through", "between", "to", "back")
)


_YEARS = range(1000, 2200)
_MOST_DAYS = 12


def low(tokens: Tokens, index: int) -> str:
    """The lower-case word or mark at `index`; empty beyond the ends."""
    return tokens[index].low if 0 <= index < len(tokens) else ""


def touches(tokens: Tokens, index: int) -> bool:
    """Nothing stands between the token at `index` and the one before it."""
    return 0 < index < len(tokens) and tokens[index - 1].end == tokens[index].start


def count(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """A whole number in figures or words, "a" and "one" included."""
    if index >= len(tokens):
        return None
    token = tokens[index]
    if token.kind == "number" and token.text.isascii() and token.text.isdigit() and len(token.text) <= 3:
        return (int(token.text), index + 1) if not is_money(tokens, index) else None
    if token.low in ("a", "an"):
        return 1, index + 1
    if token.low in NUMBERS:
        value = NUMBERS[token.low]
        if value >= 20 and low(tokens, index + 1) == "-" and NUMBERS.get(low(tokens, index + 2), 99) < 10:
            return value + NUMBERS[low(tokens, index + 2)], index + 3
        return value, index + 1
    return None


def ordinal(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """ "31st", "first", "twenty-first"."""
    if index >= len(tokens):
        return None
    token = tokens[index]
    if token.kind == "number" and token.text.isdigit() and len(token.text) <= 2:
        if low(tokens, index + 1) in ("st", "nd", "rd", "th") and touches(tokens, index + 1):
            return int(token.text), index + 2
        return None
    if token.low in ("twenty", "thirty") and low(tokens, index + 1) == "-":
        ones = ORDINALS.get(low(tokens, index + 2), 99)
        return (NUMBERS[token.low] + ones, index + 3) if ones < 10 else None
    return (ORDINALS[token.low], index + 1) if token.low in ORDINALS else None


def day_number(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """A number from 1 to 31 that can be a day of a month."""
    if found := ordinal(tokens, index):
        return found if 1 <= found[0] <= 31 else None
    if index >= len(tokens):
        return None
    token = tokens[index]
    if token.kind != "number" or not (token.text.isascii() and token.text.isdigit()) or len(token.text) > 2:
        return None
    if not 1 <= int(token.text) <= 31 or is_money(tokens, index):
        return None
    after = index + 1
    if (
        after < len(tokens)
        and touches(tokens, after)
        and (tokens[after].kind == "word" or low(tokens, after) in ":%")
    ):
        return None
    return int(token.text), after


def month_name(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """The name of a month, or its abbreviation with or without a full stop; capitalised."""
    if index >= len(tokens) or not tokens[index].text[0].isupper():
        return None
    word = tokens[index].low
    if word in MONTHS:
        return MONTHS[word], index + 1
    if word in MONTH_ABBREVIATIONS:
        stop = index + 1 < len(tokens) and low(tokens, index + 1) == "." and touches(tokens, index + 1)
        return MONTH_ABBREVIATIONS[word], index + (2 if stop else 1)
    return None


def year_number(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """Four figures that can be a year, and do not count something."""
    if index >= len(tokens):
        return None
    token = tokens[index]
    if token.kind != "number" or len(token.text) != 4 or not (token.text.isascii() and token.text.isdigit()):
        return None
    if int(token.text) not in _YEARS or is_money(tokens, index):
        return None
    following = low(tokens, index + 1)
    if (
        following in QUANTITIES
        or following in ("%", "°", "€", "£")
        or (following == "s" and touches(tokens, index + 1))
    ):
        return None
    return int(token.text), index + 1


def year_after(tokens: Tokens, index: int) -> tuple[int | None, int | None, int]:
    """The year after a day or month: its number, years from publication ("last year": -1), index after it."""
    position = index
    if low(tokens, position) in (",", "of", "in"):
        position += 1
    if found := year_number(tokens, position):
        return found[0], None, found[1]
    shift = {"last": -1, "this": 0, "next": 1}.get(low(tokens, position))
    if shift is not None and low(tokens, position + 1) == "year":
        return None, shift, position + 2
    if low(tokens, index) == "the" and low(tokens, index + 1) == "same" and low(tokens, index + 2) == "year":
        return None, None, index
    return None, None, index


def day(tokens: Tokens, index: int) -> Parsed | None:
    """A day with its month, in any order and style, or several days of one month: "9 and 10 October"."""
    if index >= len(tokens):
        return None
    if tokens[index].kind == "iso":
        year, month, number = (int(part) for part in tokens[index].text.replace("/", "-").split("-"))
        return (Day(month, number, year), index + 1) if exists(month, number) else None
    if tokens[index].kind == "numeric":
        return _numeric_day(tokens, index)
    if found := weekday_name(tokens, index):
        return _day_after_weekday(tokens, found)
    return month_first(tokens, index) or day_first(tokens, index)


def _day_after_weekday(tokens: Tokens, found: tuple[int, int]) -> Parsed | None:
    """ "Tuesday, 4 March", "Tuesday (March 4)", "Tuesday the 4th of March"."""
    number, position = found
    bracket = low(tokens, position) in ("(", "[")
    while low(tokens, position) in (",", "the", "(", "["):
        position += 1
    following = month_first(tokens, position) or day_first(tokens, position)
    if following is None or not isinstance(following[0], Day):
        return None
    reading, position = following
    if bracket and low(tokens, position) in (")", "]"):
        position += 1
    assert isinstance(reading, Day)
    return Day(reading.month, reading.day, reading.year, number, reading.years), position


def month_first(tokens: Tokens, index: int) -> Parsed | None:
    month = month_name(tokens, index)
    if month is None:
        return None
    position = month[1] + (low(tokens, month[1]) == "the")
    first = day_number(tokens, position)
    if first is None:
        return None
    days, position = [first[0]], first[1]
    while len(days) < _MOST_DAYS and (more := _next_day(tokens, position, need_month=False)):
        days.append(more[0])
        position = more[1]
    return _days_of(month[0], days, tokens, position)


def day_first(tokens: Tokens, index: int) -> Parsed | None:
    position = index + (low(tokens, index) == "the")
    first = day_number(tokens, position)
    if first is None:
        return None
    days, position = [first[0]], first[1]
    while len(days) < _MOST_DAYS and (more := _next_day(tokens, position, need_month=True)):
        days.append(more[0])
        position = more[1]
    position += low(tokens, position) in ("of", "-")
    month = month_name(tokens, position)
    if month is None:
        return None
    if low(tokens, month[1]) == "-" and touches(tokens, month[1]) and year_number(tokens, month[1] + 1):
        return _days_of(month[0], days, tokens, month[1] + 1)
    return _days_of(month[0], days, tokens, month[1])


def _next_day(tokens: Tokens, index: int, need_month: bool) -> tuple[int, int] | None:
    """A further day of the same month after "and", "to", a dash or a comma."""
    joint = low(tokens, index)
    position = index + 1
    if joint == "," and low(tokens, position) in ("and", "or"):
        position += 1
    if joint not in (",", "and", "or", "to", "-", "–", "—", "&", "/", "through", "until"):
        return None
    position += low(tokens, position) == "the"
    number = day_number(tokens, position)
    if number is None:
        return None
    after = number[1]
    if need_month:
        return number
    if month_name(tokens, after + (low(tokens, after) == "of")):
        return None
    if after < len(tokens) and tokens[after].kind == "word" and joint in ("and", "or", ",", "to"):
        # "on March 9 and 10 people died"
        from_here = tokens[after].low
        if from_here in QUANTITIES or (joint == "," and from_here not in ("and", "or", "in", "at", "with")):
            return None
    return number


def _days_of(month: int, days: list[int], tokens: Tokens, index: int) -> Parsed | None:
    if not all(exists(month, number) for number in days):
        return None
    year, years, position = year_after(tokens, index)
    readings = [Day(month, number, year, None, years) for number in (min(days), max(days))]
    return (readings[0] if len(set(days)) == 1 else Between(readings[0], readings[1])), position


def _numeric_day(tokens: Tokens, index: int) -> Parsed | None:
    """31.03.2025 is day and month; 31/03/2025 and 03/31/2025 only where one number cannot be a month."""
    text = tokens[index].text
    first, second, year = (int(part) for part in text.replace("/", ".").split("."))
    if "." in text or first > 12 or first == second:
        month, number = second, first
    elif second > 12:
        month, number = first, second
    else:
        return None
    return (Day(month, number, year), index + 1) if exists(month, number) else None


def month(tokens: Tokens, index: int, part: Part | None = None, governed: bool = False) -> Parsed | None:
    """A month with or without year; alone it must be `governed` by a word that makes it a date."""
    found = month_name(tokens, index)
    if found is None:
        return None
    number, position = found
    year, years, after = year_after(tokens, position)
    if year is None and years is None:
        abbreviated = tokens[index].low not in MONTHS
        governed = governed or (low(tokens, index - 1) == "as" and low(tokens, index - 2) in AS_TIME)
        if not governed or abbreviated or not _stands_alone(tokens, index, position):
            return None
    return Month(number, year, part, None, years), after


AS_TIME = ("early", "late", "recently", "soon", "back")
"""What stands between "as … as" before a time: "as early as June"."""


def _stands_alone(tokens: Tokens, index: int, after: int) -> bool:
    """The month is not the first name of someone: "in April Glaspie's account"."""
    if after >= len(tokens):
        return True
    follower = tokens[after]
    named = (
        follower.kind == "word" and follower.text[0].isupper() and follower.start == tokens[after - 1].end + 1
    )
    if not named or tokens[index].low not in ("april", "may", "june", "august", "march"):
        return True
    return low(tokens, index - 1) in ("in", "since", "until", "last", "next", "early", "mid", "late")


def is_money(tokens: Tokens, index: int) -> bool:
    return touches(tokens, index) and low(tokens, index - 1) in ("$", "€", "£", "¥", "#", "№")


def exists(month: int, number: int) -> bool:
    return 1 <= month <= 12 and 1 <= number <= (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def weekday_name(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """A weekday, or its abbreviation next to something that makes it one."""
    if index >= len(tokens) or not tokens[index].text[0].isupper():
        return None
    word = tokens[index].low
    if word in WEEKDAYS:
        if _is_name(tokens, index):
            return None
        return WEEKDAYS[word], index + 1
    if word in WEEKDAY_ABBREVIATIONS:
        stop = index + 1 < len(tokens) and low(tokens, index + 1) == "." and touches(tokens, index + 1)
        after = index + (2 if stop else 1)
        position = after + (low(tokens, after) == ",")
        dated = month_first(tokens, position) or day_first(tokens, position)
        bracketed = low(tokens, index - 1) == "(" and low(tokens, after) in (")", ",", "-", "–", "to")
        if dated or bracketed or low(tokens, index - 1) in ("on", "last", "next"):
            return WEEKDAY_ABBREVIATIONS[word], after
    return None


def _is_name(tokens: Tokens, index: int) -> bool:
    """Black Friday, the Sunday Times, Man Friday: no days to date anything by."""
    if low(tokens, index - 1) in (
        "black",
        "bloody",
        "cyber",
        "super",
        "good",
        "ash",
        "palm",
        "easter",
        "fat",
        "ruby",
    ):
        return True
    return (
        low(tokens, index + 1) in ("times", "telegraph", "herald", "mirror", "mail", "express", "club")
        and tokens[index + 1].text[0].isupper()
    )
