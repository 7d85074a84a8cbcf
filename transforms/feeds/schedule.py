"""When to ask a feed again: what the publisher says, then what its pace of publishing suggests.

Two times come out. `hold` is the publisher's word: Retry-After, `ttl`, `sy:update*`, Cache-Control,
skipHours and skipDays; every run keeps to it. `next_poll` also weighs our own estimate; scheduled runs keep
to that.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any

from transforms.feeds.settings import FetchSettings

_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
RATE_ENTRIES = 10
GROWTH = 1.3
JITTER = 0.1


def read_hints(parsed: Mapping[str, Any], dates: Sequence[dt.datetime], now: dt.datetime) -> dict[str, Any]:
    """Return what a feed says of its rhythm, as `fetches.hints_json` keeps it.

    Args:
        parsed: the feed as `parse_feed` gives it.
        dates: publication times of its entries, as far as known.
        now: when it was fetched.
    """
    hints: dict[str, Any] = {}
    if (ttl := _number(parsed.get("ttl"))) and 0 < ttl <= 525_600:
        hints["ttl_s"] = int(ttl * 60)
    period = _PERIODS.get(str(parsed.get("update_period") or "").strip().lower())
    if period:
        frequency = _number(parsed.get("update_frequency")) or 1.0
        hints["update_s"] = int(period / max(frequency, 0.01))
    if hours := sorted(set(parsed.get("skip_hours") or ())):
        hints["skip_hours"] = hours
    if days := [day for day in _DAYS if day in (parsed.get("skip_days") or ())]:
        hints["skip_days"] = days
    if rate := _rate(dates, now):
        hints["rate_s"] = int(rate)
    if parsed.get("expired"):
        hints["expired"] = True
    return hints


def _number(value: Any) -> float | None:
    match = re.match(r"\s*(\d{1,9}(?:\.\d+)?)", str(value)) if value is not None else None
    return float(match[1]) if match else None


def _rate(dates: Sequence[dt.datetime], now: dt.datetime) -> float | None:
    """Mean seconds between the newest entries; long silence counts as a gap."""
    newest = sorted({date for date in dates if date <= now}, reverse=True)[: RATE_ENTRIES + 1]
    if not newest:
        return None
    gaps = [(earlier - later).total_seconds() for earlier, later in zip(newest, newest[1:], strict=False)]
    silence = (now - newest[0]).total_seconds()
    mean = sum(gaps) / len(gaps) if gaps else silence
    return max(mean, silence / 2)


def cache_seconds(headers: Mapping[str, str]) -> float | None:
    """Return how long an answer is fresh by Cache-Control or Expires (RFC 9111), None where it does not
    say."""
    control = headers.get("cache-control", "").lower()
    if re.search(r"\b(?:no-cache|no-store)\b", control):
        return None
    if match := re.search(r"\bmax-age\s*=\s*\"?(\d{1,10})", control):
        age = _number(headers.get("age")) or 0.0
        return max(0.0, float(match[1]) - age)
    if "expires" in headers and "date" in headers:
        try:
            expires, date = (parsedate_to_datetime(headers[name]) for name in ("expires", "date"))
            return max(0.0, (expires - date).total_seconds())
        except (ValueError, TypeError, OverflowError):
            return None
    return None


def hold_until(
    now: dt.datetime, hints: Mapping[str, Any], headers: Mapping[str, str], settings: FetchSettings
) -> dt.datetime | None:
    """Return the time before which the publisher does not want to be asked, None where it does not say."""
    waits = [float(hints[key]) for key in ("ttl_s", "update_s") if key in hints]
    fresh = cache_seconds(headers)
    if fresh:
        waits.append(fresh)
    skipped = bool(hints.get("skip_hours") or hints.get("skip_days"))
    if not waits and not skipped:
        return None
    until = now + dt.timedelta(seconds=min(max(waits, default=0.0), settings.max_interval_s))
    return leave_skipped(until, hints) if until > now or skipped else None


def leave_skipped(moment: dt.datetime, hints: Mapping[str, Any]) -> dt.datetime:
    """Return the first moment from `moment` on that lies in no skipped hour or day (UTC, as RSS has it)."""
    hours, days = set(hints.get("skip_hours") or ()), set(hints.get("skip_days") or ())
    if len(hours) >= 24 or len(days) >= 7:
        return moment  # a feed that is never to be asked has made a mistake
    for _ in range(24 * 8):
        if moment.hour not in hours and _DAYS[moment.weekday()] not in days:
            return moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    return moment


def next_poll(
    now: dt.datetime,
    feed_id: str,
    hints: Mapping[str, Any],
    hold: dt.datetime | None,
    settings: FetchSettings,
    *,
    previous_interval_s: float | None = None,
    changed: bool = True,
) -> dt.datetime:
    """Return when a scheduled run should ask again after an answer.

    A changed feed is asked at half its mean gap between entries; an unchanged one a little later than last
    time.
    """
    if hints.get("expired"):
        interval = settings.max_interval_s
    elif not changed and previous_interval_s:
        interval = previous_interval_s * GROWTH
    else:
        interval = float(hints.get("rate_s", settings.min_interval_s)) / 2
    interval = min(max(interval, settings.min_interval_s), settings.max_interval_s)
    moment = now + dt.timedelta(seconds=interval * _spread(feed_id, now))
    return max(leave_skipped(moment, hints), hold or moment)


def next_poll_after_failure(
    now: dt.datetime,
    feed_id: str,
    failures: int,
    retry_after_s: float | None,
    settings: FetchSettings,
) -> tuple[dt.datetime, dt.datetime | None]:
    """Return when to ask again after a failure, and until when the publisher's Retry-After holds."""
    interval = min(settings.min_interval_s * 2.0 ** min(failures - 1, 16), settings.max_interval_s)
    moment = now + dt.timedelta(seconds=interval * _spread(feed_id, now))
    if retry_after_s is None:
        return moment, None
    hold = now + dt.timedelta(seconds=min(retry_after_s, settings.retry_after_cap_s))
    return max(moment, hold), hold


def _spread(feed_id: str, now: dt.datetime) -> float:
    """A factor around 1 that differs by feed and poll, so that feeds do not fall into step."""
    seed = hashlib.sha256(f"{feed_id} {now.isoformat()}".encode()).digest()
    return 1.0 + JITTER * (2.0 * int.from_bytes(seed[:4], "big") / 0xFFFFFFFF - 1.0)


def hints_to_json(hints: Mapping[str, Any]) -> str | None:
    """Return hints as `fetches.hints_json` keeps them."""
    return json.dumps(hints, sort_keys=True) if hints else None
