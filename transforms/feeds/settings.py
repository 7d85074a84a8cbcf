"""What the operator decides about fetching, in one record that travels to the workers."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

VERSION = "0.1.0"

STORE_TEXT = ("full", "lead", "none")
_PROXY = re.compile(r"https?://(?:[^\s/@]+@)?[^\s/@]+/?|\$\{\w+\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """Limits and manners of the fetching steps. Times are seconds, sizes are bytes.

    Attributes:
        contact: address (mail or URL) a publisher can write to; part of the User-Agent.
        user_agent: the whole User-Agent; None builds one from version and contact.
        allow_networks: CIDR networks that may be reached although they are not public.
        proxy: URL of an HTTP proxy for all requests, perhaps with a login, which `${NAME}` takes from the
            environment where the request is made; with a proxy it is the proxy that connects, so it has
            to guard private addresses itself (only literal addresses are checked here).
        host_concurrency: hosts that are asked at the same time.
        min_gap_s: shortest time between two requests to one host.
        connect_timeout_s, read_timeout_s: one connection attempt; one wait for bytes.
        total_timeout_s: from the first look-up to the last byte, over all redirects.
        slow_after_s: a request that takes longer no longer counts against `host_concurrency`.
        max_wire_bytes, max_decoded_bytes: caps of a feed's body before and after decompression.
        max_page_bytes: cap of an article page, decoded.
        max_redirects: hops that are followed.
        retries: further attempts after an error that may pass by itself.
        retry_after_cap_s: longest Retry-After that is believed.
        min_interval_s, max_interval_s: bounds of the adaptive polling interval.
        adaptive: also keep to our own estimate of when a feed has news (scheduled runs), not only to what
            the publisher asked for.
        force: ask feeds that are not due; a Retry-After is kept all the same.
        ask_gone: ask feeds that said 410, too.
        parse_timeout_s, parse_memory_bytes: limits of the parsing process for one feed.
        parser_processes: parsing processes per worker.
        max_entries: entries taken from one answer, from its top.
        full_text: fetch article pages.
        page_budget_s: time all page fetching of one batch may take; after it the feed's text is kept.
        respect_robots: honour robots.txt for article pages (never asked for feeds: the operator lists them).
        resolve_redirectors: follow links of known link shorteners and feed proxies to the article's address.
        store_text: what of the text is written: full, lead (first paragraph) or none.
    """

    contact: str | None = None
    user_agent: str | None = None
    allow_networks: tuple[str, ...] = ()
    proxy: str | None = None
    host_concurrency: int = 32
    min_gap_s: float = 1.0
    connect_timeout_s: float = 10.0
    read_timeout_s: float = 10.0
    total_timeout_s: float = 30.0
    slow_after_s: float = 4.0
    max_wire_bytes: int = 64 << 20
    max_decoded_bytes: int = 64 << 20
    max_page_bytes: int = 8 << 20
    max_redirects: int = 8
    retries: int = 1
    retry_after_cap_s: float = 86_400.0
    min_interval_s: float = 900.0
    max_interval_s: float = 86_400.0
    adaptive: bool = False
    force: bool = False
    ask_gone: bool = False
    parse_timeout_s: float = 20.0
    parse_memory_bytes: int = 640 << 20
    parser_processes: int = 2
    max_entries: int = 2_000
    full_text: bool = True
    page_budget_s: float = 600.0
    respect_robots: bool = True
    resolve_redirectors: bool = True
    store_text: str = "full"

    def __post_init__(self) -> None:
        """Refuse values that make no sense, so that a typing error shows at the start and not in a worker."""
        for network in self.allow_networks:
            try:
                ipaddress.ip_network(network, strict=False)
            except ValueError as error:
                raise ValueError(
                    f"--allow-network {network!r}: {error}; write a network as 10.0.0.0/8 or ::1/128"
                ) from None
        if self.store_text not in STORE_TEXT:
            raise ValueError(f"--store-text {self.store_text!r}: choose one of {', '.join(STORE_TEXT)}")
        if self.proxy is not None and not _PROXY.fullmatch(self.proxy):
            raise ValueError(
                "--proxy: write it as http://host:port or http://${LOGIN}@host:port, where the environment"
                " variable LOGIN holds user:password"
            )
        for name in (
            "host_concurrency",
            "connect_timeout_s",
            "read_timeout_s",
            "total_timeout_s",
            "max_wire_bytes",
            "max_decoded_bytes",
            "parser_processes",
            "max_entries",
            "parse_timeout_s",
            "min_interval_s",
            "max_interval_s",
        ):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be greater than 0, not {getattr(self, name)}")
        if self.min_gap_s < 0 or self.retries < 0 or self.max_redirects < 0:
            raise ValueError("min_gap_s, retries and max_redirects must not be negative")
        if self.min_interval_s > self.max_interval_s:
            raise ValueError(
                f"--min-interval {self.min_interval_s:g}s is longer than --max-interval {self.max_interval_s:g}s"
            )

    @property
    def agent(self) -> str:
        """The User-Agent header: who asks, and how to reach the operator."""
        if self.user_agent:
            return self.user_agent
        contact = f"; +{self.contact}" if self.contact else ""
        return f"Communique/{VERSION} (feed reader{contact})"
