"""Years, decades, seasons, quarters, weekdays, feasts and fiscal years as they are written.

Every function reads the tokens from an index on and returns a reading with the index after it, or None.
"""

from __future__ import annotations

from transforms.events.when.date_parts import (
    BEFORE_YEAR,
    Parsed,
    Tokens,
    low,
    ordinal,
    touches,
    weekday_name,
    year_after,
    year_number,
)
from transforms.events.when.date_readings import (
    Between,
    Feast,
    FiscalYear,
    Fraction,
    Part,
    Season,
    Weekday,
    Year,
    Years,
)
from transforms.events.when.feasts import feast_names, fiscal_qualifiers
from transforms.events.when.time_words import CENTURIES, DECADE_WORDS, SEASONS


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
    if index >= len(tokens) or not (tokens[index].text[0].isupper() or tokens[index].kind == "number"):
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
    """The stretches of up to five tokens right before `index`, without a possessive ending."""
    position = index - 1
    if low(tokens, position) in ("last", "next", "this", "current"):
        position -= 1
    if low(tokens, position) == "s" and low(tokens, position - 1) in ("'", "’"):
        position -= 2
    elif low(tokens, position) in ("'", "’"):
        position -= 1
    found = set()
    for length in range(1, 6):
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
