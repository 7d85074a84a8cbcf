"""A press that keeps publishing: feeds on loopback whose articles come out while a stream follows them.

Run as a program (`news_server.py PORT SECONDS PERIOD`) it publishes for so long, and on until a line on stdin says that
it is enough; when stdin closes it prints, as JSON, what it published and when, and what each host was asked and when.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import threading
import time
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle, islice

HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")
FEEDS_PER_HOST = 2
SHOWN = 120
"""Entries a feed shows: the newest ones. They reach back further than a restart takes on a busy machine."""
PATIENCE_S = 600.0
"""How long it goes on if nobody says that it is enough."""

STATES = (
    "France", "Germany", "Japan", "Brazil", "Kenya", "India", "Canada", "Norway", "Egypt", "Chile", "Poland",
    "Vietnam", "Morocco", "Peru", "Turkey",
)  # fmt: skip
ACTS = (
    "{a} recalled its ambassador to {b} on Monday after talks over case {n} broke down in the capital.",
    "{a} and {b} signed agreement number {n} on fisheries on Tuesday, both governments said in a statement.",
    "{a} imposed sanctions on {b} on Wednesday, and its foreign ministry listed {n} companies by name.",
    "The president of {a} met the prime minister of {b} on Thursday for round {n} of their consultations.",
)


class Press:
    """What has been published so far."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.lock = threading.Lock()
        self.published: list[dict[str, object]] = []
        self.asked: list[tuple[str, float, float]] = []

    def feeds(self) -> list[str]:
        """Return the addresses of the feeds."""
        return [f"http://{host}:{self.port}/{name}.xml" for host in HOSTS for name in range(FEEDS_PER_HOST)]

    def publish(self, number: int) -> None:
        """Bring out one article in one of the feeds."""
        feeds = self.feeds()
        feed = feeds[number % len(feeds)]
        actor = STATES[number % len(STATES)]
        recipient = STATES[(number * 7 + 1 + number // len(STATES)) % len(STATES)]
        if recipient == actor:
            recipient = next(islice(cycle(STATES), number + 1, None))
        text = ACTS[number % len(ACTS)].format(a=actor, b=recipient, n=number)
        base = feed.rsplit("/", 1)[0]
        article = {
            "feed": feed, "link": f"{base}/news/{number}", "title": f"{actor} and {recipient}, report {number}",
            "text": text, "at": time.time(),
        }  # fmt: skip
        with self.lock:
            self.published.append(article)

    def xml(self, feed: str) -> bytes:
        """Return a feed as it is now."""
        with self.lock:
            shown = [article for article in self.published if article["feed"] == feed][-SHOWN:]
        items = "".join(
            f"<item><title>{escape(str(a['title']))}</title><link>{a['link']}</link><guid>{a['link']}</guid>"
            f"<pubDate>{format_datetime(dt.datetime.fromtimestamp(float(str(a['at'])), dt.timezone.utc))}</pubDate>"
            f"<description>{escape(str(a['text']))}</description></item>"
            for a in reversed(shown)
        )
        head = f"<title>Press</title><link>{feed}</link><description>News</description>"
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def handler(press: Press) -> type[BaseHTTPRequestHandler]:
    """Return the handler class that serves a press."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            begin = time.time()
            feed = f"http://{self.headers['Host']}{self.path}"
            body = press.xml(feed)
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            with press.lock:
                press.asked.append((self.headers["Host"], begin, time.time()))

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler


def main() -> None:
    """Publish until it is enough, serve until stdin closes, then print what happened."""
    port, seconds, period = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    press = Press(port)
    servers = [ThreadingHTTPServer((host, port), handler(press)) for host in HOSTS]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print("serving", flush=True)
    enough = threading.Event()

    def listen() -> None:
        sys.stdin.readline()
        enough.set()

    threading.Thread(target=listen, daemon=True).start()
    begin = time.monotonic()
    number = 0
    while time.monotonic() - begin < (seconds if enough.is_set() else PATIENCE_S):
        press.publish(number)
        number += 1
        time.sleep(period)
    print("published", flush=True)
    sys.stdin.read()
    with press.lock:
        print(json.dumps({"published": press.published, "asked": press.asked}), flush=True)


if __name__ == "__main__":
    main()
