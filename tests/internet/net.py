"""A small internet on loopback: many hosts, each an address of 127.0.0.0/8, and a ledger of every request.

What lies at forbidden addresses only counts who knocks. Nothing here knows the code under test: it speaks
HTTP, keeps the time, and writes down what came.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

PUBLIC = "127.0.{}.{}"
"""Hosts of the internet; the test allows 127.0.0.0/17 and nothing else."""
FORBIDDEN = ("127.0.200.1", "127.0.200.2", "::1")


@dataclass
class Visit:
    """One line of the ledger; times on the monotonic clock."""

    round: int
    host: str
    path: str
    headers: dict[str, str]
    came: float
    left: float = 0.0
    reply: Reply | None = None


@dataclass
class Reply:
    """An answer, or the bytes and pauses it is made of where it is none.

    Attributes:
        raw: sent as it is, in place of everything else; numbers are pauses in seconds.
        drop: cut the connection after `raw`, without a farewell.
    """

    body: bytes = b""
    status: str = "200 OK"
    headers: tuple[str, ...] = ()
    kind: str | None = "application/rss+xml"
    length: int | None = None
    raw: tuple[bytes | float, ...] = ()
    drop: bool = False

    def parts(self) -> tuple[bytes | float, ...]:
        """Return what goes over the wire."""
        if self.raw or self.drop:
            return self.raw
        lines = [f"HTTP/1.1 {self.status}", *self.headers]
        if self.kind:
            lines.append(f"Content-Type: {self.kind}")
        lines.append(f"Content-Length: {len(self.body) if self.length is None else self.length}")
        return (("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"), self.body)


Answer = Callable[[Visit], Reply]


@dataclass
class Internet:
    """All hosts, served by one thread."""

    round: int = 1
    ledger: list[Visit] = field(default_factory=list)
    knocks: list[str] = field(default_factory=list)
    port: int = 0
    pages: dict[tuple[str, str], Answer] = field(default_factory=dict)

    @contextlib.contextmanager
    def online(self, hosts: list[str]) -> Iterator[None]:
        """Serve until the block ends. All hosts have the same port, which a first socket finds."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        try:
            servers = [self._open(loop, host, self._serve(host)) for host in hosts]
            servers += [self._open(loop, host, self._knock(host)) for host in FORBIDDEN]
            yield
            for server in servers:
                loop.call_soon_threadsafe(server.close)
        finally:
            asyncio.run_coroutine_threadsafe(_hang_up(), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
            loop.close()

    def reserve(self) -> None:
        """Find a port that is free on every address."""
        with socket.socket() as probe:
            probe.bind(("0.0.0.0", 0))
            self.port = probe.getsockname()[1]

    def _open(self, loop: asyncio.AbstractEventLoop, host: str, serve: Callable) -> asyncio.Server:  # type: ignore[type-arg]
        start = asyncio.start_server(serve, host, self.port, limit=1 << 20, backlog=256)
        return asyncio.run_coroutine_threadsafe(start, loop).result(10)

    def _knock(self, host: str) -> Callable:  # type: ignore[type-arg]
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.knocks.append(host)
            writer.close()

        return serve

    def _serve(self, host: str) -> Callable:  # type: ignore[type-arg]
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, OSError):
                while await self._one(host, reader, writer):
                    pass
            with contextlib.suppress(ConnectionError, OSError):
                writer.close()

        return serve

    async def _one(self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip("\r\n").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        visit = Visit(self.round, host, first.split(" ")[1], headers, time.monotonic())
        self.ledger.append(visit)
        answer = self.pages.get((host, visit.path.partition("?")[0]))
        visit.reply = reply = answer(visit) if answer else Reply(b"nothing here", "404 Not Found")
        try:
            for part in reply.parts():
                if isinstance(part, float):
                    await asyncio.sleep(part)
                else:
                    writer.write(part)
                    await writer.drain()
        finally:
            visit.left = time.monotonic()
        if reply.drop:
            writer.transport.abort()
        return not reply.raw

    def visits(self, host: str, path: str, round_: int | None = None) -> list[Visit]:
        """Return the requests for one address."""
        return [
            visit
            for visit in self.ledger
            if (visit.host, visit.path) == (host, path) and round_ in (None, visit.round)
        ]


async def _hang_up() -> None:
    """End the connections that clients keep open."""
    waiting = asyncio.all_tasks() - {asyncio.current_task()}
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
