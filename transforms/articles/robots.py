"""robots.txt of article pages (RFC 9309): asked once per host and day, through the same politeness."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from transforms.feeds.errors import FetchError
from transforms.feeds.facts import ROBOTS as ROBOTS_FACT
from transforms.feeds.facts import Fact
from transforms.feeds.http import Client
from transforms.feeds.politeness import Lease
from transforms.feeds.redirects import host_key
from transforms.feeds.schedule import cache_seconds

MAX_BYTES = 512 << 10
KEEP_S = 24 * 3_600.0
KEEP_FAILED_S = 900.0
CRAWL_DELAY_CAP_S = 30.0
PRODUCT = "Communique"


ALLOW_ALL, FORBID_ALL = "allow all", "forbid all"
"""Verdicts of a Fact that stand for no file: 4xx allows, 5xx forbids for now. Else its value is `file` and the text."""
FILE = "file\n"


class Rules:
    """What one host's robots.txt says.

    Args:
        verdict: ALLOW_ALL, FORBID_ALL, or FILE and the text.
        expires: when it is to be asked again, by the cache's clock.
    """

    def __init__(self, verdict: str, expires: float) -> None:
        self.verdict, self.expires = verdict, expires
        self._parsed: Protego | None = None

    def _file(self) -> Protego | None:
        if self._parsed is None and self.verdict.startswith(FILE):
            self._parsed = Protego.parse(self.verdict[len(FILE) :])
        return self._parsed

    def allows(self, url: str) -> bool:
        """Whether a page may be fetched."""
        parsed = self._file()
        return self.verdict == ALLOW_ALL if parsed is None else bool(parsed.can_fetch(url, PRODUCT))

    @property
    def delay_s(self) -> float:
        """Crawl-delay in seconds, capped; 0 where there is none."""
        parsed = self._file()
        delay = parsed.crawl_delay(PRODUCT) if parsed is not None else None
        return min(float(delay or 0.0), CRAWL_DELAY_CAP_S)


class RobotsCache:
    """Rules by origin. A 4xx allows everything; 5xx and silence forbid for now, as RFC 9309 has it.

    A file holds for a day, or for what its Cache-Control says if that is less, a quarter of an hour at least.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._rules: dict[str, Rules] = {}
        self._news: list[tuple[str, Rules]] = []
        self._lock = threading.Lock()
        self._clock = clock

    def rules(self, url: str, client: Client, lease: Lease) -> Rules:
        """Return the rules for the origin of `url`, asking for them if they are not known.

        Args:
            lease: the right to ask the host of `url`; it is still (or again) held afterwards.

        Raises:
            FetchError: the host cannot be reached at all, or asks to be left alone.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            known = self._rules.get(origin)
        if known is not None and known.expires > self._clock():
            return known
        rules = self._ask(f"{origin}/robots.txt", client, lease)
        with self._lock:
            self._rules[origin] = rules
            self._news.append((origin, rules))
        lease.move(host_key(url))
        return rules

    def learn(self, fact: Fact, now: dt.datetime) -> None:
        """Take over what an earlier run was told; what was heard since is newer."""
        rules = Rules(fact.value, self._clock() + (fact.until - now).total_seconds())
        with self._lock:
            known = self._rules.get(fact.key)
            if known is None or known.expires < rules.expires:
                self._rules[fact.key] = rules

    def news(self, now: dt.datetime) -> list[Fact]:
        """Return what was heard since the last call, for later runs."""
        with self._lock:
            heard, self._news = self._news, []
        clock = self._clock()
        return [
            Fact(ROBOTS_FACT, origin, rules.verdict, now + dt.timedelta(seconds=rules.expires - clock))
            for origin, rules in heard
        ]

    def _ask(self, url: str, client: Client, lease: Lease) -> Rules:
        now = self._clock()
        try:
            reply = client.get(url, lease=lease, max_wire_bytes=MAX_BYTES, max_decoded_bytes=MAX_BYTES)
        except FetchError as error:
            if error.status == 429 or error.retry_after_s:
                raise
            if error.status is not None and 400 <= error.status < 500:
                return Rules(ALLOW_ALL, now + KEEP_S)
            if error.kind in (
                "too_large",
                "too_large_decoded",
                "bad_encoding",
                "too_many_redirects",
                "bad_redirect",
            ):
                return Rules(ALLOW_ALL, now + KEEP_S)
            elsewhere = error.url is not None and host_key(error.url) != host_key(url)
            if error.status is not None or elsewhere:  # the site answers, its robots.txt leads into the void
                return Rules(FORBID_ALL, now + KEEP_FAILED_S)
            raise
        fresh = cache_seconds(reply.headers)
        keep = KEEP_S if fresh is None else min(max(fresh, KEEP_FAILED_S), KEEP_S)
        return Rules(FILE + reply.body.decode("utf-8", "replace"), now + keep)


ROBOTS = RobotsCache()
"""The rules this process knows; they outlive bundles and runs."""
