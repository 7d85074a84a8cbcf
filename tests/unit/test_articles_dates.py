"""Dates in every form feeds write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.articles.dates import EARLIEST, parse_date

UTC = dt.timezone.utc
NOW = dt.datetime(2025, 4, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "utc"),
    [
        ("Sun, 30 Mar 2025 08:00:00 GMT", "2025-03-30 08:00"),
        ("Sun, 30 Mar 2025 11:00:00 +0300", "2025-03-30 08:00"),
        ("Sun, 30 Mar 2025 03:00:00 EST", "2025-03-30 08:00"),
        ("Sun, 30 Mar 2025 10:00:00 CEST", "2025-03-30 08:00"),
        ("Sun, 30 Mar 2025 13:30 IST", "2025-03-30 08:00"),
        ("30 Mar 25 08:00 UT", "2025-03-30 08:00"),
        ("Sunday, 30-Mar-2025 08:00:00 UTC", "2025-03-30 08:00"),
        ("Sun Mar 30 08:00:00 UTC 2025", "2025-03-30 08:00"),
        ("Sun Mar 30 2025 11:00:00 GMT+0300 (Eastern European Summer Time)", "2025-03-30 08:00"),
        ("March 30, 2025, 3:00 a.m. EST", "2025-03-30 08:00"),
        ("March 30, 2025", "2025-03-30 00:00"),
        ("30th March 2025", "2025-03-30 00:00"),
        ("2025-03-30T08:00:00Z", "2025-03-30 08:00"),
        ("2025-03-30T08:00:00.123456789+00:00", "2025-03-30 08:00"),
        ("2025-03-30 11:00:00 +03:00", "2025-03-30 08:00"),
        ("2025-03-30t03:00-0500", "2025-03-30 08:00"),
        ("2025-03-30T08:00:00 UTC", "2025-03-30 08:00"),
        ("2025/03/30 08:00", "2025-03-30 08:00"),
        ("20250330T080000Z", "2025-03-30 08:00"),
        ("2025-03-30", "2025-03-30 00:00"),
        ("2025-03-29T24:00:00Z", "2025-03-30 00:00"),
        ("2016-12-31T23:59:60Z", "2017-01-01 00:00"),
        ("1743321600", "2025-03-30 08:00"),
        ("1743321600000", "2025-03-30 08:00"),
        ("30.03.2025 08:00", "2025-03-30 08:00"),
        ("30/03/2025", "2025-03-30 00:00"),
        ("03/30/2025 08:00:00 AM", "2025-03-30 08:00"),
        ("30 de marzo de 2025 08:00", "2025-03-30 08:00"),
        ("dim, 30 mars 2025 10:00:00 +0200", "2025-03-30 08:00"),
        ("30. März 2025 um 08:00 Uhr", "2025-03-30 08:00"),
        ("Вс, 30 марта 2025 11:00:00 +0300", "2025-03-30 08:00"),
        ("30 Ağustos 2024 08:00", "2024-08-30 08:00"),
        ("2025年3月30日 08:00", "2025-03-30 08:00"),
        ("Sun, 30 Mar 2025 08:00:00 \u22120000", "2025-03-30 08:00"),
        ("  Sun,  30 Mar\n2025 08:00:00  GMT ", "2025-03-30 08:00"),
    ],
)
def test_read(raw: str, utc: str) -> None:
    parsed = parse_date(raw, now=NOW)
    assert parsed.value is not None, raw
    assert f"{parsed.value:%Y-%m-%d %H:%M}" == utc
    assert parsed.value.tzinfo == UTC


@pytest.mark.parametrize(
    ("raw", "flag"),
    [
        (None, "date_missing"),
        ("  ", "date_missing"),
        ("yesterday", "date_unreadable"),
        ("31 Feb 2025 08:00 GMT", "date_unreadable"),
        ("Mon, 32 Jan 2025 99:99:99 GMT", "date_unreadable"),
        ("March", "date_unreadable"),
        ("12", "date_unreadable"),
        ("Sat, 01 Jan 0000 00:00:00 GMT", "date_absurd"),
        ("0001-01-01T00:00:00Z", "date_absurd"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "date_absurd"),
        ("1899-12-30T00:00:00Z", "date_absurd"),
        ("9999-12-31T23:59:59Z", "date_absurd"),
    ],
)
def test_no_date_is_invented(raw: str | None, flag: str) -> None:
    parsed = parse_date(raw, now=NOW)
    assert parsed.value is None
    assert flag in parsed.flags


@pytest.mark.parametrize(
    ("raw", "flag"),
    [
        ("2025-04-20T08:00:00Z", "date_future"),
        ("2025-03-30 08:00", "date_zone_missing"),
        ("Sun, 30 Mar 2025 08:00:00 XYZ", "date_zone_unknown"),
        ("03/04/2025 08:00 AM", "date_ambiguous"),
    ],
)
def test_doubts_are_flagged(raw: str, flag: str) -> None:
    parsed = parse_date(raw, now=NOW)
    assert parsed.value is not None
    assert parsed.flags == (flag,) or flag in parsed.flags


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40) | st.from_regex(r"[0-9 :/.,+TZa-z-]{1,30}", fullmatch=True))
def test_any_text_gives_a_sane_date_or_none(raw: str) -> None:
    value = parse_date(raw, now=NOW).value
    assert value is None or EARLIEST <= value <= NOW + dt.timedelta(days=731)


@settings(max_examples=100, deadline=None)
@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2026, 1, 1), timezones=st.timezones()))
def test_iso_goes_there_and_back(moment: dt.datetime) -> None:
    offset = moment.utcoffset() or dt.timedelta()
    if offset.total_seconds() % 60:
        return
    assert parse_date(moment.isoformat(), now=NOW).value == moment.astimezone(UTC)
