"""When feeds are asked again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from schemas.operations import Fetch
from transforms.feeds.http import retry_after
from transforms.feeds.schedule import (
    cache_seconds,
    hold_until,
    leave_skipped,
    next_poll,
    next_poll_after_failure,
    read_hints,
)
from transforms.feeds.settings import FetchSettings
from transforms.feeds.state import not_due

NOW = dt.datetime(2025, 4, 1, 9, 30, tzinfo=dt.timezone.utc)  # a Tuesday
SETTINGS = FetchSettings()
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


def hints(**parsed: Any) -> dict[str, Any]:
    return read_hints(parsed, (), NOW)


@pytest.mark.parametrize(
    ("parsed", "seconds"),
    [
        ({"ttl": "30"}, 1800),
        ({"ttl": "nonsense"}, None),
        ({"ttl": "0"}, None),
        ({"update_period": "hourly", "update_frequency": "2"}, 1800),
        ({"update_period": "Daily"}, 86_400),
        ({"update_period": "sometimes"}, None),
        ({"ttl": "10", "update_period": "hourly"}, 3600),
        ({"ttl": "500000"}, 86_400),
    ],
)
def test_the_publishers_word(parsed: dict[str, Any], seconds: int | None) -> None:
    until = hold_until(NOW, hints(**parsed), {}, SETTINGS)
    assert until == (NOW + dt.timedelta(seconds=seconds) if seconds else None)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=600"}, 600),
        ({"cache-control": "max-age=600", "age": "100"}, 500),
        ({"cache-control": "max-age=600", "age": "900"}, 0),
        ({"cache-control": "no-cache, max-age=600"}, None),
        ({"expires": "Tue, 01 Apr 2025 10:00:00 GMT", "date": "Tue, 01 Apr 2025 09:30:00 GMT"}, 1800),
        ({"expires": "0", "date": "Tue, 01 Apr 2025 09:30:00 GMT"}, None),
        ({}, None),
    ],
)
def test_caches(headers: dict[str, str], seconds: float | None) -> None:
    assert cache_seconds(headers) == seconds


def test_skipped_hours_and_days() -> None:
    assert leave_skipped(NOW, {"skip_hours": [9, 10]}) == NOW.replace(hour=11, minute=0)
    assert leave_skipped(NOW, {"skip_days": ["Tuesday"]}) == NOW.replace(day=2, hour=0, minute=0)
    assert leave_skipped(NOW, {"skip_hours": [3]}) == NOW
    assert leave_skipped(NOW, {"skip_hours": list(range(24))}) == NOW


def test_the_interval_follows_the_publishers_pace() -> None:
    slow = read_hints({}, [NOW - n * 10 * HOUR for n in range(8)], NOW)
    fast = read_hints({}, [NOW - n * 20 * MINUTE for n in range(8)], NOW)
    dormant = read_hints({}, [NOW - 90 * 24 * HOUR], NOW)
    waits = [(next_poll(NOW, "f", h, None, SETTINGS) - NOW) / HOUR for h in (fast, slow, dormant)]
    assert 0.2 < waits[0] < 0.3 and 4.4 < waits[1] < 5.6 and 21 < waits[2] < 27
    longer = next_poll(NOW, "f", {}, None, SETTINGS, previous_interval_s=7200, changed=False)
    assert 2.3 < (longer - NOW) / HOUR < 2.9


def test_failures_back_off_and_retry_after_is_capped() -> None:
    waits = [(next_poll_after_failure(NOW, "f", n, None, SETTINGS)[0] - NOW) / MINUTE for n in (1, 2, 3, 50)]
    assert waits[0] < 17 and 26 < waits[1] < 34 and 53 < waits[2] < 67 and waits[3] < 27 * 60
    poll, hold = next_poll_after_failure(NOW, "f", 1, 10.0**9, SETTINGS)
    assert hold == NOW + 24 * HOUR and poll >= hold


def test_retry_after_forms() -> None:
    assert retry_after("120") == 120
    assert retry_after("Tue, 01 Apr 2025 10:00:00 GMT", "Tue, 01 Apr 2025 09:00:00 GMT") == 3600
    assert retry_after("Tue, 01 Apr 2025 08:00:00 GMT", None, NOW.timestamp()) == 0
    assert retry_after("soon") is retry_after(None) is retry_after("") is retry_after("-5") is None


def test_what_is_due() -> None:
    state = Fetch(feed_id="f", url="u", fetched_at=NOW - HOUR, next_poll_at=NOW + HOUR)
    scheduled, forced = FetchSettings(adaptive=True), FetchSettings(adaptive=True, force=True)

    def why(settings: FetchSettings, local: bool = False, **changes: Any) -> str | None:
        import dataclasses

        return not_due(dataclasses.replace(state, **changes), NOW, settings, local=local)

    assert not_due(None, NOW, SETTINGS, local=False) is None
    assert why(SETTINGS) is None and why(scheduled) == "scheduled" and why(forced) is None
    assert why(SETTINGS, hold_until=NOW + MINUTE) == "held" and why(forced, hold_until=NOW + MINUTE) is None
    assert why(forced, hold_until=NOW + MINUTE, status=429, error="rate_limited") == "retry_after"
    assert why(forced, gone=True) == "gone"
    asked = FetchSettings(ask_gone=True)
    assert why(asked, gone=True) is None
    assert why(asked, gone=True, error="gone", hold_until=NOW + MINUTE) == "retry_after"
    assert why(SETTINGS, local=True, hold_until=NOW + MINUTE) is None
