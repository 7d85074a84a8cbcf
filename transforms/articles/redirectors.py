"""Links of feed proxies and shorteners followed to the article, so that it gets its own address and id."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections import OrderedDict
from dataclasses import dataclass

from schemas.feed import Entry
from transforms.articles.urls import UrlError, absolute_url, is_opaque, unwrap
from transforms.feeds.errors import FetchError
from transforms.feeds.facts import LINK, LINK_KEPT, REST, Fact
from transforms.feeds.http import Client, Hop
from transforms.feeds.politeness import REST_S, Lease
from transforms.feeds.redirects import host_key

CACHE_SIZE = 20_000


class _Reached(Exception):
    """The chain has left the redirectors: where to is all that was asked."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class RedirectorCache:
    """Targets that were found, newest kept; one per process, so that a watch asks for each link once."""

    def __init__(self, size: int = CACHE_SIZE) -> None:
        self._size = size
        self._targets: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, link: str) -> str | None:
        """Return the target of a link, None where it is not known."""
        with self._lock:
            return self._targets.get(link)

    def put(self, link: str, target: str) -> None:
        """Remember the target of a link."""
        with self._lock:
            self._targets[link] = target
            while len(self._targets) > self._size:
                self._targets.popitem(last=False)


TARGETS = RedirectorCache()


def opaque_link(entry: Entry) -> str | None:
    """Return the link of an entry if only following it tells the article's address."""
    if entry.original_link or not entry.link:
        return None
    if not is_opaque(entry.link) and "/~r/" not in entry.link:  # which may be relative
        return None
    try:
        url = unwrap(absolute_url(entry.link, entry.feed_url))
    except UrlError:
        return None
    return url if is_opaque(url) else None


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a redirector leads; `target` is None where it leads nowhere, `learned` is for later runs."""

    target: str | None
    learned: Fact | None = None


def follow(link: str, lease: Lease, client: Client, cache: RedirectorCache = TARGETS) -> Followed:
    """Find out where a redirector leads, without asking the target itself."""
    if (known := cache.get(link)) is not None:
        return Followed(known)

    def stop_outside(hop: Hop) -> None:
        if not is_opaque(hop.url):
            raise _Reached(hop.url)

    try:
        client.gate.check_rest(host_key(link))
        client.get(link, lease=lease, before_hop=stop_outside)
    except _Reached as reached:
        cache.put(link, reached.url)
        return Followed(reached.url, Fact(LINK, link, reached.url, _now() + LINK_KEPT))
    except FetchError as error:
        return Followed(None, _rest(error, link, client))
    except ValueError:
        return Followed(None)
    return Followed(None)


def _rest(error: FetchError, link: str, client: Client) -> Fact | None:
    """What a redirector says that wants to be left alone, which holds for all its links."""
    wait = error.retry_after_s or (REST_S if error.status == 429 else 0.0)
    if not wait:
        return None
    wait = min(wait, client.settings.retry_after_cap_s)
    host = host_key(error.url or link)
    client.gate.rest(host, wait, error.message)
    return Fact(REST, host, error.message, _now() + dt.timedelta(seconds=wait))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.timezone.utc)


def with_target(entry: Entry, target: str) -> Entry:
    """Return the entry with the article's own address beside the redirector's."""
    return dataclasses.replace(entry, original_link=target)
