"""The words of time expressions, and the tokens the date grammar reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.events.when.date_readings import Unit


@dataclass(slots=True)
class Token:
    """A word, number or mark of the text; `low` is its lower case, `kind` word, number, iso, numeric, line or
    mark. It is not frozen, since that doubles the time to make one and every word becomes one.
    """

    text: str
    low: str
    start: int
    end: int
    kind: str


_TOKEN = re.compile(
    r"""(?P<word>[^\W\d_]+)
      | (?P<iso>(?<![\d-])[12]\d{3}(?P<dash>[-/])[01]\d(?P=dash)[0-3]\d(?!\d))
      | (?P<numeric>(?<![\d./])[0-3]?\d(?P<separator>[./])[0-3]?\d(?P=separator)[12]\d{3}(?!\d))
      | (?P<number>\d+(?:,\d{3}(?!\d))*(?:\.\d+)?)
      | (?P<line>[\n\r]+)
      | (?P<mark>[^\s])""",
    re.VERBOSE,
)


def tokens_of(text: str) -> list[Token]:
    """The tokens of `text`; white space other than line breaks is left out."""
    lowered = in_small_letters(text).replace("’", "'")
    tokens = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        tokens.append(Token(text[start:end], lowered[start:end], start, end, match.lastgroup or "mark"))
    return tokens


def in_small_letters(text: str) -> str:
    """`text` in lower case, letter for letter, so that offsets stay: of "İ", whose small form is two, the first counts.

    Patterns of many alternatives read it three times faster than the text with `re.IGNORECASE`.
    """
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join([letter.lower()[0] for letter in text])


MONTHS = {
    name: number
    for number, name in enumerate(
        (
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ),
        start=1,
    )
}
MONTH_ABBREVIATIONS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
}  # fmt: skip
WEEKDAY_ABBREVIATIONS = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5,
    "sun": 6,
}  # fmt: skip
SEASONS = {"spring": 0, "springtime": 0, "summer": 1, "summertime": 1, "autumn": 2, "fall": 2, "winter": 3}
UNITS: dict[str, Unit] = {
    "day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month", "months": "month",
    "year": "year", "years": "year", "quarter": "quarter", "quarters": "quarter", "decade": "decade",
    "decades": "decade", "weekend": "weekend", "fortnight": "week", "fortnights": "week",
}  # fmt: skip
WHOLE_UNITS: dict[str, Unit] = {
    "week": "week", "month": "month", "year": "year", "quarter": "quarter", "decade": "decade",
    "weekend": "weekend", "morning": "day", "evening": "day", "afternoon": "day", "night": "day",
    "day": "day",
}  # fmt: skip
DAY_PARTS_TEXT = "morning afternoon evening night noon midday midnight lunchtime overnight dawn"
DAY_PARTS = frozenset(DAY_PARTS_TEXT.split())
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBERS = {word: number for number, word in enumerate(_ONES.split())} | {
    word: 10 * number for number, word in enumerate(_TENS.split(), start=2)
}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINALS = {word: number for number, word in enumerate(_ORDINALS.split(), start=1)} | {"thirtieth": 30}
CENTURIES = {**ORDINALS, "twenty-first": 21}
DECADE_WORDS = {
    "twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960, "seventies": 1970,
    "eighties": 1980, "nineties": 1990,
}  # fmt: skip

# After a number they show that it counts things and is no year: "in 2024 villages", "2000 metres".
_QUANTITIES = (
    "people votes cases troops soldiers men women children civilians refugees migrants detainees "
    "prisoners hostages dead deaths casualties wounded injured villages towns cities houses homes schools "
    "hospitals companies firms dollars euros pounds yuan roubles rubles yen rupees lira tonnes tons "
    "barrels metres meters kilometres kilometers miles km kg feet hectares acres degrees percent per "
    "items pages words seats members delegates participants officers police policemen staff employees "
    "workers jobs families households vehicles tanks aircraft drones missiles rockets shells bombs ships "
    "boats containers hours minutes days weeks months years times points plus others more locations sites "
    "places"
)
QUANTITIES = frozenset(_QUANTITIES.split())

DETERMINERS_TEXT = "the a an its their his her our this that these those"
DETERMINERS = frozenset(DETERMINERS_TEXT.split())
_FUNCTION = (
    "a an the and or but nor so yet for of in on at to from by with without within as than that which who "
    "whom whose when where while after before since until till during because although though if unless "
    "is are was were be been being has have had having will would shall should may might can could must "
    "do does did not it he she they we i you his her its their our my this these those there here also "
    "only just even still already then now over under about against between among into onto through "
    "across via per amid despite said says saying told following including at what how why"
)
FUNCTION_WORDS = frozenset(_FUNCTION.split())

TIME_WORDS = (
    frozenset(
        (*MONTHS, *MONTH_ABBREVIATIONS, *WEEKDAYS, *WEEKDAY_ABBREVIATIONS, *SEASONS, *UNITS, *DECADE_WORDS)
    )
    | DAY_PARTS
    | frozenset(
        ("today", "tonight", "yesterday", "tomorrow", "half", "century", "eve", "fiscal", "fy", "q", "h")
    )
)
"""Without one of these or a number there is no time expression."""
_OPENING = (
    "since until till til through ending up no not by before after between from starting beginning "
    "effective commencing as to the a an in last next this that same early mid late start middle end "
    "close earlier later so coming past final previous following budget financial"
)
OPENING_WORDS = frozenset(_OPENING.split()) | frozenset(NUMBERS) | frozenset(ORDINALS)
"""What else an expression may start with."""
