"""What one poll leaves for the next: decisions over `Fetch` records. The newest published row is the state,
so a run that does not commit leaves no trace and its feeds are fetched again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from schemas.feed import Feed, Response
from schemas.operations import Fetch
from transforms.feeds import schedule
from transforms.feeds.errors import FetchError
from transforms.feeds.settings import FetchSettings
from transforms.feeds.sharing import DUPLICATE, SharedAddress

MOVED_AWAY = frozenset({"not_found", "gone", "dns", "bad_url"})
"""Errors after which a remembered permanent address is forgotten and the listed one is asked again."""


def not_due(previous: Fetch | None, now: dt.datetime, settings: FetchSettings, *, local: bool) -> str | None:
    """Return why a feed is not asked now (`gone`, `duplicate`, `retry_after`, `held`, `scheduled`), None if it is.

    Local files are always read. `--force` overrides everything but 410, a Retry-After that still holds, and that
    another feed is asked instead; `--ask-gone` overrides 410.
    """
    if previous is None or local:
        return None
    if previous.gone and not settings.ask_gone:
        return "gone"
    held = previous.hold_until is not None and previous.hold_until > now
    if held and previous.error == DUPLICATE:
        return "duplicate"
    if held and previous.error is not None:  # after a failure only a Retry-After holds
        return "retry_after"
    if settings.force:
        return None
    if held:
        return "held"
    if settings.adaptive and previous.next_poll_at is not None and previous.next_poll_at > now:
        return "scheduled"
    return None


def conditional_headers(previous: Fetch | None) -> dict[str, str]:
    """Return the validators of the last committed answer, verbatim."""
    headers = {}
    if previous is not None and previous.etag:
        headers["If-None-Match"] = previous.etag
    if previous is not None and previous.last_modified:
        headers["If-Modified-Since"] = previous.last_modified
    return headers


def body_hash(body: bytes) -> str:
    """Return the SHA-256 of a decoded body."""
    return hashlib.sha256(body).hexdigest()


def unchanged(response: Response) -> bool:
    """Whether an answer brings nothing that the last committed one did not."""
    if response.status == 304:
        return True
    previous = response.previous
    return (
        bool(previous and previous.body_hash and not response.truncated)
        and previous is not None
        and (previous.body_hash == body_hash(response.body))
    )


def after_failure(
    feed: Feed,
    previous: Fetch | None,
    error: FetchError,
    now: dt.datetime,
    duration_ms: int,
    settings: FetchSettings,
    *,
    response: Response | None = None,
) -> Fetch:
    """Return the state after a poll that brought nothing: everything remembered stays, failures count up.

    A 410 stays as well: an answer takes it back, silence does not.
    """
    failures = (previous.failures if previous else 0) + 1
    at_permanent = previous is not None and previous.permanent_url is not None
    forget = at_permanent and error.kind in MOVED_AWAY
    poll, hold = schedule.next_poll_after_failure(now, feed.feed_id, failures, error.retry_after_s, settings)
    base = previous or Fetch(feed_id=feed.feed_id, url=feed.url, fetched_at=now)
    return dataclasses.replace(
        base,
        url=feed.url,
        fetched_at=now,
        status=error.status if response is None else response.status,
        error=error.kind,
        final_url=response.final_url if response else error.url,
        permanent_url=None if forget else base.permanent_url,
        next_poll_at=poll,
        hold_until=hold,
        failures=failures,
        gone=base.gone or (error.kind == "gone" and not at_permanent),
        items=0,
        new_items=0,
        wire_bytes=response.wire_bytes if response else error.wire_bytes,
        duration_ms=duration_ms,
    )


def after_shared(
    feed: Feed,
    previous: Fetch | None,
    error: SharedAddress,
    now: dt.datetime,
    duration_ms: int,
    settings: FetchSettings,
) -> Fetch:
    """Return the state of a feed that leads to the address of another one, which is asked instead.

    Its own address is asked again when the redirect was for now; after the longest interval when it was for good, to
    hear whether it still is. Nothing of its former answers is remembered: they were another resource's.
    """
    poll = schedule.next_poll(now, feed.feed_id, {}, None, settings)
    hold = now + dt.timedelta(seconds=settings.max_interval_s) if error.for_good else None
    return Fetch(
        feed_id=feed.feed_id,
        url=feed.url,
        fetched_at=now,
        status=error.status,
        error=error.kind,
        final_url=error.url,
        next_poll_at=hold or poll,
        hold_until=hold,
        duration_ms=duration_ms,
    )


def rests(fetch: Fetch) -> dt.datetime | None:
    """Return until when a publisher wants its host to be left alone (Retry-After), None if it does not."""
    return None if fetch.error in (None, DUPLICATE) else fetch.hold_until


def after_unchanged(response: Response, settings: FetchSettings) -> Fetch:
    """Return the state after a 304, or a 200 with the body of last time."""
    previous, headers, now = response.previous, dict(response.headers), response.fetched_at
    if previous is None:
        raise ValueError("an unchanged answer needs an earlier one")
    hints = json.loads(previous.hints_json) if previous.hints_json else {}
    hold = schedule.hold_until(now, hints, headers, settings)
    interval = (
        (previous.next_poll_at - previous.fetched_at).total_seconds() if previous.next_poll_at else None
    )
    poll = schedule.next_poll(
        now, response.feed.feed_id, hints, hold, settings, previous_interval_s=interval, changed=False
    )
    etag, modified = headers.get("etag"), headers.get("last-modified")
    other = response.status == 304 and previous.etag and etag and _opaque(etag) != _opaque(previous.etag)
    return dataclasses.replace(
        previous,
        url=response.feed.url,
        fetched_at=now,
        status=response.status,
        error=None,
        final_url=response.final_url,
        permanent_url=response.permanent_url or previous.permanent_url,
        # A 304 with another ETag than was asked for speaks of a body we do not have (RFC 9111 section 4.3.4): the
        # next poll asks in full.
        etag=None if other else etag or previous.etag,
        last_modified=None if other else modified or previous.last_modified,
        next_poll_at=poll,
        hold_until=hold,
        failures=0,
        gone=False,
        new_items=0,
        wire_bytes=response.wire_bytes,
        duration_ms=response.duration_ms,
    )


def _opaque(etag: str) -> str:
    return etag.strip().removeprefix("W/")


def after_parse(
    response: Response,
    parsed: Mapping[str, Any],
    dates: Sequence[dt.datetime],
    settings: FetchSettings,
) -> Fetch:
    """Return the state after an answer with entries. What was cut short keeps no validators: it must come
    again."""
    previous, headers, now, feed = (
        response.previous,
        dict(response.headers),
        response.fetched_at,
        response.feed,
    )
    truncated = bool(parsed["truncated"])
    hints = schedule.read_hints(parsed, dates, now)
    hold = schedule.hold_until(now, hints, headers, settings)
    poll = schedule.next_poll(now, feed.feed_id, hints, hold, settings)
    if truncated:
        poll, hold = now + dt.timedelta(seconds=settings.min_interval_s), None
    return Fetch(
        feed_id=feed.feed_id,
        url=feed.url,
        fetched_at=now,
        status=response.status,
        error="truncated" if truncated else None,
        final_url=response.final_url,
        permanent_url=response.permanent_url or (previous.permanent_url if previous else None),
        etag=None if truncated else headers.get("etag"),
        last_modified=None if truncated else headers.get("last-modified"),
        body_hash=None if truncated else body_hash(response.body),
        next_poll_at=poll,
        hold_until=hold,
        hints_json=schedule.hints_to_json(hints),
        failures=(previous.failures if previous else 0) + 1 if truncated else 0,
        items=int(parsed["total"]),
        wire_bytes=response.wire_bytes,
        duration_ms=response.duration_ms,
    )
