"""A web server that misbehaves on purpose: every feed on a port of its own, so that each is a host of its
own.

An answer is a list of steps: bytes to send, seconds to wait, or RESET, HANG, CLOSE. Requests are kept with
the time they came and the time they were done, so that tests can look at politeness.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

RESET, HANG, CLOSE = "reset", "hang", "close"
Step = bytes | float | str


@dataclass
class Request:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    port: int
    round: int
    began: float
    ended: float = 0.0


Answer = Callable[[Request], list[Step]]


@dataclass
class Site:
    """One port and what it answers; an eager one does not wait for the end of a request's headers."""

    port: int
    answer: Answer
    eager: bool = False
    requests: list[Request] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def count(self, round_: int) -> int:
        return sum(request.round == round_ for request in self.requests)


class FaultServer:
    """Serves sites from one thread; `round` is what answers may depend on."""

    def __init__(self) -> None:
        self.round = 1
        self.sites: list[Site] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._servers: list[asyncio.Server] = []

    def add(self, answer: Answer, host: str = "127.0.0.1", *, eager: bool = False) -> Site:
        """Open a port that answers like this."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.bind((host, 0))
        listener.listen(128)
        listener.setblocking(False)
        site = Site(listener.getsockname()[1], answer, eager)
        self.sites.append(site)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, OSError):
                await self._serve(site, reader, writer)
            with contextlib.suppress(ConnectionError, OSError):
                writer.close()

        async def start() -> asyncio.Server:
            return await asyncio.start_server(serve, sock=listener)

        self._servers.append(asyncio.run_coroutine_threadsafe(start(), self._loop).result(10))
        return site

    async def _serve(self, site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if site.eager:
            await reader.read(1)
            for step in site.answer(Request("", {}, site.port, self.round, time.monotonic())):
                writer.write(step if isinstance(step, bytes) else b"")
            await writer.drain()
            return
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines if line)}
            request = Request(first.split(" ")[1], headers, site.port, self.round, time.monotonic())
            site.requests.append(request)
            try:
                for step in site.answer(request):
                    if isinstance(step, float):
                        await asyncio.sleep(step)
                    elif isinstance(step, bytes):
                        writer.write(step)
                        await writer.drain()
                    elif step == HANG:
                        await reader.read()
                        return
                    elif step == RESET:
                        peer = writer.get_extra_info("socket")
                        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        writer.transport.abort()
                        return
                    else:
                        return
            finally:
                request.ended = time.monotonic()

    def close(self) -> None:
        """Stop everything."""

        async def stop() -> None:
            for server in self._servers:
                server.close()

        asyncio.run_coroutine_threadsafe(stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)


def http(
    body: bytes | str = b"",
    *headers: str,
    status: str = "200 OK",
    kind: str | None = "application/rss+xml",
    length: int | None = -1,
) -> bytes:
    """Return a whole answer; `length` None sends no Content-Length, a number sends that."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}"]
    if kind:
        lines.append(f"Content-Type: {kind}")
    if length is not None:
        lines.append(f"Content-Length: {len(data) if length == -1 else length}")
    return ("\r\n".join([*lines, *headers]) + "\r\n\r\n").encode("latin-1") + data


def item(title: str, link: str | None = "", guid: str | None = None, text: str = "", extra: str = "") -> str:
    """Return an RSS item; the link "" is made from the title, None leaves it out."""
    if link == "":
        link = f"/{title.lower().replace(' ', '-')}"
    return (
        f"<item><title>{title}</title>"
        + (f"<link>{link}</link>" if link else "")
        + (f'<guid isPermaLink="false">{guid}</guid>' if guid else "")
        + f"<description>{text or f'The ministers of both states met on Monday. {title}'}</description>"
        + f"{extra}</item>"
    )


def rss(*items: str, head: str = "", declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    """Return an RSS 2.0 document."""
    return (
        f'{declaration}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
        'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">'
        f"<channel><title>Feed</title><link>https://news.example/</link>{head}{''.join(items)}</channel></rss>"
    )
