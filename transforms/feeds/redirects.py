"""Decisions about redirects; the client acts on them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from transforms.feeds.errors import FetchError

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
MAX_URL = 4_096
WIRE_SAFE = "!#$%&'()*+,/:;=?@[]~-._|"
"""What stays as it is in path and query of an address on the wire, besides letters and digits."""


def next_hop(url: str, status: int, headers: Mapping[str, str]) -> str:
    """Return the absolute address a redirect answer points to, without fragment.

    Raises:
        FetchError: `bad_redirect`: no target, or neither http nor https (so never file: or ftp:).
    """
    target = headers.get("location", "").strip()
    if not target:
        raise FetchError("bad_redirect", f"HTTP {status} without a Location", status=status, url=url)
    target = _latin_to_utf8(target)
    try:
        joined = urljoin(url, target)
        return check_url(joined)
    except (ValueError, FetchError) as error:
        raise FetchError(
            "bad_redirect", f"HTTP {status} to {target[:200]!r}: {error}", status=status, url=url
        ) from None


def check_url(url: str) -> str:
    """Return `url` ready for the wire: no fragment, no raw spaces or non-ASCII in path and query.

    Raises:
        FetchError: `bad_url`.
    """
    if len(url) > MAX_URL:
        raise FetchError("bad_url", f"the address has {len(url)} characters")
    if re.search(r"[\x00-\x1f\x7f]", url):
        raise FetchError("bad_url", f"control characters in the address {url[:200]!r}")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = parts.hostname
        ascii_host = host.encode("idna").decode("ascii") if host and not host.isascii() else host
    except ValueError as error:
        raise FetchError("bad_url", f"{url[:200]!r} is not an address: {error}") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise FetchError("bad_url", f"{url[:200]!r} is neither http nor https")
    if not ascii_host:
        raise FetchError("bad_url", f"{url[:200]!r} names no host")
    netloc = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    if port is not None:
        netloc += f":{port}"
    return urlunsplit(
        (parts.scheme.lower(), netloc, quote(parts.path or "/", WIRE_SAFE), quote(parts.query, WIRE_SAFE), "")
    )


def same_origin(first: str, second: str) -> bool:
    """Whether credentials for one address may go to the other: same host and port, and not from https to
    http."""
    one, two = urlsplit(first), urlsplit(second)
    if host_key(first) != host_key(second):
        return False
    return one.scheme == two.scheme or two.scheme == "https"


def host_key(url: str) -> str:
    """Name under which requests to one server queue: the host, with the port where it is not the usual
    one."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").lower()
    port = parts.port
    if port is None or port == {"http": 80, "https": 443}.get(parts.scheme):
        return host
    return f"{host}:{port}"


def _latin_to_utf8(target: str) -> str:
    """Undo http.client's Latin-1 reading of a Location that was sent as raw UTF-8."""
    try:
        return target.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return target
