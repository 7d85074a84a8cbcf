"""Connections that obey the guard and a deadline: the address is checked where it is connected to, and every
wait for bytes is bounded by what is left of the request's total time (one byte a second beats any read
timeout).
"""

from __future__ import annotations

import functools
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from transforms.feeds.errors import FetchError
from transforms.feeds.guard import AddressGuard

Resolver = Callable[[str, int], Sequence[tuple[Any, ...]]]
"""Host name and port to `getaddrinfo` rows; OSError where it cannot."""

RESOLVE_TIMEOUT_S = 8.0


@dataclass
class Deadline:
    """The moment a request has to be over, on the monotonic clock."""

    total_s: float
    ends: float = field(init=False)

    def __post_init__(self) -> None:
        self.ends = time.monotonic() + self.total_s

    def left(self) -> float:
        """Seconds that remain.

        Raises:
            FetchError: `total_timeout`, none remain.
        """
        left = self.ends - time.monotonic()
        if left <= 0:
            raise FetchError("total_timeout", f"not complete after {self.total_s:g} s")
        return left


@dataclass
class Connecting:
    """What a connection needs to know about the request it is opened for."""

    guard: AddressGuard
    deadline: Deadline
    connect_timeout_s: float
    read_timeout_s: float
    resolve: Resolver
    guarded: bool = True


class _Current(threading.local):
    request: Connecting | None = None


_CURRENT = _Current()


def begin(request: Connecting) -> None:
    """Set what connections opened or used by this thread obey from now on."""
    _CURRENT.request = request


def end() -> None:
    """Forget the request of this thread."""
    _CURRENT.request = None


def _bound(sock: socket.socket) -> None:
    request = _CURRENT.request
    if request is not None:
        sock.settimeout(min(request.read_timeout_s, request.deadline.left()))


class DeadlineSocket(socket.socket):
    """A socket whose reads and writes stop at the request's deadline."""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        _bound(self)
        return super().recv_into(*args, **kwargs)

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        _bound(self)
        super().sendall(*args, **kwargs)


class DeadlineTLSSocket(ssl.SSLSocket):
    """The same over TLS."""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        _bound(self)
        return super().recv_into(*args, **kwargs)

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        _bound(self)
        super().sendall(*args, **kwargs)


def resolve(host: str, port: int) -> Sequence[tuple[Any, ...]]:
    """Resolve a name, IPv4 and IPv6."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def resolve_within(resolver: Resolver, host: str, port: int, seconds: float) -> Sequence[tuple[Any, ...]]:
    """Resolve in a thread of its own: the system's resolver knows no deadline.

    Raises:
        FetchError: `dns`.
    """
    answer: list[Sequence[tuple[Any, ...]]] = []
    problem: list[BaseException] = []

    def look_up() -> None:
        try:
            answer.append(resolver(host, port))
        except (OSError, UnicodeError) as error:
            problem.append(error)

    thread = threading.Thread(target=look_up, name="resolve", daemon=True)
    thread.start()
    thread.join(seconds)
    if problem:
        raise FetchError("dns", f"cannot resolve {host}: {problem[0]}") from None
    if not answer:
        raise FetchError("dns", f"cannot resolve {host}: no answer within {seconds:.0f} s")
    return answer[0]


def connect(host: str, port: int, options: Any = None) -> socket.socket:
    """Open a socket to the first address of `host` that the guard allows and that answers.

    Raises:
        FetchError: `dns`, `blocked_address`, `connect_refused`, `connect_timeout`, `connect_failed`,
            `total_timeout`.
    """
    request = _CURRENT.request
    if request is None:
        raise RuntimeError("a connection was opened outside a request")
    host = host.strip("[]")
    found = resolve_within(request.resolve, host, port, min(RESOLVE_TIMEOUT_S, request.deadline.left()))
    allowed = [row for row in found if not request.guarded or request.guard.allows(str(row[4][0]))]
    if not allowed:
        addresses = ", ".join(sorted({str(row[4][0]) for row in found}))
        where = host if addresses == host.strip("[]") else f"{host} is at {addresses}, which"
        raise FetchError("blocked_address", f"{where} is not public; --allow-network allows a network")
    problem: FetchError | None = None
    for family, kind, protocol, _, address in allowed[:4]:
        sock = DeadlineSocket(family, kind, protocol)
        try:
            for option in options or ():
                sock.setsockopt(*option)
            sock.settimeout(min(request.connect_timeout_s, request.deadline.left()))
            sock.connect(address)
            return sock
        except TimeoutError:
            problem = FetchError(
                "connect_timeout", f"{host} ({address[0]}) did not answer within the connect timeout"
            )
        except ConnectionRefusedError:
            problem = FetchError("connect_refused", f"{host} ({address[0]}) port {port} refuses connections")
        except OSError as error:
            problem = FetchError("connect_failed", f"{host} ({address[0]}): {error.strerror or error}")
        except FetchError:
            sock.close()
            raise
        sock.close()
    if problem is None:
        raise FetchError("dns", f"{host} has no address")
    raise problem


class GuardedHTTPConnection(HTTPConnection):
    """An HTTP connection opened by `connect`."""

    def _new_conn(self) -> socket.socket:
        return connect(self._dns_host, self.port, self.socket_options)


class GuardedHTTPSConnection(HTTPSConnection):
    """An HTTPS connection opened by `connect`."""

    def _new_conn(self) -> socket.socket:
        return connect(self._dns_host, self.port, self.socket_options)


class GuardedHTTPPool(HTTPConnectionPool):
    """A pool of guarded HTTP connections."""

    ConnectionCls = GuardedHTTPConnection


class GuardedHTTPSPool(HTTPSConnectionPool):
    """A pool of guarded HTTPS connections."""

    ConnectionCls = GuardedHTTPSConnection


@functools.cache
def tls_context() -> ssl.SSLContext:
    """A verifying TLS context: the system's authorities, or certifi's where the system has none.

    One per process: reading the authorities takes some 40 ms.
    """
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"] and not ssl.get_default_verify_paths().capath:
        context.load_verify_locations(cafile=certifi.where())
    context.sslsocket_class = DeadlineTLSSocket
    return context
