"""robots.txt of article pages (RFC 9309): asked once per host and day, through the same politeness."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from transforms.feeds.errors import FetchError
from transforms.feeds.http import Client
from transforms.feeds.politeness import Lease
from transforms.feeds.redirects import host_key

MAX_BYTES = 512 << 10
KEEP_S = 24 * 3_600.0
KEEP_FAILED_S = 900.0
CRAWL_DELAY_CAP_S = 30.0
PRODUCT = "Communique"


@dataclass(frozen=True)
class Rules:
    """What one host's robots.txt says; `parsed` None stands for all or nothing."""

    parsed: Protego | None
    allow_all: bool
    expires: float

    def allows(self, url: str) -> bool:
        """Whether a page may be fetched."""
        return self.allow_all if self.parsed is None else bool(self.parsed.can_fetch(url, PRODUCT))

    @property
    def delay_s(self) -> float:
        """Crawl-delay in seconds, capped; 0 where there is none."""
        delay = self.parsed.crawl_delay(PRODUCT) if self.parsed is not None else None
        return min(float(delay or 0.0), CRAWL_DELAY_CAP_S)


class RobotsCache:
    """Rules by origin. A 4xx allows everything; 5xx and silence forbid for now, as RFC 9309 has it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._rules: dict[str, Rules] = {}
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
        lease.move(host_key(url))
        return rules

    def _ask(self, url: str, client: Client, lease: Lease) -> Rules:
        now = self._clock()
        try:
            reply = client.get(url, lease=lease, max_wire_bytes=MAX_BYTES, max_decoded_bytes=MAX_BYTES)
        except FetchError as error:
            if error.status == 429 or error.retry_after_s:
                raise
            if error.status is not None and 400 <= error.status < 500:
                return Rules(None, True, now + KEEP_S)
            if error.kind in (
                "too_large",
                "too_large_decoded",
                "bad_encoding",
                "too_many_redirects",
                "bad_redirect",
            ):
                return Rules(None, True, now + KEEP_S)
            if error.status is not None:
                return Rules(None, False, now + KEEP_FAILED_S)
            raise
        return Rules(Protego.parse(reply.body.decode("utf-8", "replace")), True, now + KEEP_S)


ROBOTS = RobotsCache()
"""The rules this process knows; they outlive bundles and runs."""
