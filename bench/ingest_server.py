"""A loopback web server with a fixed latency: every address of 127.0.0.0/8 is a host of its own.

    python bench/ingest_server.py PORT LATENCY_MS

`/feed/N` is a feed of 20 items, `/feed/N/ITEMS` one of that many; both answer a right If-None-Match with 304.
`/bomb` is a gzip bomb of a gigabyte. `/stop` ends the server.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
import zlib

WORDS = [
    "minister",
    "talks",
    "border",
    "treaty",
    "summit",
    "envoy",
    "parliament",
    "agreement",
    "embassy",
    "sanctions",
    "delegation",
    "statement",
    "visit",
    "foreign",
    "trade",
    "region",
    "government",
    "council",
    "security",
    "president",
    "meeting",
    "joint",
    "cooperation",
    "ceasefire",
    "mission",
]
LATENCY_S = 0.05


def feed(number: int, items: int) -> bytes:
    """Return the same feed for the same number: about 1.6 KB an item, as newspapers publish them, or 300
    bytes where there are thousands."""
    chance, size = random.Random(number), 55 if items < 1_000 else 2
    parts = [
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>Feed {number}</title><link>https://site{number}.example/</link>"
        "<description>News</description><language>en</language>"
    ]
    for item in range(items):
        paragraphs = [" ".join(chance.choices(WORDS, k=size)).capitalize() + "." for _ in range(3)]
        content = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        parts.append(
            f"<item><title>{' '.join(chance.choices(WORDS, k=8)).capitalize()} {number}-{item}</title>"
            f"<link>https://site{number}.example/2025/04/story-{item}?utm_source=rss</link>"
            f'<guid isPermaLink="false">site{number}:{item}</guid>'
            f"<pubDate>Tue, 01 Apr 2025 {item // 60 % 24:02}:{item % 60:02}:00 +0000</pubDate>"
            f"<dc:creator>Desk {number}</dc:creator><category>World</category>"
            f"<description>{paragraphs[0][:150]}…</description>"
            f"<content:encoded><![CDATA[{content}]]></content:encoded></item>"
        )
    parts.append("</channel></rss>")
    return "".join(parts).encode()


def bomb() -> bytes:
    """Return a gigabyte of spaces, compressed to a megabyte."""
    squeeze = zlib.compressobj(9, wbits=31)
    block = b" " * (1 << 20)
    return b"".join(squeeze.compress(block) for _ in range(1024)) + squeeze.flush()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split(" ", 2)[1]
            if path == "/stop":
                asyncio.get_running_loop().stop()
                return
            await asyncio.sleep(LATENCY_S)
            etag = f'"{path}"'
            if f"if-none-match: {etag}" in head.lower():
                writer.write(f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode())
            else:
                encoding = "Content-Encoding: gzip\r\n" if path == "/bomb" else ""
                body = _BODIES.get(path) or _body(path)
                writer.write(
                    f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n{encoding}ETag: {etag}\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
            await writer.drain()
    writer.close()


_BODIES: dict[str, bytes] = {}


def _body(path: str) -> bytes:
    if path == "/bomb":
        body = bomb()
    else:
        number, _, items = path.removeprefix("/feed/").partition("/")
        body = feed(int(number), int(items or 20))
    _BODIES[path] = body
    return body


def main() -> None:
    """Serve until told to stop."""
    global LATENCY_S
    port, LATENCY_S = int(sys.argv[1]), float(sys.argv[2]) / 1000
    for number in range(int(sys.argv[3]) if len(sys.argv) > 3 else 0):
        _body(f"/feed/{number}")
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.start_server(_serve, "0.0.0.0", port, backlog=4096))
    print("ready", flush=True)
    loop.run_forever()


if __name__ == "__main__":
    main()
