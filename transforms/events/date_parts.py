"""Days, months, years, weekdays and feasts as they are written: the nouns of the date grammar.

Every function reads the tokens from an index on and returns a reading with the index after it, or None.
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.events.calendar import Between, Day, Feast, FiscalYear, Fraction, Month, Part, Reading, Season
from transforms.events.calendar import Weekday, Year, Years
from transforms.events.feasts import feast_names, fiscal_qualifiers
from transforms.events.time_words import (
    CENTURIES,
    DECADE_WORDS,
    MONTH_ABBREVIATIONS,
    MONTHS,
    NUMBERS,
    ORDINALS,
)
from transforms.events.time_words import QUANTITIES, SEASONS, WEEKDAY_ABBREVIATIONS, WEEKDAYS, Token

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
_FIRST_YEAR, _LAST_YEAR = 1000, 2199


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
        return (int(token.text), index + 1) if not _is_money(tokens, index) else None
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
    if not 1 <= int(token.text) <= 31 or _is_money(tokens, index):
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
    if not _FIRST_YEAR <= int(token.text) <= _LAST_YEAR or _is_money(tokens, index):
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
    """The year that follows a day or month: number, years from publication ("last year": -1), index after it."""
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
        year, month, number = (int(part) for part in tokens[index].text.split("-"))
        return (Day(month, number, year), index + 1) if _exists(month, number) else None
    if tokens[index].kind == "numeric":
        return _numeric_day(tokens, index)
    if found := weekday_name(tokens, index):
        return _day_after_weekday(tokens, found)
    return _month_first(tokens, index) or _day_first(tokens, index)


def _day_after_weekday(tokens: Tokens, found: tuple[int, int]) -> Parsed | None:
    """ "Tuesday, 4 March", "Tuesday (March 4)", "Tuesday the 4th of March"."""
    number, position = found
    bracket = low(tokens, position) in ("(", "[")
    while low(tokens, position) in (",", "the", "(", "["):
        position += 1
    following = _month_first(tokens, position) or _day_first(tokens, position)
    if following is None or not isinstance(following[0], Day):
        return None
    reading, position = following
    if bracket and low(tokens, position) in (")", "]"):
        position += 1
    assert isinstance(reading, Day)
    return Day(reading.month, reading.day, reading.year, number, reading.years), position


def _month_first(tokens: Tokens, index: int) -> Parsed | None:
    month = month_name(tokens, index)
    if month is None:
        return None
    position = month[1] + (low(tokens, month[1]) == "the")
    first = day_number(tokens, position)
    if first is None:
        return None
    days, position = [first[0]], first[1]
    while more := _next_day(tokens, position, need_month=False):
        days.append(more[0])
        position = more[1]
    return _days_of(month[0], days, tokens, position)


def _day_first(tokens: Tokens, index: int) -> Parsed | None:
    position = index + (low(tokens, index) == "the")
    first = day_number(tokens, position)
    if first is None:
        return None
    days, position = [first[0]], first[1]
    while more := _next_day(tokens, position, need_month=True):
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
    if not all(_exists(month, number) for number in days):
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
    return (Day(month, number, year), index + 1) if _exists(month, number) else None


def month(tokens: Tokens, index: int, part: Part | None = None, governed: bool = False) -> Parsed | None:
    """A month with or without year; alone it must be `governed` by a word that makes it a date."""
    found = month_name(tokens, index)
    if found is None:
        return None
    number, position = found
    year, years, after = year_after(tokens, position)
    if year is None and years is None:
        abbreviated = tokens[index].low not in MONTHS
        if not governed or abbreviated or not _stands_alone(tokens, index, position):
            return None
    return Month(number, year, part, None, years), after


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


def year(tokens: Tokens, index: int) -> Parsed | None:
    """A bare year after a word or bracket that makes it one: "in 2014", "(1998)", "the year 2000"."""
    position = index
    if low(tokens, position) == "the":
        position += 1
    if low(tokens, position) == "year" and (found := year_number(tokens, position + 1)):
        return Year(found[0]), found[1]
    found = year_number(tokens, index)
    if found is None:
        return None
    before = low(tokens, index - 1)
    if before == "(" and low(tokens, found[1]) in (")", "-", "–", ",", ";"):
        return Year(found[0]), found[1]
    if before not in BEFORE_YEAR:
        return None
    following = tokens[found[1]] if found[1] < len(tokens) else None
    if following is not None and following.low in ("-", "–") and touches(tokens, found[1]):
        return _hyphened_years(tokens, found[0], found[1] + 1) or (Year(found[0]), found[1])
    return Year(found[0]), found[1]


def _hyphened_years(tokens: Tokens, first: int, index: int) -> Parsed | None:
    """ "2014-2018", "2014–18", after the dash."""
    if found := year_number(tokens, index):
        return (Between(Year(first), Year(found[0])), found[1]) if found[0] > first else None
    if index < len(tokens) and tokens[index].kind == "number" and len(tokens[index].text) == 2:
        last = first // 100 * 100 + int(tokens[index].text) if tokens[index].text.isdigit() else 0
        return (Between(Year(first), Year(last)), index + 1) if last > first else None
    return None


def decade(tokens: Tokens, index: int) -> Parsed | None:
    """ "The 1990s", "the late 1980s", "the nineties", "the 19th century"; the article is optional."""
    position = index + (low(tokens, index) == "the")
    part: str | None = None
    if low(tokens, position) in ("early", "mid", "late"):
        part = low(tokens, position)
        position += 1 + (low(tokens, position + 1) == "-")
    token = tokens[position] if position < len(tokens) else None
    if token is None:
        return None
    if token.kind == "number" and len(token.text) == 4 and token.text.isdigit() and token.text.endswith("0"):
        after = position + 1 + (low(tokens, position + 1) == "'")
        if low(tokens, after) == "s" and touches(tokens, after):
            return _decade(int(token.text), part), after + 1
    if token.low in DECADE_WORDS and low(tokens, index) == "the":
        return _decade(DECADE_WORDS[token.low], part), position + 1
    number = ordinal(tokens, position)
    if number is None and token.low == "twenty" and low(tokens, position + 1) == "-":
        number = (CENTURIES["twenty-first"], position + 3) if low(tokens, position + 2) == "first" else None
    if number is not None and low(tokens, number[1]) == "century":
        first = (number[0] - 1) * 100 + 1
        bounds = {None: (0, 99), "early": (0, 32), "mid": (33, 65), "late": (66, 99)}[part]
        return Years(first + bounds[0], first + bounds[1], "range"), number[1] + 1
    return None


def _decade(first: int, part: str | None) -> Years:
    start, end = {None: (0, 9), "early": (0, 3), "mid": (4, 6), "late": (7, 9)}[part]
    return Years(first + start, first + end)


def season(tokens: Tokens, index: int, part: Part | None = None, governed: bool = False) -> Parsed | None:
    """A season with a year, or alone where it is `governed`; not the Arab Spring nor the Winter Olympics."""
    number = SEASONS.get(low(tokens, index))
    if number is None:
        return None
    year, years, after = year_after(tokens, index + 1)
    if year is None and years is None:
        if not governed or not tokens[index].text.islower() or low(tokens, index) in ("fall",):
            return None
        return Season(number, part=part), index + 1
    if year is not None and low(tokens, after) in ("-", "–", "/") and touches(tokens, after):
        # "the winter of 2014-15"
        after += 2
    return Season(number, year, None, part, years), after


def fraction(tokens: Tokens, index: int) -> Parsed | None:
    """ "The first quarter of 2020", "second half of last year", "Q3 2024", "H1"."""
    position = index + (low(tokens, index) == "the")
    token = low(tokens, position)
    if token in ("q", "h") and touches(tokens, position + 1):
        number = low(tokens, position + 1)
        of = 4 if token == "q" else 2
        if number in ("1", "2", "3", "4")[:of]:
            year, years, after = year_after(tokens, position + 2)
            return Fraction(int(number), of, year, years), after
        return None
    numbered = {"last": (4, position + 1), "final": (4, position + 1)}.get(token) or ordinal(tokens, position)
    if numbered is None:
        return None
    number_of, after = numbered
    what = low(tokens, after)
    if what not in ("quarter", "half"):
        return None
    of = 4 if what == "quarter" else 2
    number_of = of if token in ("last", "final") else number_of
    if not 1 <= number_of <= of:
        return None
    year, years, end = year_after(tokens, after + 1)
    if year is not None or years is not None:
        return Fraction(number_of, of, year, years), end
    if (
        low(tokens, end) == "of"
        and low(tokens, end + 1) in ("the", "this")
        and low(tokens, end + 2) == "year"
    ):
        return Fraction(number_of, of, None, 0), end + 3
    if low(tokens, end) == "of" or token in ("last", "final"):
        return None
    # "The first half" alone is as often that of a match.
    return (
        (Fraction(number_of, of), end)
        if what == "quarter" and low(tokens, index - 1) in BEFORE_YEAR
        else None
    )


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
        dated = _month_first(tokens, position) or _day_first(tokens, position)
        if dated or low(tokens, index - 1) in ("on", "last", "next"):
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


def weekday(tokens: Tokens, index: int) -> Parsed | None:
    """A weekday with what places it in a week: "last Friday", "Monday next week", "Friday week"."""
    position, which = index, None
    if low(tokens, position) in ("last", "next", "this", "coming", "past"):
        which = {"coming": "next", "past": "last"}.get(low(tokens, position), low(tokens, position))
        position += 1
        if which == "this" and low(tokens, position) in ("coming", "past"):
            which = "next" if low(tokens, position) == "coming" else "last"
            position += 1
    found = weekday_name(tokens, position)
    if found is None:
        return None
    number, after = found
    if which is None:
        step = after + (low(tokens, after) in ("of", "in"))
        shift = {"last": -1, "this": 0, "next": 1}.get(low(tokens, step))
        if shift is not None and low(tokens, step + 1) == "week":
            return Weekday(number, weeks=shift), step + 2
        if low(tokens, after) == "week" and tokens[after].start == tokens[after - 1].end + 1:
            return Weekday(number, weeks=None, which="week"), after + 1
        if low(tokens, after) in ("next", "last") and low(tokens, after + 1) not in (
            "month",
            "year",
            "summer",
        ):
            return Weekday(number, which=low(tokens, after)), after + 1
    return Weekday(number, which), after


def feast(tokens: Tokens, index: int) -> Parsed | None:
    """A feast or national day of the table, with or without a year."""
    if index >= len(tokens) or not (tokens[index].text[0].isupper() or tokens[index].low == "9"):
        return None
    names = feast_names()
    for length in range(min(7, len(tokens) - index), 0, -1):
        written = _written(tokens, index, index + length)
        rows = names.get(written)
        if rows is None:
            continue
        qualifier = _words_before(tokens, index)
        chosen = next((row for row in rows if row.qualifiers and row.qualifiers & qualifier), None)
        chosen = chosen or next((row for row in rows if not row.qualifiers), None)
        if chosen is None or _feast_in_name(tokens, index + length):
            return None
        year, _, after = year_after(tokens, index + length)
        return Feast(chosen.id, year), after
    return None


def fiscal_year(tokens: Tokens, index: int) -> Parsed | None:
    """ "Fiscal year 2024", "FY2024", "the 2024 fiscal year", where a word before tells whose it is."""
    position = index
    number: int | None = None
    if found := year_number(tokens, position):
        number, position = found
    word = low(tokens, position)
    if word in ("fiscal", "financial", "budget") and low(tokens, position + 1) == "year":
        position += 2
    elif word == "fiscal" and number is None and year_number(tokens, position + 1) or word == "fy":
        position += 1
    else:
        return None
    if number is None and (found := year_number(tokens, position)):
        number, position = found
    shift = {"last": -1, "next": 1}.get(low(tokens, index - 1), 0)
    countries = fiscal_qualifiers()
    country = next((countries[word] for word in _words_before(tokens, index) if word in countries), None)
    return (FiscalYear(country or "", number, shift), position) if number is not None or country else None


def _words_before(tokens: Tokens, index: int) -> frozenset[str]:
    """The one, two and three words right before `index`, without a possessive ending."""
    position = index - 1
    if low(tokens, position) in ("last", "next", "this", "current"):
        position -= 1
    if low(tokens, position) == "s" and low(tokens, position - 1) in ("'", "’"):
        position -= 2
    elif low(tokens, position) in ("'", "’"):
        position -= 1
    found = set()
    for length in (1, 2, 3):
        if position - length + 1 >= 0:
            found.add(_written(tokens, position - length + 1, position + 1))
    return frozenset(found)


def _feast_in_name(tokens: Tokens, index: int) -> bool:
    """Christmas Island, Easter Rising, the Good Friday Agreement."""
    following = low(tokens, index)
    return following in (
        "island",
        "islands",
        "rising",
        "offensive",
        "agreement",
        "agreements",
        "accord",
        "accords",
    )


def _written(tokens: Tokens, start: int, end: int) -> str:
    """The tokens as written, with single spaces, and straight apostrophes."""
    pieces = [tokens[start].text]
    for position in range(start + 1, end):
        pieces.append(("" if touches(tokens, position) else " ") + tokens[position].text)
    return "".join(pieces).replace("’", "'")


def _is_money(tokens: Tokens, index: int) -> bool:
    return touches(tokens, index) and low(tokens, index - 1) in ("$", "€", "£", "¥", "#", "№")


def _exists(month: int, number: int) -> bool:
    return 1 <= month <= 12 and 1 <= number <= (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
