"""One poll of one feed, from the address to the answer or the failure."""

from __future__ import annotations

import datetime as dt
import functools
import random
import time
from dataclasses import dataclass, replace
from pathlib import Path

from schemas.feed import Feed, Response
from schemas.operations import Fetch
from transforms.feeds.credentials import Secrets
from transforms.feeds.decoding import gunzip_body
from transforms.feeds.errors import FetchError
from transforms.feeds.feedlist import is_local
from transforms.feeds.http import FEED_ACCEPT, Client, Hop
from transforms.feeds.politeness import Again, Lease
from transforms.feeds.redirects import host_key, same_origin
from transforms.feeds.settings import FetchSettings
from transforms.feeds.sharing import Addresses, SharedAddress
from transforms.feeds.state import after_failure, after_shared, conditional_headers

RETRY_KINDS = frozenset(
    {"reset", "connect_failed", "connect_refused", "server_error", "bad_http", "unavailable"}
)
"""Errors that may pass within seconds; anything else is left to a later run."""
HOST_PAUSE_CAP_S = 5.0


@dataclass(frozen=True)
class Poll:
    """A feed to ask, and how often it was tried."""

    feed: Feed
    previous: Fetch | None
    attempt: int = 0

    @property
    def host(self) -> str:
        """Name under which the poll queues: one request at a time per name."""
        if is_local(self.feed):
            return f"file:{self.feed.url}"
        return host_key(self.address)

    @property
    def address(self) -> str:
        """Where the feed is asked: its permanent address where it has moved."""
        if self.previous is not None and self.previous.permanent_url:
            return self.previous.permanent_url
        return self.feed.url


@dataclass(frozen=True)
class Failed:
    """A poll that brought nothing: the state it leaves and why."""

    fetch: Fetch
    error: FetchError


def poll(
    job: Poll, lease: Lease, client: Client, settings: FetchSettings, addresses: Addresses | None = None
) -> Response | Failed | Again[Poll]:
    """Ask one feed.

    Args:
        job: the feed and its state.
        lease: the right to ask its host.
        client: makes the requests.
        settings: limits and manners.
        addresses: who else is asked where; a redirect to such an address is not followed.

    Returns:
        The answer (304 included), a failure, or Again where another try may help.
    """
    started = time.monotonic()
    secrets: Secrets | None = None
    try:
        if is_local(job.feed):
            return _read_file(job, settings, started)
        secrets = Secrets(job.feed)
        address = secrets.fill(job.address)
        # A feed that moved for good to another host does not take its credentials there.
        at_home = same_origin(secrets.fill(job.feed.url), address)
        stop = None if addresses is None else functools.partial(_stop_at_others, job, secrets, addresses)
        reply = client.get(
            address,
            headers={"Accept": FEED_ACCEPT, **conditional_headers(job.previous)},
            secrets=secrets.headers if at_home else None,
            lease=lease,
            before_hop=stop,
        )
        if reply.status == 304 and not conditional_headers(job.previous):
            raise FetchError("bad_status", "HTTP 304, but nothing was asked conditionally", status=304)
        body = gunzip_body(reply.body, settings.max_decoded_bytes)
        if reply.status != 304 and not body:
            raise FetchError("empty_body", "the answer has no body", status=reply.status)
    except SharedAddress as elsewhere:
        return shared(job, elsewhere, settings, started)
    except Exception as caught:  # noqa: BLE001 - whatever one address provokes must not cost the others
        error = as_fetch_error(caught)
        if error.retry_after_s and not is_local(job.feed):
            wait = min(error.retry_after_s, settings.retry_after_cap_s)
            client.gate.pause(host_key(job.address), min(wait, HOST_PAUSE_CAP_S))
            client.gate.rest(host_key(job.address), wait, error.message)
        if error.kind in RETRY_KINDS and error.retry_after_s is None and job.attempt < settings.retries:
            return Again(replace(job, attempt=job.attempt + 1), random.uniform(0.5, 1.5) * 2**job.attempt)
        if secrets is not None:
            error = _redacted(error, secrets)
        now, spent = _now(), int((time.monotonic() - started) * 1000)
        return Failed(after_failure(job.feed, job.previous, error, now, spent, settings), error)
    return Response(
        feed=job.feed,
        fetched_at=_now(),
        status=reply.status,
        final_url=secrets.redact(reply.final_url),
        headers=tuple(
            (name, secrets.redact(value)) for name, value in reply.headers.items() if name in KEPT_HEADERS
        ),
        body=secrets.redact_body(body),
        wire_bytes=reply.wire_bytes,
        duration_ms=reply.duration_ms,
        truncated=reply.truncated,
        permanent_url=secrets.redact(reply.permanent_url) if reply.permanent_url else None,
        previous=job.previous,
    )


def _stop_at_others(job: Poll, secrets: Secrets, addresses: Addresses, hop: Hop) -> None:
    url = secrets.redact(hop.url)
    owner = addresses.claim(url, job.feed.feed_id)
    if owner is not None:
        raise SharedAddress(url, owner, status=hop.status, for_good=hop.permanent)


def shared(job: Poll, error: SharedAddress, settings: FetchSettings, started: float) -> Failed:
    """Return how the poll of a feed ends that leads to another one's address.

    Args:
        job: the feed and its state.
        error: whose address it is.
        settings: limits and manners.
        started: when the poll began, by the monotonic clock.
    """
    spent = int((time.monotonic() - started) * 1000)
    return Failed(after_shared(job.feed, job.previous, error, _now(), spent, settings), error)


KEPT_HEADERS = frozenset(
    "content-type content-language content-location etag last-modified cache-control expires date age".split()  # noqa: SIM905
)
"""Headers that later steps use; cookies and the like are not kept."""


def as_fetch_error(error: Exception) -> FetchError:
    """Return the error itself, or the class for those nobody expected."""
    if isinstance(error, FetchError):
        return error
    return FetchError("unexpected", f"{type(error).__name__}: {error}")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.timezone.utc)


def _redacted(error: FetchError, secrets: Secrets) -> FetchError:
    return FetchError(
        error.kind,
        secrets.redact(error.message),
        status=error.status,
        retry_after_s=error.retry_after_s,
        url=secrets.redact(error.url) if error.url else None,
        wire_bytes=error.wire_bytes,
    )


def _read_file(job: Poll, settings: FetchSettings, started: float) -> Response:
    path = Path(job.feed.url)
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise FetchError("file_unreadable", f"{path} is no file")
        if size > settings.max_wire_bytes:
            raise FetchError(
                "too_large", f"{path} has {size:,} bytes, the limit is {settings.max_wire_bytes:,}"
            )
        raw = path.read_bytes()
    except FileNotFoundError:
        raise FetchError("file_missing", f"{path} does not exist") from None
    except OSError as error:
        raise FetchError("file_unreadable", f"{path}: {error.strerror}") from None
    body = gunzip_body(raw, settings.max_decoded_bytes)
    if not body:
        raise FetchError("empty_body", f"{path} is empty")
    return Response(
        feed=job.feed,
        fetched_at=_now(),
        status=200,
        final_url=path.as_uri(),
        body=body,
        wire_bytes=len(raw),
        duration_ms=int((time.monotonic() - started) * 1000),
        previous=job.previous,
    )
