"""What a line may open with before its wording starts: a bullet, a clock time, a dateline.

A dateline supplies neither the date nor the place of what the article reports (the guidelines say so); it
tells what "here" is, and the city slug of a diary item does give that item's place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.events.where.places import Place, locate, locate_with_country


@dataclass(frozen=True, slots=True)
class Dateline:
    """The opening of a report or diary item that names where it was filed.

    Attributes:
        start: Offset of the first character, bullet included.
        end: Offset at which the wording starts (exclusive end of dateline and separator).
        places: The places named, in order; two for "TBILISI/MOSCOW". Empty if none is in the gazetteer.
        names: The place names as written.
        is_slug: The line is a list item ("** LIMA - …"), so the city is where the item takes place.
    """

    start: int
    end: int
    names: tuple[str, ...]
    places: tuple[Place, ...]
    is_slug: bool


@dataclass(frozen=True, slots=True)
class ClockEntry:
    """The clock time that opens an entry of live coverage: hour 0-23, minute 0-59; the wording starts at
    `end`.
    """

    start: int
    end: int
    hour: int
    minute: int


_BULLET = re.compile(r"\s*(?:\*{1,3}|>{1,3}|[-–—•·▪●◦‣]|\d{1,2}[.)]|\([a-z0-9]{1,2}\))\s+")
_ZONE = r"(?:GMT|UTC|[A-Z]{2,4}T|BST)"
_CLOCK = re.compile(
    r"\s*(?P<hour>[01]?\d|2[0-4])(?:[:h](?P<minute>[0-5]\d)|\.(?P<dotted>[0-5]\d)(?=\s?[apAP]\.?[mM]\b|\s"
    + _ZONE
    + "))"
    r"(?:\s?(?P<half>[apAP])\.?[mM]\.?(?=\W))?(?:\s" + _ZONE + r")?(?:\s?[:–—-])?\s+(?=\S)"
)
_CITY = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’.-]+(?:[ -](?:[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’.-]*|de|del|el|al|la|le|upon|and|&))*"
_MIXED = r"[A-ZÀ-ÖØ-Þ][\w'’.-]+(?:[ -][A-ZÀ-ÖØ-Þ][\w'’.-]+){0,3}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"(?:(?:[A-Z][a-z]+day,?\s)?(?:{_MONTH}\s\d{{1,2}}|\d{{1,2}}\s{_MONTH})(?:,?\s\d{{4}})?)"
_AGENCY = r"\([A-Za-z][\w .&/'’-]{1,30}\)|\[[A-Za-z][\w .&/'’-]{1,30}\]"
_DATELINE = re.compile(
    rf"""(?P<names>{_CITY}(?:\s?/\s?{_CITY})*)
         (?:,\s(?P<region>(?!{_DAY}){_MIXED}))?
         (?P<day>,\s{_DAY})?
         (?P<agency>\s?{_AGENCY}|,\s[A-Z]{{2,6}}(?=\s-))?
         (?P<mark>\s?(?:—|–|--)\s?|\s-\s|\s?:\s|\.\s|(?<=\))\s[-"“”]\s)""",
    re.VERBOSE,
)
_MIXED_DATELINE = re.compile(
    rf"""(?P<names>{_MIXED}(?:\s?/\s?{_MIXED})*)
         (?:,\s(?P<region>(?!{_DAY}){_MIXED}))?
         (?P<day>,\s{_DAY})?
         (?P<agency>\s?{_AGENCY}|,\s[A-Z]{{2,6}}(?=\s-)|(?=--))
         (?P<mark>\s?(?:—|–|--|-)\s?|\s?:\s|(?<=\))\s["“”]\s)""",
    re.VERBOSE,
)


def lead_in_end(line: str) -> int:
    """How many characters of `line` come before its wording: bullet, clock time and dateline; 0 if none."""
    position = 0
    if bullet := _BULLET.match(line):
        position = bullet.end()
    if clock := clock_entry(line[position:]):
        position += clock.end
    if found := dateline(line[position:]):
        position += found.end
    return position if line[position:].strip() else 0


def clock_entry(line: str) -> ClockEntry | None:
    """The clock time at the very start of `line` ("22:40 Palestinian flag raised …"), or None."""
    match = _CLOCK.match(line)
    if match is None:
        return None
    hour = int(match["hour"]) % 24
    if match["half"] and hour <= 12:
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    return ClockEntry(match.start(), match.end(), hour, int(match["minute"] or match["dotted"]))


def dateline(line: str) -> Dateline | None:
    """The dateline or diary slug at the very start of `line`, or None.

    A name the gazetteer does not know counts only if something else marks it as a dateline: a country or a
    day after a comma, an agency in brackets, or a long dash. So "DIARY - …" is none.
    """
    bullet = _BULLET.match(line)
    offset = bullet.end() if bullet else 0
    match = _DATELINE.match(line, offset) or _MIXED_DATELINE.match(line, offset)
    if match is None or match.end() - offset > 90:
        return None
    names = tuple(name.strip(" .") for name in match["names"].split("/"))
    region, mark = match["region"], match["mark"].strip()
    places: list[Place] = []
    for name in names:
        place = (locate_with_country(name, region) if region else None) or locate(name)
        if place is not None:
            places.append(place)
    marked = bool(match["day"] or match["agency"])
    if mark in (".", ":"):
        # "AMMAN. Jordan's King …", but not "NATO. …" or "UN: …".
        if not (marked or (places and len(places) == len(names))):
            return None
    elif not (
        places or marked or (mark in ("—", "–", "--") and len(names[0]) > 4 and not names[0].isdigit())
    ):
        return None
    return Dateline(bullet.start() if bullet else 0, match.end(), names, tuple(places), bullet is not None)
