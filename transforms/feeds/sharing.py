"""Feeds that share an address: the publisher is asked once, under the name of one of them.

Two lines of a list may be one feed: spelled in two ways, or because one has moved to the other, or because both have
moved to a third address. One of them is asked: the one that is listed there, else the first. The others get a row of
`fetches` that says so, and are asked again, at their own address, after a day or when they no longer lead there.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from schemas.feed import Feed
from schemas.operations import Fetch
from transforms.feeds.errors import FetchError
from transforms.feeds.redirects import check_url, host_key

DUPLICATE = "duplicate_feed"


class SharedAddress(FetchError):
    """A feed leads to an address at which another one is asked.

    Attributes:
        for_good: every redirect on the way was permanent.
    """

    def __init__(self, url: str, owner: str, *, status: int | None = None, for_good: bool = True) -> None:
        super().__init__(
            DUPLICATE, f"leads to {url}, where feed {owner} is asked: once is enough", status=status, url=url
        )
        self.for_good = for_good


@functools.lru_cache(maxsize=1 << 15)
def address_key(url: str) -> str:
    """Return what all spellings of an address share: case of scheme and host, the usual port, a fragment and an
    empty path make no difference."""
    try:
        parts = urlsplit(check_url(url))
    except FetchError:
        return url
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{host_key(url)}{parts.path}{query}"


def owners(
    feeds: Iterable[Feed], states: Mapping[str, Fetch], listed: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return which feed is asked at an address: who is listed there, else who moved there, else who was led there.

    Args:
        feeds: the list, or a part of it, in its order.
        states: the newest fetch by feed id.
        listed: what is known of the rest of the list.

    Returns:
        Feed ids by `address_key`.
    """
    found = dict(listed or {})
    feeds = list(feeds)
    for feed in feeds:
        found.setdefault(address_key(feed.url), feed.feed_id)
    for url, feed_id in _led_to(states[feed.feed_id] for feed in feeds if feed.feed_id in states):
        found.setdefault(address_key(url), feed_id)
    return found


def _led_to(states: Iterable[Fetch]) -> Iterator[tuple[str, str]]:
    """Where feeds have moved to, then where they were answered for now."""
    states = list(states)
    for state in states:
        if state.permanent_url:
            yield state.permanent_url, state.feed_id
    for state in states:
        if state.final_url and state.error is None:
            yield state.final_url, state.feed_id


class Addresses:
    """Who is asked where during one run. May be used by many threads.

    Args:
        taken: feed ids by `address_key`; what feeds are led to meanwhile is added.
    """

    def __init__(self, taken: Mapping[str, str] | None = None) -> None:
        self._taken = dict(taken or {})
        self._lock = threading.Lock()

    def claim(self, url: str, feed_id: str) -> str | None:
        """Take an address for a feed; return the other feed that has it, None if it is free or its own."""
        with self._lock:
            owner = self._taken.setdefault(address_key(url), feed_id)
        return None if owner == feed_id else owner


def known_by_address(feeds: Sequence[Feed], states: Mapping[str, Fetch]) -> dict[str, Fetch]:
    """Return the states, with one for each feed that is new in the list while its address is not.

    A publisher that wants to be left alone for an hour does not mean the spelling of the address. Only that is
    taken over; the answer itself is asked for in full. Not so a 410: to write the address anew is how an operator
    says that a publisher is back.
    """
    found = dict(states)
    new = [feed for feed in feeds if feed.feed_id not in states]
    if not new:
        return found
    by_address: dict[str, Fetch] = {}
    for state in states.values():
        if state.error == DUPLICATE or state.gone or not state.hold_until:
            continue
        key = address_key(state.permanent_url or state.url)
        if key not in by_address or by_address[key].fetched_at < state.fetched_at:
            by_address[key] = state
    for feed in new:
        known = by_address.get(address_key(feed.url))
        if known is not None:
            found[feed.feed_id] = Fetch(
                feed_id=feed.feed_id, url=feed.url, fetched_at=known.fetched_at, error=known.error,
                hold_until=known.hold_until,
            )  # fmt: skip
    return found


def heirs(states: Mapping[str, Fetch]) -> dict[str, str]:
    """Return for every feed whose address is another one's by now, by a move or by another spelling, that other one.

    It tells the articles of the first feed on, so it may change them.
    """
    newest = sorted(states.values(), key=_age)
    asked = [state for state in newest if state.error != DUPLICATE]
    found: dict[str, str] = {}
    for state in asked:
        found.setdefault(address_key(state.url), state.feed_id)
    for url, feed_id in _led_to(asked):
        found.setdefault(address_key(url), feed_id)
    for state in newest:
        found.setdefault(address_key(state.url), state.feed_id)
    last = {state.feed_id: _last_of(state, states, found) for state in newest}
    return {feed_id: heir for feed_id, heir in last.items() if heir != feed_id}


def _last_of(state: Fetch, states: Mapping[str, Fetch], asked: Mapping[str, str]) -> str:
    for _ in range(8):
        led = state.final_url if state.error == DUPLICATE else state.permanent_url
        heir = asked.get(address_key(led or state.url), state.feed_id)
        if heir == state.feed_id:
            break
        state = states[heir]
    return state.feed_id


def _age(state: Fetch) -> tuple[float, str]:
    return -state.fetched_at.timestamp(), state.feed_id
