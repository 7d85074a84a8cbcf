"""Dates as feeds write them, in every form seen in the wild, to UTC."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from dataclasses import dataclass

from dateutil import parser as dateutil_parser

UTC = dt.timezone.utc
EARLIEST = dt.datetime(1980, 1, 1, tzinfo=UTC)
"""Before this a date is a default value of some software (0000, 0001, 1601, 1899, 1900, 1904, 1970), not a
date."""
FUTURE_SLACK = dt.timedelta(hours=26)
"""A publisher ahead of UTC who forgets the zone is up to 14 hours early; more is flagged."""
ABSURD_FUTURE = dt.timedelta(days=731)

FLAG_MISSING = "date_missing"
FLAG_UNREADABLE = "date_unreadable"
FLAG_ABSURD = "date_absurd"
FLAG_FUTURE = "date_future"
FLAG_NO_ZONE = "date_zone_missing"
FLAG_UNKNOWN_ZONE = "date_zone_unknown"
FLAG_AMBIGUOUS = "date_ambiguous"


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date (aware, UTC) or None, and what was doubtful about it."""

    value: dt.datetime | None
    flags: tuple[str, ...] = ()


# Hours from UTC. Of names with several meanings the one that news feeds use: IST India, BST Britain, CST US.
_ZONES: dict[str, float] = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "ist": 5.5, "cet": 1, "cest": 2,
    "mez": 1, "mesz": 2, "met": 1, "mest": 2, "eet": 2, "eest": 3, "msk": 3, "trt": 3, "ast": -4, "adt":
    -3, "est": -5, "edt": -4, "et": -5, "cst": -6, "cdt": -5, "ct": -6, "mst": -7, "mdt": -6, "mt": -7,
    "pst": -8, "pdt": -7, "pt": -8, "akst": -9, "akdt": -8, "hst": -10, "nst": -3.5, "ndt": -2.5, "brt":
    -3, "brst": -2, "art": -3, "clt": -4, "clst": -3, "cot": -5, "pet": -5, "vet": -4, "bot": -4, "uyt":
    -3, "pyt": -4, "ect": -5, "gft": -3, "wat": 1, "cat": 2, "sast": 2, "eat": 3, "idt": 3, "irst": 3.5,
    "irdt": 4.5, "gst": 4, "azt": 4, "get": 4, "amt": 4, "samt": 4, "aft": 4.5, "pkt": 5, "uzt": 5,
    "yekt": 5, "npt": 5.75, "bdt": 6, "almt": 6, "omst": 6, "mmt": 6.5, "ict": 7, "wib": 7, "krat": 7,
    "wita": 8, "hkt": 8, "sgt": 8, "myt": 8, "pht": 8, "awst": 8, "irkt": 8, "ulat": 8, "wit": 9, "jst":
    9, "kst": 9, "yakt": 9, "acst": 9.5, "acdt": 10.5, "aest": 10, "aedt": 11, "chst": 10, "vlat": 10,
    "sbt": 11, "magt": 11, "nzst": 12, "nzdt": 13, "fjt": 12, "pett": 12, "tot": 13, "sst": -11,
}  # fmt: skip

_MONTH_NAMES = """
1 jan january januar janvier janv enero ene janeiro gennaio gen januari янв января ocak stycznia sty leden ledna
2 feb february februar février févr fevrier fevr febrero fevereiro fev febbraio februari фев февраля şubat subat lutego lut
3 mar march märz maerz mrz mars marzo março marco maart mrt мар марта mart marca
4 apr april avril avr abril abr aprile апр апреля nisan kwietnia kwi
5 may mai mayo maio maggio mag mei мая май mayıs mayis maja maj
6 jun june juni juin junio junho giugno giu июн июня haziran czerwca cze
7 jul july juli juillet juil julio julho luglio lug июл июля temmuz lipca lip
8 aug august août aout agosto ago augustus авг августа ağustos agustos sierpnia sie augusti
9 sep sept september septembre septiembre setembro set settembre сен сент сентября eylül eylul września wrz
10 oct october oktober okt octobre octubre outubro out ottobre ott окт октября ekim października paź
11 nov november novembre noviembre novembro ноя ноября kasım kasim listopada lis
12 dec december dezember dez décembre déc decembre diciembre dic dezembro dicembre desember дек декабря aralık aralik grudnia gru
"""  # noqa: E501
_MONTHS = {
    name: int(line.split()[0]) for line in _MONTH_NAMES.strip().splitlines() for name in line.split()[1:]
}

_TIME = r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
_MERIDIEM = r"(?:\s*(?P<meridiem>[ap])\.?m\.?)?"
_ZONE = (
    r"(?:\s*(?P<zone>(?:utc|gmt)?\s*[+\-\u2212]\s?\d{1,2}:?(?:\d{2})?(?::\d{2})?|[a-z]{1,5}|\([a-z ]+\)))?"
)
_REST = r"(?:\s*\([^)]*\))?"
_DAY_NAME = r"(?:[^\W\d_]{2,14}\.?,?\s+)?"

_FORMS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(form, re.I)
    for form in (
        # 2025-03-30T08:00:00.123Z, 2025-03-30 08:00 +0300, 2025/03/30
        rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?:[t\s_,]+{_TIME}{_MERIDIEM}{_ZONE})?{_REST}",
        # 20250330T080000Z
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:t?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?"
        rf"{_ZONE})?",
        # Sun, 30 Mar 2025 08:00:00 GMT; 30-Mar-2025; 30 de marzo de 2025; 30. März 2025 um 8:00 Uhr
        rf"{_DAY_NAME}(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?(?:\s+(?:de|of))?[\s\-./]+(?P<name>[^\W\d_]{{3,12}})\.?,?"
        rf"(?:\s+de)?[\s\-./]+(?P<year>\d{{4}}|\d{{2}})\b(?:[,\s]+(?:at|um|à|в|-|a\s+las)?\s*{_TIME}(?:\s*uhr)?{_MERIDIEM}{_ZONE})?{_REST}",
        # March 30, 2025, 8:00 a.m. EST; Sun Mar 30 2025 08:00:00 GMT+0300 (zone)
        rf"{_DAY_NAME}(?P<name>[^\W\d_]{{3,12}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
        rf"(?:[,\s]+(?:at|-)?\s*{_TIME}{_MERIDIEM}{_ZONE})?{_REST}",
        # Sun Mar 30 08:00:00 UTC 2025
        rf"{_DAY_NAME}(?P<name>[^\W\d_]{{3,12}})\s+(?P<day>\d{{1,2}})\s+{_TIME}{_ZONE}\s+(?P<year>\d{{4}})",
        # 08:00 30 March 2025
        rf"{_TIME}{_MERIDIEM}{_ZONE}[,\s-]+{_DAY_NAME}(?P<day>\d{{1,2}})\s+(?P<name>[^\W\d_]{{3,12}})\.?,?\s+(?P<year>\d{{4}})",
        # 2025年3月30日 08:00
        rf"(?P<year>\d{{4}})\s*[年년]\s*(?P<month>\d{{1,2}})\s*[月월]\s*(?P<day>\d{{1,2}})\s*[日일]?(?:\s*[(（][^)）]{{0,6}}[)）])?(?:\s*{_TIME}{_ZONE})?",
        # 30.03.2025 08:00, 30/03/2025, 03/30/2025 08:00 AM
        rf"{_DAY_NAME}(?P<day>\d{{1,2}})[/.\-](?P<month>\d{{1,2}})[/.\-](?P<year>\d{{4}})(?:[,\s\-]+{_TIME}{_MERIDIEM}{_ZONE})?{_REST}",
    )
)  # fmt: skip


def parse_date(raw: str | None, *, now: dt.datetime) -> ParsedDate:
    """Return the moment a date string means.

    Args:
        raw: as the feed wrote it.
        now: when the feed was fetched, for judging the future.

    A missing zone counts as UTC and is flagged; dates before 1980 or more than two years ahead are no dates.
    """
    if raw is None or not raw.strip():
        return ParsedDate(None, (FLAG_MISSING,))
    text = re.sub(r"\s+", " ", raw.strip())[:120]
    try:
        value, flags = _read(text)
    except (ValueError, OverflowError):
        value, flags = None, ()
        if re.search(r"\b0{4}\b|\b0001\b", text):
            return ParsedDate(None, (FLAG_ABSURD,))
    if value is None:
        return ParsedDate(None, (FLAG_UNREADABLE,))
    if value < EARLIEST or value > now + ABSURD_FUTURE:
        return ParsedDate(None, (*flags, FLAG_ABSURD))
    if value > now + FUTURE_SLACK:
        flags = (*flags, FLAG_FUTURE)
    return ParsedDate(value, flags)


def _read(text: str) -> tuple[dt.datetime | None, tuple[str, ...]]:
    if re.fullmatch(r"-?\d{9,10}(?:\.\d+)?|\d{12,13}|\d{16}", text):
        seconds = float(text)
        digits = len(text.lstrip("-").split(".")[0])
        return dt.datetime.fromtimestamp(seconds / {13: 1e3, 12: 1e3, 16: 1e6}.get(digits, 1), UTC), ()
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            return _build(match.groupdict())
    return _by_dateutil(text)


def _build(found: dict[str, str | None]) -> tuple[dt.datetime | None, tuple[str, ...]]:
    flags: list[str] = []
    year_text = found["year"] or ""
    year = int(year_text)
    if len(year_text) == 2:
        year += 2000 if year < 70 else 1900
    day = int(found["day"] or 0)
    if name := found.get("name"):
        month = _month(name)
    else:
        month = int(found["month"] or 0)
        if month > 12 >= day:  # American order
            day, month = month, day
        elif "hour" in found and found.get("meridiem") and len(year_text) == 4 and day <= 12 and month <= 12:
            flags.append(FLAG_AMBIGUOUS)
    hour, minute, second = (int(found.get(part) or 0) for part in ("hour", "minute", "second"))
    microsecond = int((found.get("fraction") or "0").ljust(6, "0")[:6])
    if meridiem := found.get("meridiem"):
        hour = hour % 12 + (12 if meridiem.lower() == "p" else 0)
    extra = dt.timedelta()
    if hour == 24 and minute == 0:
        hour, extra = 0, dt.timedelta(days=1)
    if second == 60:
        second, extra = 59, extra + dt.timedelta(seconds=1)
    offset, zone_flag = _offset(found.get("zone"), timed=found.get("hour") is not None)
    if zone_flag:
        flags.append(zone_flag)
    local = dt.datetime(year, month, day, hour, minute, second, microsecond, tzinfo=UTC)
    return local + extra - offset, tuple(flags)


def _month(name: str) -> int:
    key = name.casefold().rstrip(".")
    if key in _MONTHS:
        return _MONTHS[key]
    raise ValueError(f"{name!r} is no month")


def _offset(zone: str | None, *, timed: bool) -> tuple[dt.timedelta, str | None]:
    """Return the offset of a zone and a flag where it is missing or unknown (both count as UTC)."""
    if not zone:
        return dt.timedelta(), FLAG_NO_ZONE if timed else None
    compact = re.sub(r"[\s():]", "", zone.lower()).replace("\u2212", "-")
    if match := re.fullmatch(r"(?:utc|gmt)?([+-])(\d{1,2})(\d{2})?(?:\d{2})?", compact):
        hours, minutes = int(match[2]), int(match[3] or 0)
        if hours > 15 or minutes > 59:
            return dt.timedelta(), FLAG_UNKNOWN_ZONE
        shift = dt.timedelta(hours=hours, minutes=minutes)
        return (shift if match[1] == "+" else -shift), None
    if compact in _ZONES:
        return dt.timedelta(hours=_ZONES[compact]), None
    return dt.timedelta(), FLAG_UNKNOWN_ZONE


def _by_dateutil(text: str) -> tuple[dt.datetime | None, tuple[str, ...]]:
    """The last resort for forms nobody listed; it guesses nothing that is not written (no default date)."""
    if (
        not re.search(r"\d{4}", text)
        or len(re.findall(r"\d+", text)) < 3
        and not re.search(r"[^\W\d_]{3}", text)
    ):
        return None, ()
    first, second = dt.datetime(2001, 1, 1), dt.datetime(2002, 2, 2)
    zones = {name.upper(): int(hours * 3600) for name, hours in _ZONES.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        one = dateutil_parser.parse(text, default=first, tzinfos=zones)
        two = dateutil_parser.parse(text, default=second, tzinfos=zones)
    if one.date() != two.date():
        return None, ()
    if one.tzinfo is None:
        return one.replace(tzinfo=UTC), (FLAG_NO_ZONE,)
    return one.astimezone(UTC), ()
