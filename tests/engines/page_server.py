"""Feeds on loopback whose articles have pages that say more than the feeds: for runs with full text.

Nothing a page answers depends on when or in which order it is asked, so every engine must get the same articles.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4")
PER_HOST = 12
BROKEN = "127.0.0.4"
"""Has one article, whose page cannot be had: what such a host does to its other pages is a matter of order."""

STATES = (
    "France",
    "Japan",
    "Brazil",
    "Kenya",
    "India",
    "Norway",
    "Egypt",
    "Chile",
    "Poland",
    "Vietnam",
    "Peru",
)
PARAGRAPHS = (
    "{a} recalled its ambassador to {b} on Monday after talks over case {n} broke down in the capital.",
    "The foreign ministry of {a} said that it would consult its partners before it took any further step, and that"
    " the embassy in {b} would go on with its work under a chargé d'affaires until the matter was settled.",
    "On 12 May the president of {a} is to meet the prime minister of {b} in Geneva for round {n} of their talks.",
    "{b} rejected the accusations of {a} and called on it to withdraw the {n} soldiers it had sent to the border.",
)


def parties(number: int) -> tuple[str, str]:
    """Return the two states that an article is about."""
    return STATES[number % len(STATES)], STATES[(number * 3 + 1) % len(STATES)]


def article(number: int) -> str:
    """Return a page: navigation, an article, a footer."""
    a, b = parties(number)
    told = "".join(f"<p>{paragraph.format(a=a, b=b, n=number)}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{a} and {b}</title></head><body><nav><a href='/'>Home</a>"
        f"</nav><article><h1>{a} and {b}, case {number}</h1>{told}</article><footer>All rights</footer></body></html>"
    )


def feed(host: str, port: int) -> str:
    """Return the feed of a host."""
    first = HOSTS.index(host) * PER_HOST
    numbers = range(first, first + (1 if host == BROKEN else PER_HOST))
    items = "".join(
        f"<item><title>{' and '.join(parties(n))}, case {n}</title><link>http://{host}:{port}/news/{n}</link>"
        f"<guid>{host}-{n}</guid><pubDate>Sun, 11 May 2025 {n % 24:02d}:00:00 GMT</pubDate>"
        f"<description>{parties(n)[0]} recalled its ambassador.</description></item>"
        for n in numbers
    )
    if host == BROKEN:
        items += "<item><category>nothing</category></item>"  # no article: a reject
    head = f"<title>Press</title><link>http://{host}:{port}/</link><description>News</description>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        host, _, port = self.headers["Host"].partition(":")
        kind, body, status = "text/html", "", 404
        if self.path == "/feed.xml":
            kind, body, status = "application/rss+xml", feed(host, int(port)), 200
        elif self.path.startswith("/news/") and host != BROKEN:
            body, status = article(int(self.path.rpartition("/")[2])), 200
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(port: int) -> Iterator[list[str]]:
    """Serve all hosts until the block ends; gives the addresses of their feeds."""
    servers = [ThreadingHTTPServer((host, port), _Handler) for host in HOSTS]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield [f"http://{host}:{port}/feed.xml" for host in HOSTS]
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
