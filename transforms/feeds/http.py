"""The one HTTP client: guarded connections, a total deadline, caps, redirects of our own."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError, SSLError
from urllib3.exceptions import IncompleteRead as ShortRead

from transforms.feeds.credentials import proxy_login
from transforms.feeds.decoding import ACCEPT_ENCODING, BodyDecoder
from transforms.feeds.errors import FetchError
from transforms.feeds.guard import AddressGuard
from transforms.feeds.politeness import GATE, HostGate, Lease
from transforms.feeds.redirects import PERMANENT, REDIRECTS, check_url, host_key, next_hop, same_origin
from transforms.feeds.settings import FetchSettings
from transforms.feeds.sockets import (
    Connecting,
    Deadline,
    GuardedHTTPPool,
    GuardedHTTPSPool,
    Resolver,
    begin,
    end,
    resolve,
    tls_context,
)

# It warns with the whole address of a request, which may hold a key.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)
CHUNK = 1 << 16
_NUMERIC_HOST = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+))*\.?")
ERROR_BODY_BYTES = 1 << 14
FEED_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)
PAGE_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A complete answer.

    Attributes:
        headers: names in lower case, in order; repeated ones joined by a comma.
        body: decoded; empty for 304.
        permanent_url: where the chain of redirects led if every hop was permanent, else None.
        truncated: the body ended before its announced end.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    final_url: str
    permanent_url: str | None
    wire_bytes: int
    duration_ms: int
    truncated: bool


class Hop(NamedTuple):
    """A redirect: where to, its status, and whether it and all before it are permanent."""

    url: str
    status: int
    permanent: bool


class Client:
    """Fetches one address at a time per calling thread; connections are kept per host.

    Args:
        settings: limits and manners.
        gate: who may ask which host when.
        resolver: host name to addresses; the system's by default.
    """

    def __init__(
        self, settings: FetchSettings, *, gate: HostGate = GATE, resolver: Resolver = resolve
    ) -> None:
        self.settings = settings
        self.gate = gate
        self._resolver = resolver
        self._guard = AddressGuard(settings.allow_networks)
        options: dict[str, Any] = {"num_pools": 128, "maxsize": 1, "ssl_context": tls_context()}
        if settings.proxy:
            proxy, login = proxy_login(settings.proxy)
            self._pools: urllib3.PoolManager = urllib3.ProxyManager(proxy, proxy_headers=login, **options)
        else:
            self._pools = urllib3.PoolManager(**options)
        self._pools.pool_classes_by_scheme = {"http": GuardedHTTPPool, "https": GuardedHTTPSPool}

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
        lease: Lease | None = None,
        max_wire_bytes: int | None = None,
        max_decoded_bytes: int | None = None,
        before_hop: Callable[[Hop], None] | None = None,
    ) -> Reply:
        """Fetch `url`, following redirects.

        Args:
            url: http or https address.
            headers: sent at every hop.
            secrets: headers that are sent only while the origin stays that of `url`.
            lease: the right to ask the host of `url`, moved along redirects; None takes one here.
            max_wire_bytes, max_decoded_bytes: caps; the settings' by default.
            before_hop: called with every redirect before it is followed; may raise FetchError.

        Raises:
            FetchError: no usable answer; its `kind` is in the closed list, HTTP errors included.
        """
        own = lease is None
        url = check_url(url)
        if lease is None:
            self.gate.enter(host_key(url))
            lease = Lease(self.gate, host_key(url), self.settings.min_gap_s)
        try:
            return self._follow(
                url,
                dict(headers or {}),
                dict(secrets or {}),
                lease,
                max_wire_bytes or self.settings.max_wire_bytes,
                max_decoded_bytes or self.settings.max_decoded_bytes,
                before_hop,
            )
        finally:
            end()
            if own:
                lease.release()

    def _follow(
        self,
        url: str,
        headers: dict[str, str],
        secrets: dict[str, str],
        lease: Lease,
        max_wire: int,
        max_decoded: int,
        before_hop: Callable[[Hop], None] | None,
    ) -> Reply:
        first, permanent, seen, spent = url, True, {url}, 0.0
        for _ in range(self.settings.max_redirects + 1):
            host = host_key(url)
            started = time.monotonic()
            sent = {**headers, **secrets} if same_origin(first, url) else headers
            try:
                self.gate.check(host)
                lease.asked = True
                reply = self._ask(url, sent, max_wire, max_decoded, self.settings.total_timeout_s - spent)
            except FetchError as error:
                error.url = error.url or url
                if error.kind in ("dns", "blocked_address"):
                    lease.asked = False
                if error.kind != "host_down":
                    self.gate.report(host, error.kind, error.message)
                raise
            self.gate.report(host, None)
            spent += time.monotonic() - started
            if reply.status not in REDIRECTS:
                kept = url if permanent and url != first else None
                return _whole(reply, kept, int(spent * 1000))
            permanent = permanent and reply.status in PERMANENT
            target = next_hop(url, reply.status, reply.headers)
            if target in seen:
                raise FetchError("too_many_redirects", f"redirects in a circle at {target}", url=url)
            seen.add(target)
            if before_hop is not None:
                before_hop(Hop(target, reply.status, permanent))
            lease.move(host_key(target))
            url = target
        raise FetchError(
            "too_many_redirects", f"more than {self.settings.max_redirects} redirects from {first}", url=url
        )

    def _ask(
        self, url: str, headers: Mapping[str, str], max_wire: int, max_decoded: int, seconds: float
    ) -> Reply:
        deadline = Deadline(max(seconds, 0.001))
        settings = self.settings
        proxied = settings.proxy is not None
        if proxied:
            self._check_literal(url)
        begin(
            Connecting(
                guard=self._guard,
                deadline=deadline,
                connect_timeout_s=settings.connect_timeout_s,
                read_timeout_s=settings.read_timeout_s,
                resolve=self._resolver,
                guarded=not proxied,
            )
        )
        sent = {"User-Agent": settings.agent, "Accept-Encoding": ACCEPT_ENCODING, **headers}
        response: urllib3.BaseHTTPResponse | None = None
        try:
            response = self._pools.urlopen(
                "GET",
                url,
                headers=sent,
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
                assert_same_host=False,
                timeout=urllib3.Timeout(connect=settings.connect_timeout_s, read=settings.read_timeout_s),
            )
            reply = _read(response, url, max_wire, max_decoded)
            response.release_conn()
            response = None
            return reply
        except ReadTimeoutError:
            deadline.left()
            raise FetchError("read_timeout", f"no bytes for {settings.read_timeout_s:g} s") from None
        except TimeoutError:
            deadline.left()
            raise FetchError("read_timeout", f"no bytes for {settings.read_timeout_s:g} s") from None
        except SSLError as error:
            raise FetchError("tls", f"TLS: {error}") from None
        except ProtocolError as error:
            cause = error.args[1] if len(error.args) > 1 else error
            if isinstance(cause, FetchError):
                raise cause from None
            kind = "bad_http" if _is_bad_http(cause) else "reset"
            raise FetchError(kind, f"{type(cause).__name__}: {cause}") from None
        except (HTTPError, HTTPException, ValueError) as error:
            raise FetchError("bad_http", f"{type(error).__name__}: {error}") from None
        except OSError as error:
            raise FetchError("reset", f"{type(error).__name__}: {error}") from None
        finally:
            if response is not None:
                response.close()

    def _check_literal(self, url: str) -> None:
        host = urlsplit(url).hostname or ""
        numeric = ":" in host or _NUMERIC_HOST.fullmatch(host)
        if host.endswith("localhost") or (numeric and not self._guard.allows(host)):
            raise FetchError("blocked_address", f"{host} is not public; the proxy is not asked for it")

    def close(self) -> None:
        """Close all kept connections."""
        self._pools.clear()


def _is_bad_http(cause: Any) -> bool:
    """Whether an answer was no HTTP, as opposed to a connection that broke."""
    return isinstance(cause, HTTPException) and not isinstance(cause, (RemoteDisconnected, IncompleteRead))


def _partial(cause: Any) -> bytes:
    """What came of a body before it broke off; of a chunk that was cut, http.client tells in the error's cause."""
    found = b""
    for error in (cause, getattr(cause, "__cause__", None)):
        if isinstance(error, IncompleteRead) and isinstance(error.partial, bytes):
            found += error.partial
    return found


def _read(response: urllib3.BaseHTTPResponse, url: str, max_wire: int, max_decoded: int) -> Reply:
    headers = {name.lower(): value for name, value in response.headers.items()}
    status = response.status
    bare = status in (204, 304) or status in REDIRECTS
    failed = status >= 400
    announced = headers.get("content-length", "")
    if not (bare or failed) and announced.isdigit() and int(announced) > max_wire:
        raise FetchError(
            "too_large", f"{int(announced):,} bytes announced, the limit is {max_wire:,}", status=status
        )
    decoder = BodyDecoder(None if bare or failed else headers.get("content-encoding"), max_decoded)
    body = bytearray()
    wire, truncated = 0, False
    limit = ERROR_BODY_BYTES if bare or failed else max_wire
    while True:
        try:
            piece = response.read(CHUNK, decode_content=False)
        except ProtocolError as error:
            cause = error.args[1] if len(error.args) > 1 else error
            partial = _partial(cause)
            if partial:
                body += decoder.feed(partial)
                wire += len(partial)
            if wire == 0 and not isinstance(cause, (ShortRead, IncompleteRead)):
                raise
            truncated = True
            break
        if not piece:
            break
        wire += len(piece)
        if wire > limit:
            if bare or failed:
                response.close()
                break
            raise FetchError(
                "too_large", f"more than {max_wire:,} bytes on the wire", status=status, wire_bytes=wire
            )
        body += decoder.feed(piece)
    truncated = truncated or (bool(body) and not decoder.complete)
    return Reply(
        status=status,
        headers=headers,
        body=bytes(body),
        final_url=url,
        permanent_url=None,
        wire_bytes=wire,
        duration_ms=0,
        truncated=truncated,
    )


def _whole(reply: Reply, permanent_url: str | None, duration_ms: int) -> Reply:
    """Return the answer at the end of a chain, or raise what its status means."""
    raise_for_status(reply.status, reply.headers, reply.body, reply.final_url)
    return Reply(
        status=reply.status,
        headers=reply.headers,
        body=reply.body,
        final_url=reply.final_url,
        permanent_url=permanent_url,
        wire_bytes=reply.wire_bytes,
        duration_ms=duration_ms,
        truncated=reply.truncated,
    )


_CLIENT_ERRORS = {
    401: "unauthorized",
    402: "unauthorized",
    403: "forbidden",
    404: "not_found",
    407: "unauthorized",
    410: "gone",
    429: "rate_limited",
    451: "forbidden",
}
_WALL = re.compile(rb"just a moment\.\.\.|cf-browser-verification|_cf_chl_|attention required! \| cloudflare|"
                   rb"ddos protection by|incapsula incident|px-captcha|datadome", re.I)  # fmt: skip


def raise_for_status(status: int, headers: Mapping[str, str], body: bytes, url: str) -> None:
    """Raise the FetchError a status stands for; 200, 203, 226 and 304 pass."""
    if status in (200, 203, 226, 304):
        return
    wait = retry_after(headers.get("retry-after"), headers.get("date"))
    if status in (403, 429, 503) and ("cf-mitigated" in headers or _WALL.search(body[:ERROR_BODY_BYTES])):
        kind = "bot_wall"
    elif status in _CLIENT_ERRORS:
        kind = _CLIENT_ERRORS[status]
    elif 400 <= status < 500:
        kind = "bad_request"
    elif status == 503:
        kind = "unavailable"
    elif 500 <= status < 600:
        kind = "server_error"
    else:
        kind = "bad_status"
    keep = wait if status >= 400 else None
    raise FetchError(kind, f"HTTP {status}", status=status, retry_after_s=keep, url=url, wire_bytes=len(body))


def retry_after(value: str | None, date: str | None = None, now: float | None = None) -> float | None:
    """Return the seconds a Retry-After header asks for (RFC 9110 section 10.2.3), never negative.

    A date is measured against the answer's own Date header, so that a wrong clock at either end does no harm.
    Unreadable values give None.
    """
    if not value:
        return None
    value = value.strip()
    if re.fullmatch(r"\d{1,12}(\.\d+)?", value):
        return float(value)
    try:
        until = parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
    try:
        base = parsedate_to_datetime(date or "").timestamp()
    except (ValueError, TypeError, OverflowError):
        base = time.time() if now is None else now
    return max(0.0, until - base)
