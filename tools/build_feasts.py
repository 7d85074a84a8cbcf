"""Build transforms/events/data/feast_dates.csv: the Gregorian days of feasts that follow other calendars.

Run with the package ``holidays`` 0.109 installed (not a dependency of the project):

    python tools/build_feasts.py

Days of the Islamic year are those of Saudi Arabia; where the moon is sighted elsewhere they may differ by
one.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from holidays.calendars.buddhist import _BuddhistLunisolar
from holidays.calendars.chinese import _ChineseLunisolar
from holidays.calendars.hebrew import _HebrewLunisolar
from holidays.calendars.islamic import _IslamicLunar
from holidays.calendars.persian import _Persian

TARGET = Path(__file__).resolve().parent.parent / "transforms" / "events" / "data" / "feast_dates.csv"
YEARS = range(1990, 2036)
# Main day in India. The package's own table is a month off in several years.
DIWALI = {
    1990: (10, 18), 1991: (11, 5), 1992: (10, 25), 1993: (11, 13), 1994: (11, 3), 1995: (10, 23),
    1996: (11, 10), 1997: (10, 30), 1998: (10, 19), 1999: (11, 7), 2000: (10, 26), 2001: (11, 14),
    2002: (11, 4), 2003: (10, 25), 2004: (11, 12), 2005: (11, 1), 2006: (10, 21), 2007: (11, 9),
    2008: (10, 28), 2009: (10, 17), 2010: (11, 5), 2011: (10, 26), 2012: (11, 13), 2013: (11, 3),
    2014: (10, 23), 2015: (11, 11), 2016: (10, 30), 2017: (10, 19), 2018: (11, 7), 2019: (10, 27),
    2020: (11, 14), 2021: (11, 4), 2022: (10, 24), 2023: (11, 12), 2024: (10, 31), 2025: (10, 20),
    2026: (11, 8), 2027: (10, 29), 2028: (10, 17), 2029: (11, 5), 2030: (10, 26), 2031: (11, 14),
    2032: (11, 2), 2033: (10, 22), 2034: (11, 10), 2035: (10, 30),
}  # fmt: skip


def main() -> None:
    islamic, chinese, hebrew = _IslamicLunar(), _ChineseLunisolar(), _HebrewLunisolar()
    persian, buddhist = _Persian(), _BuddhistLunisolar()
    spans: set[tuple[str, date, date]] = set()

    def add(feast: str, start: date | None, length: int = 1) -> None:
        if start is not None and start.year in YEARS:
            spans.add((feast, start, start + timedelta(days=length - 1)))

    for year in YEARS:
        for feast, days in (
            ("eid-al-fitr", islamic.eid_al_fitr_dates(year)),
            ("eid-al-adha", islamic.eid_al_adha_dates(year)),
            ("ashura", islamic.ashura_dates(year)),
            ("mawlid", islamic.mawlid_dates(year)),
            ("arbaeen", islamic.arbaeen_dates(year)),
            ("hijri-new-year", islamic.hijri_new_year_dates(year)),
        ):
            for day in dates(days):
                add(feast, day)
        ends = sorted({day for y in (year, year + 1) for day in dates(islamic.eid_al_fitr_dates(y))})
        for start in dates(islamic.ramadan_beginning_dates(year)):
            end = next(day for day in ends if day > start)
            add("ramadan", start, (end - start).days)
        add("lunar-new-year", day_of(chinese.lunar_new_year_date(year)))
        add("mid-autumn", day_of(chinese.mid_autumn_date(year)))
        add("dragon-boat", day_of(chinese.dragon_boat_date(year)))
        add("passover", day_of(hebrew.passover_date(year)), 7)
        add("rosh-hashanah", day_of(hebrew.rosh_hashanah_date(year)), 2)
        add("yom-kippur", day_of(hebrew.yom_kippur_date(year)))
        add("sukkot", day_of(hebrew.sukkot_date(year)), 7)
        for start in hebrew.hanukkah_date(year):
            add("hanukkah", start, 8)
        add("purim", day_of(hebrew.purim_date(year)))
        add("diwali", date(year, *DIWALI[year]))
        add("nowruz", persian.new_year_date(year))
        add("vesak", day_of(buddhist.vesak_date(year)))
    rows = sorted(spans)
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["feast", "start", "end"])
        writer.writerows((feast, start.isoformat(), end.isoformat()) for feast, start, end in rows)
    print(f"{len(rows)} feast days -> {TARGET}", file=sys.stderr)


def dates(pairs: Iterable[tuple[date, bool]]) -> list[date]:
    return [day for day, _ in pairs]


def day_of(found: tuple[date | None, bool] | date | None) -> date | None:
    return found[0] if isinstance(found, tuple) else found


if __name__ == "__main__":
    main()
